import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import BetterSqlite3 from 'better-sqlite3'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { signCheckpoint } from '../../../server/checkpoints.ts'
import { readConfig } from '../../../server/config.ts'
import { loadKeys } from '../../../server/keys.ts'
import { startServer } from '../../../server/server.ts'
import { databaseFile } from '../../../server/storage/index.ts'
import { openTestNetwork, type TestNetwork } from '../ledger/network.ts'
import { story } from './forgery.ts'

const COMMAND = fileURLToPath(new URL('../../../commands/countermark.ts', import.meta.url))
let network: TestNetwork
let apart: string

beforeAll(async () => {
  apart = mkdtempSync(join(tmpdir(), 'countermark-auditor-'))
  network = await openTestNetwork()
  await story(network)
  const keys = loadKeys(apart)
  const { database } = network
  await signCheckpoint({ database, keys, nowMs: () => network.clock.nowMs })
  await database.close()
}, 180_000)
afterAll(async () => {
  rmSync(apart, { recursive: true, force: true })
  await network.end()
})

function verifyWith(variables: Readonly<Record<string, string>>, ...more: readonly string[]) {
  const argv = [COMMAND, 'verify', '--data', network.folder, ...more]
  const env = { ...process.env, ...variables }
  const { status, stdout, stderr } = spawnSync(process.execPath, argv, { encoding: 'utf8', env })
  return { status, text: stdout + stderr }
}

function verify(...more: readonly string[]) {
  return verifyWith({}, ...more)
}

test('verify: an auditor needs the folder and the public key, and a point of the chain finds another one', () => {
  const publicKey = join(apart, 'checkpoints.pub')
  const first = verify('--key-file', join(apart, 'keys.json'), '--write-public-key', publicKey)
  expect(first).toMatchObject({ status: 0 })
  expect(first.text).toMatch(/checkpoints +1, the last one at commit group 10/)
  const head = /head +(10:[0-9a-f]{64})/.exec(first.text)?.[1] ?? ''
  expect(verify('--public-key', publicKey, '--expect', head)).toMatchObject({ status: 0 })
  const other = `10:${'ab'.repeat(32)}`
  const wrong = verify('--public-key', publicKey, '--expect', other)
  expect(wrong.status).toBe(1)
  expect(wrong.text).toContain('commit group 10 should be abab')
  const another = join(apart, 'other.pub')
  writeFileSync(another, loadKeys(join(apart, 'other')).checkpoints.publicKey)
  const unsigned = verify('--public-key', another)
  expect(unsigned.status).toBe(1)
  expect(unsigned.text).toContain('checkpoint 1 should be signed by this server')
}, 180_000)

test('verify: what makes no sense is answered with what to do', () => {
  expect(verify('--expect', 'x')).toMatchObject({
    status: 2,
    text: expect.stringContaining('HEIGHT:HASH'),
  })
  const none = verify('--public-key', COMMAND)
  expect(none).toMatchObject({ status: 2, text: expect.stringContaining('--write-public-key') })
}, 180_000)

test('verify without a key: says that no signature was looked at, and a night does not end well', () => {
  const unsigned = 'of 1 checkpoints were NOT looked at'
  const all = verify()
  expect(all).toMatchObject({ status: 0, text: expect.stringContaining(unsigned) })
  expect(all.text).toContain('--public-key FILE')
  const night = ['--since-checkpoint', '--state', join(apart, 'keyless.json')]
  expect(verify(...night)).toMatchObject({ status: 2, text: expect.stringContaining(unsigned) })
  // The same proof, once the key is named as the server names it.
  const named = verifyWith({ COUNTERMARK_KEY_FILE: join(apart, 'keys.json') }, ...night)
  expect(named.text).not.toContain('NOT looked at')
  expect(named.status).toBe(0)
  const gone = verifyWith({ COUNTERMARK_KEY_FILE: join(apart, 'no such file') })
  expect(gone).toMatchObject({ status: 2, text: expect.stringContaining('There is no key file') })
}, 180_000)

test('verify each night: remembers how far it came, and finds a change of what came since', () => {
  const state = join(apart, 'state.json')
  const keys = ['--key-file', join(apart, 'keys.json')]
  const night = () => verify('--since-checkpoint', '--nights', '2', '--state', state, ...keys)
  expect(night()).toMatchObject({
    status: 0,
    text: expect.stringContaining('10 operations on 2 cards'),
  })
  expect(existsSync(state)).toBe(true)
  expect(night()).toMatchObject({
    status: 0,
    text: expect.stringContaining('0 operations on 0 cards'),
  })
  const file = new BetterSqlite3(databaseFile(network.folder))
  file.exec('DROP TRIGGER checkpoint_is_never_deleted; DELETE FROM checkpoint')
  file.close()
  const changed = night()
  expect(changed.status).toBe(1)
  expect(changed.text).toContain('checkpoint 1, proven before')
}, 180_000)

test('a server signs a checkpoint at its end', async () => {
  const data = join(apart, 'server')
  const reading = readConfig(['--data', data, '--port', '0'], { COUNTERMARK_LOG_LEVEL: 'silent' })
  if (reading.kind !== 'config') throw new Error('no settings')
  const server = await startServer(reading.config)
  await server.close()
  const file = new BetterSqlite3(databaseFile(data), { readonly: true })
  expect(file.prepare('SELECT count(*) FROM checkpoint').pluck().get()).toBe(1)
  file.close()
}, 180_000)
