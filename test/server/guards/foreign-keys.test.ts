import { copyFileSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { runVerify } from '../../../commands/verify.ts'
import { readConfig } from '../../../server/config.ts'
import { activateNumberKeys, addNumberKeys } from '../../../server/key-rotation.ts'
import { keysInFile } from '../../../server/key-source.ts'
import { type RunningServer, startServer } from '../../../server/server.ts'
import { openDatabase } from '../../../server/storage/index.ts'
import { freshKeys } from '../../../server/stored-keys.ts'
import { startPostgres, type TestPostgres } from '../../helpers/postgres.ts'
import { saidBy } from '../commands/said-by.ts'
import { eventually } from '../storage/postgres/eventually.ts'
import { type ApiHouse, openApiHouse, refusalOf } from '../stored-value/api-house.ts'

let postgres: TestPostgres
beforeAll(async () => {
  postgres = await startPostgres()
}, 60_000)
afterAll(() => postgres.end())

const folders: string[] = []
const servers: Pick<RunningServer, 'close'>[] = []
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close()
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'foreign-keys-'))
  folders.push(folder)
  return folder
}

async function start(folder: string, url?: string, keyFile?: string): Promise<RunningServer> {
  const where = url === undefined ? [] : ['--database-url', url]
  const keys = keyFile === undefined ? [] : ['--key-file', keyFile]
  const own = ['--data', folder, '--port', '0', '--log-level', 'silent']
  const reading = readConfig([...own, ...where, ...keys], {})
  if (reading.kind !== 'config') throw new Error('the settings are no settings')
  const server = await startServer(reading.config)
  servers.push(server)
  return server
}

/** A ledger with a card that was sold, and nobody on it. */
async function openLedger(url?: string) {
  const house: ApiHouse = await openApiHouse(url === undefined ? [] : ['--database-url', url])
  folders.push(house.folder)
  const card = await house.activeCard(2500)
  await house.stop()
  const { folder } = house
  const keyFile = join(folder, 'keys.json')
  const keep = join(newFolder(), 'kept.json')
  copyFileSync(keyFile, keep)
  return {
    ...{ house, card, folder, keyFile },
    swapKeys: () => writeFileSync(keyFile, `${freshKeys(2)}\n`, { mode: 0o600 }),
    putKeysBack: () => copyFileSync(keep, keyFile),
    /** As a program made it that noted nothing of its keys. */
    forgetKeys: async () => {
      const database = await openDatabase({
        dataDirectory: folder,
        ...(url && { databaseUrl: url }),
      })
      await database.write([{ query: database.read.deleteFrom('key_check').compile() }])
      await database.close()
    },
  }
}

const engines = [
  ['SQLite', async () => undefined],
  ['PostgreSQL', () => postgres.createDatabase()],
] as const

describe.each(engines)('a ledger on %s', (_, makeDatabase) => {
  test('with the keys of another: no server starts, until its own are back', async () => {
    const url = await makeDatabase()
    const { folder, keyFile, swapKeys, putKeysBack, house, card } = await openLedger(url)
    swapKeys()
    await expect(start(folder, url)).rejects.toThrow(`${keyFile} holds the keys of another ledger`)
    putKeysBack()
    const server = await start(folder, url)
    const response = await fetch(`${server.url}/v1/storedvalue/balance`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${house.key}` },
      body: JSON.stringify({ card: { number: card.number, pin: card.pin } }),
    })
    expect(response.status).toBe(200)
  })

  test('from before it noted its keys: its cards tell, and then it is noted', async () => {
    const url = await makeDatabase()
    const { folder, swapKeys, putKeysBack, forgetKeys } = await openLedger(url)
    await forgetKeys()
    swapKeys()
    await expect(start(folder, url)).rejects.toThrow(/keys of another ledger/)
    putKeysBack()
    const server = await start(folder, url)
    const rows = await server.context.database.read.selectFrom('key_check').selectAll().execute()
    expect(rows).toHaveLength(1)
  })

  test('with a key file from before the last rotation: no server starts, and the version is named', async () => {
    const url = await makeDatabase()
    const { folder, keyFile, putKeysBack } = await openLedger(url)
    activateNumberKeys(keysInFile(keyFile), addNumberKeys(keysInFile(keyFile)))
    const server = await start(folder, url)
    const newest = async () => {
      const rows = await server.context.database.read
        .selectFrom('card')
        .select('key_version')
        .execute()
      return rows.every((row) => row.key_version === 2)
    }
    await eventually(newest)
    await servers.pop()?.close()
    putKeysBack()
    await expect(start(folder, url)).rejects.toThrow(/does not open the cards under version 2/)
  })

  test('a key file that is exchanged beside a running server: left alone, and said so', async () => {
    const url = await makeDatabase()
    const house = await openApiHouse(url === undefined ? [] : ['--database-url', url])
    servers.push(house)
    const card = await house.activeCard(2500)
    writeFileSync(join(house.folder, 'keys.json'), `${freshKeys(2)}\n`, { mode: 0o600 })
    await eventually(() => house.logged().includes('holds the keys of another ledger'))
    const sale = { requestId: 'on', amountMinor: 1, currency: 'EUR' }
    const given = { number: card.number, pin: card.pin }
    const spent = await house.post('/v1/storedvalue/redeem', { ...sale, card: given })
    expect(refusalOf(spent)).toBe('200 SUCCESS')
  })

  test('its proof with the keys of another: says which file is wrong', async () => {
    const url = await makeDatabase()
    const { folder, swapKeys } = await openLedger(url)
    swapKeys()
    const where = url === undefined ? [] : ['--database-url', url]
    const said = await saidBy(() => runVerify(['--data', folder, ...where]))
    expect(said.code).toBe(1)
    expect(said.out).toContain('the key file should be that of this ledger, but is of another')
  })
})

describe('servers on one PostgreSQL', () => {
  test('a further one without the key file: refused, and no keys are made', async () => {
    const url = await postgres.createDatabase()
    const { keyFile } = await openLedger(url)
    const folder = newFolder()
    await expect(start(folder, url)).rejects.toThrow(/holds a ledger, and there is no key file/)
    expect(readdirSync(folder)).not.toContain('keys.json')
    copyFileSync(keyFile, join(folder, 'keys.json'))
    await start(folder, url)
  })

  test('the first start of two at once, each without keys: one of them is the server', async () => {
    const url = await postgres.createDatabase()
    const starts = await Promise.allSettled([start(newFolder(), url), start(newFolder(), url)])
    expect(starts.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    const refused = starts.find(({ status }) => status === 'rejected')
    expect(refused).toMatchObject({ reason: { name: 'KeyFileError' } })
  })

  test('the first start of three at once on one key file that is not there yet: all of them run', async () => {
    const url = await postgres.createDatabase()
    const keyFile = join(newFolder(), 'keys.json')
    const one = () => start(newFolder(), url, keyFile)
    await Promise.all([one(), one(), one()])
    expect(existsSync(keyFile)).toBe(true)
  })
})
