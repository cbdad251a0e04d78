import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { CHECKPOINT_PAGES, LOG_PAGES } from '../../../../server/storage/limits.ts'
import { startWriter } from '../../../../server/storage/sqlite/writer-client.ts'
import type { DiskFault } from './faulty-writer.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'countermark-failing-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

/** Starts the writer on a disk that fails it once. */
function start(fault: DiskFault) {
  const file = join(folder, 'countermark.db')
  writeFileSync(`${file}.fault`, JSON.stringify(fault))
  return startWriter({
    options: { file, groupMax: 256, pagesMax: undefined, reservesLog: false },
    clocks: { nowMs: Date.now, elapsedMs: () => performance.now() },
    clockBehind: 'refuse',
    script: new URL('./faulty-writer.ts', import.meta.url),
  })
}

/** The copies of the log that the writer asked for, and when the disk failed. */
function notes(): string[] {
  const file = join(folder, 'countermark.db.notes')
  return existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : []
}

const statement = (sql: string) => ({ sql, parameters: [], changes: null })
const SAME = statement('UPDATE migration SET name = name WHERE number = 1')
/** A log that is to begin anew, and is looked at. */
const LONG = {
  is: 'write',
  statements: [
    statement('CREATE TABLE IF NOT EXISTS ballast (bytes BLOB)'),
    statement(`INSERT INTO ballast SELECT zeroblob(${LOG_PAGES} * 4096)
      WHERE NOT EXISTS (SELECT 1 FROM ballast)`),
    ...Array.from({ length: CHECKPOINT_PAGES }, () => SAME),
  ],
} as const
const SHORT = { is: 'write', statements: [SAME] } as const
const DONE = { is: 'done', value: true }

/** The whole log is written into the database, whoever has to be waited for. */
const SETTLED = 'wal_checkpoint(TRUNCATE)'

describe('a disk that fails before anything is committed', () => {
  test.each([
    ['a full one: the log is as it was', 'COMMIT', 'SQLITE_FULL', [SETTLED, 'failed']],
    [
      'any other: the log is settled before the next write',
      ...['BEGIN IMMEDIATE', 'SQLITE_IOERR_WRITE'],
      [SETTLED, 'failed', SETTLED],
    ],
  ] as const)('%s', async (_, at, code, seen) => {
    const writer = await start({ at, code })
    await expect(writer.ask(SHORT)).rejects.toMatchObject({
      code: 'cannot_write',
      outcome: 'not_done',
    })
    expect(await writer.ask(SHORT)).toEqual(DONE)
    expect(notes()).toEqual(seen)
    await writer.close(async () => undefined)
  })
})

describe('a disk that fails the copying of the log', () => {
  const at = 'wal_checkpoint(PASSIVE)'

  test.each(['SQLITE_FULL', 'SQLITE_BUSY'])(
    '%s: it is copied later, and no operation meets it',
    async (code) => {
      const writer = await start({ at, code })
      for (const seen of [
        [SETTLED, at, 'failed'],
        [SETTLED, at, 'failed', at],
      ]) {
        expect(await writer.ask(LONG)).toEqual(DONE)
        while (notes().length < seen.length) expect(await writer.ask(SHORT)).toEqual(DONE)
        expect(notes()).toEqual(seen)
      }
      expect(await writer.ask(SHORT)).toEqual(DONE)
      await writer.close(async () => undefined)
    },
  )

  test('SQLITE_IOERR_FSYNC: nothing is taken any more, and it says why', async () => {
    const writer = await start({ at, code: 'SQLITE_IOERR_FSYNC' })
    expect(await writer.ask(LONG)).toEqual(DONE)
    while (!notes().includes('failed')) await writer.ask(SHORT).catch(() => undefined)
    const words = { code: 'cannot_write', message: expect.stringMatching(/disk failed.*Check/) }
    await expect(writer.ask(SHORT)).rejects.toMatchObject({ ...words, outcome: 'not_done' })
    expect(await writer.broken).toMatchObject({ ...words, outcome: 'unknown' })
    await writer.close(async () => undefined)
  })

  test('in the other thread: the next write begins no new log, and nothing is taken any more', async () => {
    const writer = await start({ at: 'copying thread', code: '' })
    const words = { code: 'cannot_write', message: expect.stringMatching(/disk failed.*Check/) }
    await expect(writer.ask(SHORT)).rejects.toMatchObject({ code: 'cannot_write' })
    expect(await writer.broken).toMatchObject({ ...words, outcome: 'unknown' })
    await expect(writer.ask(SHORT)).rejects.toMatchObject({ ...words, outcome: 'not_done' })
    await writer.close(async () => undefined)
  })
})
