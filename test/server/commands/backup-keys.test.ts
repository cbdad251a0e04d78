import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sealKeys } from '../../../server/sealed-keys.ts'
import { databaseFile } from '../../../server/storage/files.ts'
import { olderVersion } from '../../../server/storage/postgres/unreadable.ts'
import { freshKeys } from '../../../server/stored-keys.ts'
import { eachEngine } from '../../helpers/each-engine.ts'
import { openServer, type TestServer } from '../house/open-server.ts'
import { runCommand } from './run-command.ts'

const PASSPHRASE = 'correct horse battery'

describe.each(eachEngine())('backup --keys-to: %s', (_name, makeDatabase) => {
  let server: TestServer
  let folder: string
  let place: readonly string[]
  beforeAll(async () => {
    const databaseUrl = await makeDatabase()
    place = databaseUrl === undefined ? [] : ['--database-url', databaseUrl]
    server = await openServer(place)
    folder = mkdtempSync(join(tmpdir(), 'countermark-keys-'))
    writeFileSync(join(folder, 'passphrase'), PASSPHRASE, { mode: 0o600 })
  })
  afterAll(async () => {
    await server.close()
    rmSync(folder, { recursive: true, force: true })
  })

  function backUpKeys(to: string, more: readonly string[] = []) {
    const words = ['backup', '--data', server.folder, ...place, '--keys-to', to]
    return runCommand([...words, '--passphrase-file', join(folder, 'passphrase'), ...more])
  }

  async function alter(statement: string): Promise<void> {
    const [, url] = place
    if (url !== undefined) {
      const client = new pg.Client({ connectionString: url })
      await client.connect()
      await client.query(statement)
      await client.end()
      return
    }
    const file = new Sqlite(databaseFile(server.folder))
    file.exec(statement)
    file.close()
  }

  it('refuses the keys of another ledger, and seals nothing', async () => {
    const [to, other] = [join(folder, 'wrong.sealed'), join(folder, 'other.json')]
    writeFileSync(other, `${freshKeys(2)}\n`, { mode: 0o600 })
    const { code, out, err } = await backUpKeys(to, ['--key-file', other])
    expect({ code, out }).toEqual({ code: 1, out: '' })
    expect(err).toContain('holds the keys of another ledger')
    expect(existsSync(to)).toBe(false)
  })

  it('leaves a file with these very keys as it is, and is right', async () => {
    const to = join(folder, 'keys.sealed')
    const first = await backUpKeys(to)
    expect(first).toEqual({ code: 0, out: `${JSON.stringify({ keys: to })}\n`, err: '' })
    const sealed = readFileSync(to, 'utf8')
    const again = await backUpKeys(to)
    expect(again.code).toBe(0)
    expect(JSON.parse(again.out)).toEqual({ keys: to, unchanged: true })
    expect(readFileSync(to, 'utf8')).toBe(sealed)
  })

  it.each([
    ['other keys', () => sealKeys(`${freshKeys(2)}\n`, PASSPHRASE), 'holds other keys'],
    ['another passphrase', () => sealKeys('keys', 'another passphrase'), 'does not open'],
    ['something else', () => 'a letter', 'no file of sealed keys'],
  ])('refuses a file with %s, says what to do, and leaves it', async (name, make, said) => {
    const to = join(folder, `${name}.sealed`)
    const text = make()
    writeFileSync(to, text)
    const { code, out, err } = await backUpKeys(to)
    expect({ code, out }).toEqual({ code: 1, out: '' })
    expect(err).toContain(said)
    expect(err).toContain('Choose another name')
    expect(readFileSync(to, 'utf8')).toBe(text)
  })

  it('never leaves the file of the ledger out without a word', async () => {
    const [to, keys] = [join(folder, 'ledger.db'), join(folder, 'both.sealed')]
    const { code, err } = await backUpKeys(keys, ['--to', to])
    if (place.length === 0) {
      expect({ code, files: [existsSync(to), existsSync(keys)] }).toEqual({
        code: 0,
        files: [true, true],
      })
      return
    }
    expect({ code, files: [existsSync(to), existsSync(keys)] }).toEqual({
      code: 2,
      files: [false, false],
    })
    expect(err).toContain('pg_dump')
  })

  it('a ledger that an older version left: says what to do', async () => {
    const to = join(folder, 'older.sealed')
    await alter('ALTER TABLE key_check RENAME TO not_there_yet')
    const { code, out, err } = await backUpKeys(to)
    await alter('ALTER TABLE not_there_yet RENAME TO key_check')
    expect({ code, out }).toEqual({ code: 1, out: '' })
    expect(err).toBe(`${olderVersion()}\n`)
    expect(existsSync(to)).toBe(false)
  })

  it.each([
    ['a folder that is not there', () => join(folder, 'none', 'keys.sealed'), [], 'none'],
    ['a folder', () => folder, [], 'is a folder'],
    ['a passphrase file that is not there', () => join(folder, 'p'), ['nobody.txt'], 'nobody'],
  ] as const)('%s: said in one sentence, with the name', async (_, to, passphrases, said) => {
    const more = passphrases.flatMap((name) => ['--passphrase-file', join(folder, name)])
    const { code, out, err } = await backUpKeys(to(), more)
    expect({ code, out }).toEqual({ code: 1, out: '' })
    expect(err).toContain(said)
    expect(err).toContain(folder)
    expect(err).not.toMatch(/\n\s+at /)
  })
})
