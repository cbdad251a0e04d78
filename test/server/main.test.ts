import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import BetterSqlite3 from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { databaseFile } from '../../server/storage/index.ts'

let folder: string
const started: ChildProcess[] = []
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'main-'))
})
afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL')
  fs.rmSync(folder, { recursive: true })
})

interface Run {
  readonly child: ChildProcess
  readonly out: () => string
  readonly err: () => string
  readonly ended: Promise<number | null>
  /** The ready line, as soon as it is printed. */
  readonly ready: () => Promise<{ ready: boolean; url: string; adminUrl: string; port: number }>
}

function run(args: readonly string[]): Run {
  const child = spawn(process.execPath, ['server/main.ts', ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  started.push(child)
  let out = ''
  let err = ''
  const line = Promise.withResolvers<string>()
  child.stderr.on('data', (data) => {
    err += String(data)
  })
  child.stdout.on('data', (data) => {
    out += String(data)
    if (out.includes('\n')) line.resolve(out)
  })
  const ended = once(child, 'close').then(([code]) => code as number | null)
  const ready = async () => JSON.parse(await line.promise)
  return { child, out: () => out, err: () => err, ended, ready }
}

describe('the server’s process', () => {
  test('started: one ready line, then SIGTERM ends it with 0', async () => {
    const server = run(['--data', folder, '--port', '0'])
    const { ready, url, adminUrl, port } = await server.ready()
    expect([ready, url, adminUrl]).toEqual([true, `http://127.0.0.1:${port}`, `${url}/admin`])
    expect((await fetch(`${url}/readyz`)).status).toBe(200)
    server.child.kill('SIGTERM')
    expect(await server.ended).toBe(0)
    expect(server.out().trim().split('\n')).toHaveLength(1)
    expect(server.err()).toContain('countermark -- network create')
  })

  test('a port in use, a folder in use: says which, and ends with 1', async () => {
    const first = run(['--data', folder, '--port', '0'])
    const { port } = await first.ready()
    const samePort = run(['--data', path.join(folder, 'other'), '--port', String(port)])
    expect(await samePort.ended).toBe(1)
    expect(samePort.err()).toContain('--port')
    const sameFolder = run(['--data', folder, '--port', '0'])
    expect(await sameFolder.ended).toBe(1)
    expect(sameFolder.err()).toContain(folder)
    expect([samePort.out(), sameFolder.out()]).toEqual(['', ''])
  })

  test('a database that cannot be read once it is open: ends with 1, and lets nobody in', async () => {
    const before = run(['--data', folder, '--port', '0'])
    await before.ready()
    before.child.kill('SIGTERM')
    await before.ended
    const connection = new BetterSqlite3(databaseFile(folder))
    connection.exec('ALTER TABLE staff RENAME TO nobody')
    connection.close()
    const server = run(['--data', folder, '--port', '0'])
    expect(await server.ended).toBe(1)
    expect(server.out()).toBe('')
    expect(server.err()).toContain('no such table')
    expect(server.err()).not.toContain('listening')
  })

  test('a setting that cannot be used: says what to do, and ends with 1', async () => {
    const server = run(['--data', folder, '--database-url', 'mysql://127.0.0.1/ledger'])
    expect(await server.ended).toBe(1)
    expect(server.err()).toContain('--database-url')
    expect(server.err()).toContain('give postgres://')
  })

  test('--help: every setting on stdout, and ends with 0', async () => {
    const server = run(['--help'])
    expect(await server.ended).toBe(0)
    expect(server.out()).toContain('COUNTERMARK_PUBLIC_URL')
    expect(fs.readdirSync(folder)).toEqual([])
  })
})
