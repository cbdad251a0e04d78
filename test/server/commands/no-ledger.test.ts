import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startPostgres, type TestPostgres } from '../../helpers/postgres.ts'
import { runCommand } from './run-command.ts'

let folder = ''
let typo = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'no-ledger-'))
  typo = join(folder, 'typo')
  writeFileSync(join(folder, 'cards.csv'), 'Card Number,Balance\n')
})
afterAll(() => rmSync(folder, { recursive: true }))

const COMMANDS = [
  ['import list', () => ['import', 'list']],
  ['import check', () => ['import', 'check', join(folder, 'cards.csv'), '--program', 'one']],
  ['settle list', () => ['settle', 'list']],
  ['staff list', () => ['staff', 'list']],
  ['network list', () => ['network', 'list']],
  ['keys drop', () => ['keys', 'drop', '--version', '1']],
  ['move', () => ['move', '--to', 'postgres://nobody@127.0.0.1:1/none']],
  ['verify', () => ['verify']],
] as const

test.each(COMMANDS)(
  '%s on a folder that has no ledger: said so, and none is made',
  async (_, words) => {
    const said = await runCommand([...words(), '--data', typo])
    expect(said).toMatchObject({
      ...{ code: 2, out: '' },
      err: `There is no ledger in ${typo}. Name the server's folder with --data DIR.\n`,
    })
    expect(existsSync(typo)).toBe(false)
  },
)

test('keys rotate where there is no folder: said so, and none is made', async () => {
  const said = await runCommand(['keys', 'rotate', '--data', typo])
  expect(said).toMatchObject({ code: 1, out: '' })
  expect(said.err).toContain('--data')
  expect(existsSync(typo)).toBe(false)
})

test('a command on a PostgreSQL database that has no ledger: said so, and none is made', async () => {
  const postgres: TestPostgres = await startPostgres()
  try {
    const url = await postgres.createDatabase()
    const said = await runCommand(['staff', 'list', '--data', typo, '--database-url', url])
    expect(said).toMatchObject({ code: 2, out: '' })
    expect(said.err).toContain('There is no ledger in this PostgreSQL database')
    const tables = "SELECT 1 FROM pg_class WHERE relnamespace = 'public'::regnamespace"
    expect(await postgres.query(url, tables)).toEqual([])
    expect(existsSync(typo)).toBe(false)
  } finally {
    await postgres.end()
  }
})
