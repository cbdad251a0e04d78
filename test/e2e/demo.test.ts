import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { describe, expect, test } from 'vitest'
import { ROOT } from '../../commands/run.ts'
import { openBrowser } from '../../demo/browser.ts'

/** Starts the demo as a person would; `home` is its page with everything on it. */
async function startDemo(): Promise<{ child: ChildProcess; home: string }> {
  const child = spawn(process.execPath, ['demo/main.ts', '--free-ports'], { cwd: ROOT })
  let output = ''
  for await (const text of child.stdout) {
    output += String(text)
    const home = /on one page: (\S+)/.exec(output)?.[1]
    if (home !== undefined && output.includes('Ctrl+C')) return { child, home }
  }
  throw new Error(`the demo ended: ${output}`)
}

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
  test('its page leads to the station again and again, in any browser', async () => {
    const { child, home } = await startDemo()
    const browser = await openBrowser()
    try {
      for (let visit = 0; visit < 3; visit += 1) {
        const page = await (await browser.newContext({ locale: 'en-US' })).newPage()
        await page.goto(home)
        await page.getByRole('link', { name: 'Station' }).click()
        await page.getByText('Main Street Bakery').first().waitFor()
        await page.getByText('No card yet').waitFor()
        await page.context().close()
      }
    } finally {
      await browser.close()
      const ended = once(child, 'exit')
      child.kill('SIGTERM')
      await ended
    }
  })

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
