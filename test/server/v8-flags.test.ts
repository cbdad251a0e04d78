import { spawnSync } from 'node:child_process'
import { describe, expect, test } from 'vitest'

const MODULE = new URL('../../server/v8-flags.ts', import.meta.url).href

describe('what the server asks of V8', () => {
  test('this V8 knows it: another one would only say so on the error stream', () => {
    const program = `import { setV8Flags } from ${JSON.stringify(MODULE)}; setV8Flags(); console.log('set')`
    const flags = ['--no-warnings', '--input-type=module', '-e']
    const { stdout, stderr } = spawnSync(process.execPath, [...flags, program], {
      encoding: 'utf8',
    })
    expect({ stdout, stderr }).toEqual({ stdout: 'set\n', stderr: '' })
  })
})
