import { type ChildProcess, spawn } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { ROOT } from '../../commands/run.ts'

let folder = ''
const running: ChildProcess[] = []

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'countermark-program-'))
  mkdirSync(join(folder, 'pages'))
  writeFileSync(join(folder, 'pages', 'index.html'), '<title>station</title>')
})

afterEach(async () => {
  await Promise.all(running.splice(0).map((child) => end(child, 'SIGKILL')))
  rmSync(folder, { recursive: true, force: true })
})

interface Started {
  readonly child: ChildProcess
  readonly ended: Promise<number | null>
  readonly out: () => string
  readonly log: () => string
}

function start(...args: readonly string[]): Started {
  const defaults = ['--data', join(folder, 'station'), '--pages', join(folder, 'pages')]
  const child = spawn(
    process.execPath,
    [
      join(ROOT, 'src/main/kiosk.ts'),
      ...[...defaults, '--port', '0', '--printer-port', '0', '--printer-host', '127.0.0.1'],
      ...args,
    ],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  )
  running.push(child)
  const texts = { out: '', log: '' }
  child.stdout.on('data', (text) => {
    texts.out += text
  })
  child.stderr.on('data', (text) => {
    texts.log += text
  })
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
  return { child, ended, out: () => texts.out, log: () => texts.log }
}

async function ready(started: Started): Promise<Record<string, unknown>> {
  await expect.poll(started.out, { timeout: 30_000 }).toContain('\n')
  return JSON.parse(started.out()) as Record<string, unknown>
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = new Promise((resolve) => child.once('exit', resolve))
  child.kill(signal)
  await ended
}

describe('kiosk program', () => {
  test('says in one line that it is ready, opens to its key, and ends with 0 on a signal', async () => {
    const kiosk = start()
    const line = await ready(kiosk)
    expect(Object.keys(line)).toEqual(['ready', 'url', 'port', 'printerPort'])
    expect(line['ready']).toBe(true)
    expect(line['printerPort']).toBeGreaterThan(0)
    const url = String(line['url'])
    expect(readFileSync(join(folder, 'station', 'kiosk-url'), 'utf8')).toBe(`${url}\n`)
    const entered = await fetch(url, { redirect: 'manual' })
    expect(entered.status).toBe(303)
    expect(entered.headers.get('location')).toMatch(/^\/#session=/)
    const page = await fetch(`http://127.0.0.1:${line['port']}/`)
    expect(await page.text()).toContain('<title>station</title>')
    kiosk.child.kill('SIGTERM')
    kiosk.child.kill('SIGINT')
    expect(await kiosk.ended).toBe(0)
    expect(kiosk.out().trim().split('\n')).toHaveLength(1)
    expect(kiosk.log()).toContain('station-stopped')
    expect(kiosk.log()).not.toContain(new URL(url).searchParams.get('key'))
  })

  test('two stations do not share a folder, and a killed one frees it', async () => {
    const first = start()
    await ready(first)
    const second = start()
    expect(await second.ended).toBe(1)
    expect(second.log()).toMatch(/Another station is running in .*--data/)
    expect(second.out()).toBe('')
    await end(first.child, 'SIGKILL')
    await ready(start())
  })

  test('a printer port that is taken leaves the rest working', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    await new Promise((resolve) => other.once('listening', resolve))
    const address = other.address()
    const port = typeof address === 'object' && address !== null ? address.port : 0
    const kiosk = start('--printer-port', String(port))
    expect((await ready(kiosk))['printerPort']).toBeNull()
    expect(kiosk.log()).toContain('device-did-not-start')
    other.close()
  })

  test('the callback and the journal folder of the command line take payments', async () => {
    const journals = join(folder, 'journals')
    mkdirSync(journals)
    const kiosk = start('--callback-port', '0', '--lpd-port', '0', '--journal-folder', journals)
    const line = await ready(kiosk)
    expect(line['lpdPort']).toBeGreaterThan(0)
    const token = readFileSync(join(folder, 'station', 'callback-token'), 'utf8').trim()
    const told = await fetch(`http://127.0.0.1:${line['callbackPort']}/payments`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ id: 'sale-1', amountMinor: 1_250, currency: 'CAD' }),
    })
    expect(told.status).toBe(201)
    const written = 'SHOP\nRECEIPT 7\nTOTAL 4.00 CAD\nGIFT CARD 4.00 CAD\n'
    writeFileSync(join(journals, 'sale.txt'), written)
    const payments = () => {
      const journal = new Database(join(folder, 'station', 'journal.db'), { readonly: true })
      const rows = journal.prepare('SELECT amount_minor FROM payment').pluck().all()
      journal.close()
      return rows.toSorted()
    }
    await expect.poll(payments, { timeout: 30_000 }).toEqual([1_250, 400])
    kiosk.child.kill('SIGTERM')
    expect(await kiosk.ended).toBe(0)
    expect(kiosk.log()).not.toContain(token)
  })

  test('help is printed and nothing is started', async () => {
    const kiosk = start('--help')
    expect(await kiosk.ended).toBe(0)
    expect(kiosk.out()).toContain('--printer-forward HOST:PORT')
  })

  test.each([
    ['a flag that is not there', ['--printer'], /--help lists all settings/],
    ['a format that is not there', ['--journal-format', 'dbf'], /--journal-format must be one of/],
    ['pages that were not built', ['--pages', '/nonexistent'], /npm run build/],
  ])('%s ends the start with a sentence', async (_name, args, sentence) => {
    const kiosk = start(...args)
    expect(await kiosk.ended).toBe(1)
    expect(kiosk.log()).toMatch(sentence)
    expect(kiosk.log()).not.toMatch(/\n\s+at /)
    expect(kiosk.out()).toBe('')
  })

  test('a page port that is taken ends the start and frees the folder', async () => {
    const first = await ready(start())
    const data = join(folder, 'other')
    const second = start('--data', data, '--port', String(first['port']))
    expect(await second.ended).toBe(1)
    expect(second.log()).toMatch(/EADDRINUSE.*choose another with --port/)
    await ready(start('--data', data))
  })

  test('a key that others may read is refused', async () => {
    const key = join(folder, 'station', 'device-key')
    mkdirSync(join(folder, 'station'))
    writeFileSync(key, 'anything')
    chmodSync(key, 0o644)
    const kiosk = start()
    expect(await kiosk.ended).toBe(1)
    expect(kiosk.log()).toMatch(/can be read by others.*chmod 600/)
  })
})
