import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { ROOT } from '../../commands/run.ts'

const folder = mkdtempSync(join(tmpdir(), 'countermark-layers-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Type-checks one planted line under a layer's own compiler settings. */
function check(layer: string, line: string): string {
  const file = join(folder, 'planted.mts')
  writeFileSync(file, `${line}\nexport {}\n`)
  const project = join(folder, 'tsconfig.json')
  writeFileSync(
    project,
    JSON.stringify({
      extends: join(ROOT, 'tsconfig', `${layer}.json`),
      compilerOptions: { typeRoots: [join(ROOT, 'node_modules/@types')] },
      include: [file],
      exclude: [],
    }),
  )
  const result = spawnSync(process.execPath, [
    join(ROOT, 'node_modules/typescript/bin/tsc'),
    '-p',
    project,
  ])
  return result.stdout.toString()
}

describe('type layers', () => {
  test.each([
    ['contract', 'console.log(window)', 'window'],
    ['contract', 'console.log(process)', 'process'],
    ['station', 'export const width = window.innerWidth', 'window'],
    ['server', 'export const page = document.title', 'document'],
    ['renderer', 'export const home = process.env', 'process'],
    ['web', "export const file = Buffer.from('')", 'Buffer'],
  ])('%s does not know: %s', (layer, line, name) => {
    expect(check(layer, line)).toContain(`Cannot find name '${name}'`)
  })

  test.each([
    ['station', 'export const id: number = process.pid'],
    ['renderer', 'export const width: number = window.innerWidth'],
  ])('%s knows: %s', (layer, line) => {
    expect(check(layer, line)).toBe('')
  })
})
