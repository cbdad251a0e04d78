import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterEach, expect, test } from 'vitest'
import { ROOT } from '../../../commands/run.ts'
import { keySource } from '../../../server/key-source.ts'
import { KeyFileError, loadKeys } from '../../../server/keys.ts'
import { freshKeys } from '../../../server/stored-keys.ts'
import { eventually } from '../storage/postgres/eventually.ts'
import { type CardInHand, openApiHouse } from '../stored-value/api-house.ts'

const run = promisify(execFile)
const COMMAND = path.join(ROOT, 'commands/countermark.ts')
const started: ChildProcess[] = []
const folders: string[] = []
afterEach(async () => {
  for (const child of started.splice(0)) {
    if (child.exitCode !== null) continue
    child.kill('SIGKILL')
    await once(child, 'close')
  }
  for (const folder of folders.splice(0)) fs.rmSync(folder, { recursive: true })
})

function newFolder(): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'environment-keys-'))
  folders.push(folder)
  return folder
}

/** A folder whose ledger has a card and whose keys are in no file: they come by the environment. */
async function openLedger() {
  const house = await openApiHouse()
  folders.push(house.folder)
  const card = await house.activeCard(2500)
  await house.stop()
  const file = path.join(house.folder, 'keys.json')
  const keysText = JSON.stringify(JSON.parse(fs.readFileSync(file, 'utf8')))
  fs.rmSync(file)
  return { folder: house.folder, key: house.key, programId: house.programId, card, file, keysText }
}

async function startServer(folder: string, keysText: string) {
  const child = spawn(
    process.execPath,
    [path.join(ROOT, 'server/main.ts'), '--data', folder, '--port', '0'],
    { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, COUNTERMARK_KEYS: keysText } },
  )
  started.push(child)
  let [out, err] = ['', '']
  child.stdout.on('data', (data) => {
    out += String(data)
  })
  child.stderr.on('data', (data) => {
    err += String(data)
  })
  await eventually(() => out.includes('\n') || child.exitCode !== null)
  if (child.exitCode !== null) throw new Error(err)
  const { url } = JSON.parse(out) as { url: string }
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM')
    await once(child, 'close')
  }
  return { url, stop, logged: () => err }
}

function keys(folder: string, keysText: string, ...rest: readonly string[]) {
  const env = { ...process.env, COUNTERMARK_KEYS: keysText }
  return run(process.execPath, [COMMAND, 'keys', ...rest, '--data', folder], { env })
}

async function post(url: string, key: string, operation: string, body: object) {
  const response = await fetch(`${url}/v1/storedvalue/${operation}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
    body: JSON.stringify(body),
  })
  return { status: response.status, text: await response.text() }
}

const redeem = (url: string, key: string, { number, pin }: CardInHand, requestId: string) =>
  post(url, key, 'redeem', {
    ...{ requestId, card: { number, pin }, amountMinor: 1, currency: 'EUR' },
  })

test('keys in the environment: rotated by a command while the server runs, and taken over', async () => {
  const { folder, key, programId, card, file, keysText } = await openLedger()
  const server = await startServer(folder, keysText)
  expect(fs.existsSync(file)).toBe(false)
  expect((await redeem(server.url, key, card, 'before')).status).toBe(200)

  let isRotating = true
  const rotating = keys(folder, keysText, 'rotate').finally(() => {
    isRotating = false
  })
  let redeemed = 0
  for (; isRotating; redeemed += 1) {
    expect((await redeem(server.url, key, card, `meanwhile-${redeemed}`)).status).toBe(200)
    await new Promise((resolve) => setTimeout(resolve, 150))
  }
  expect(redeemed).toBeGreaterThan(5)
  const { stdout, stderr } = await rotating
  expect(JSON.parse(stdout)).toEqual({
    keyFile: 'COUNTERMARK_KEYS',
    newCards: 2,
    versions: [2, 1],
  })
  expect(stderr).toContain('keys print')
  await eventually(() => server.logged().includes('all cards have the newest keys'))

  // What the file holds is worth nothing without the environment.
  expect(fs.statSync(file).mode & 0o777).toBe(0o600)
  const sealed = fs.readFileSync(file, 'utf8')
  for (const secret of Object.values(JSON.parse(keysText) as Record<string, unknown>))
    if (typeof secret === 'string' && secret.length > 40) expect(sealed).not.toContain(secret)
  expect(() => keySource(file, freshKeys()).read()).toThrow(/does not open/)

  const sale = { requestId: 'fresh', programId, amountMinor: 2500, currency: 'EUR' }
  const issued = await post(server.url, key, 'fund-and-activate', sale)
  const fresh = JSON.parse(issued.text).value.issued as CardInHand
  await server.stop()
  expect(server.logged()).not.toContain(JSON.parse(keysText).numberLookup)

  // With the old variable and the file, and with the new variable alone: every card is found.
  const { stdout: printed } = await keys(folder, keysText, 'print')
  const again = await startServer(folder, keysText)
  expect((await redeem(again.url, key, fresh, 'again')).status).toBe(200)
  await again.stop()
  fs.rmSync(file)
  const alone = await startServer(folder, printed.trim())
  expect((await redeem(alone.url, key, fresh, 'alone-1')).status).toBe(200)
  expect((await redeem(alone.url, key, card, 'alone-2')).status).toBe(200)
  await alone.stop()
})

test('keys new: keys for a ledger that has none yet, other ones each time', async () => {
  const folder = newFolder()
  const [one, two] = [await keys(folder, '', 'new'), await keys(folder, '', 'new')]
  expect(one.stdout.trim().split('\n')).toHaveLength(1)
  expect(one.stdout).not.toBe(two.stdout)
  const server = await startServer(folder, one.stdout.trim())
  await server.stop()
  expect(fs.readdirSync(folder)).not.toContain('keys.json')
  // Without them no server makes others for this database.
  await expect(startServer(folder, '')).rejects.toThrow(/COUNTERMARK_KEYS/)
})

test('a variable that holds no keys, a key file beside it: said without telling the keys', async () => {
  const folder = newFolder()
  const text = freshKeys()
  const secret = (JSON.parse(text) as { pinPepper: string }).pinPepper
  const damaged = text.replace('"cardToken"', '"cardTokens"')
  const thrown = await startServer(folder, damaged).catch((error: Error) => error.message)
  expect(thrown).toContain('COUNTERMARK_KEYS does not hold keys')
  expect(thrown).not.toContain(secret)
  loadKeys(folder)
  const file = path.join(folder, 'keys.json')
  expect(() => keySource(file, text).read()).toThrow(/holds keys of its own/)
  expect(() => keySource(file, text).read()).toThrow(KeyFileError)
})
