import { spawn } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import { ROOT } from '../../commands/run.ts'

/** Runs the demo's script as a person would and collects what it prints. */
function runScript(): Promise<{ code: number | null; output: string; errors: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['demo/main.ts', '--script'], { cwd: ROOT })
    let output = ''
    let errors = ''
    child.stdout.on('data', (text: Buffer) => {
      output += text.toString()
    })
    child.stderr.on('data', (text: Buffer) => {
      errors += text.toString()
    })
    child.on('error', reject)
    child.on('exit', (code) => resolve({ code, output, errors }))
  })
}

describe('the demo', () => {
  test('--script: plays the story and ends with books that balance', async () => {
    const { code, output, errors } = await runScript()
    expect(code, `${output}\n${errors}`).toBe(0)
    const last = output.trim().split('\n').slice(-14).join('\n')
    for (const word of [
      'issued',
      'redeemed',
      'voided',
      'liability',
      'Main Street Bakery',
      'entries',
      'chain',
    ]) {
      expect(last).toContain(word)
    }
    expect(last).toMatch(/entries sum to +0\.00/)
    expect(last).toMatch(/chain +verified/)
  })
})
