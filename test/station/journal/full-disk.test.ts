import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { afterEach, describe, expect, test } from 'vitest'
import {
  CARD,
  type CounterUnderTest,
  setUpCounter,
} from '../../helpers/station/counter-under-test.ts'
import { selectPayment } from '../../helpers/station/faults.ts'

/** Mounting needs rights that a developer's account may not have; the bounded file needs none. */
const MAY_MOUNT = mayMount()
if (!MAY_MOUNT) {
  process.stderr.write(
    'skipped on this account: tests on a full disk, which have to mount a tmpfs\n',
  )
}

let counter: CounterUnderTest
let undo: () => void = () => {}
afterEach(async () => {
  await counter.stop()
  undo()
  undo = () => {}
})

const sent = (name: string) => counter.server.requests.filter((request) => request.name === name)
const journalProblem = (word: string | null) =>
  counter.until(`journal ${word}`, ({ journal }) => journal.problem === word)

async function cardAndPayment() {
  await counter.until('online', ({ server }) => server.status === 'ok')
  counter.print({})
  counter.scan(CARD)
  const state = await counter.until(
    'card and payment',
    ({ card, waiting }) => card?.status === 'known' && waiting.length > 0,
  )
  const paymentId = state.waiting[0]?.paymentId
  return () => selectPayment(counter, paymentId)
}

/** Long papers until the journal takes no more, up to the reserve and beyond. */
async function fill() {
  const rows = Array.from({ length: 400 }, (_, row) => `${row} ${'x'.repeat(60)}`)
  for (let papers = 0; papers < 200; papers += 1) {
    if (counter.logLines.some((line) => line.includes('journal-not-writable'))) return
    counter.print({ rows, tenders: [], kind: 'copy' })
  }
  throw new Error('the journal never became full')
}

/** The same story on whatever bounds the journal: full, refused, freed, redeemed. */
async function tellStory(free: () => void) {
  const select = await cardAndPayment()
  await fill()
  await journalProblem('journal-full')
  expect(await select()).toMatchObject({ error: { code: 'STORAGE_FULL' } })
  const refused = await counter.until('refused', ({ outcome }) => outcome.kind === 'refused')
  expect(refused.outcome).toMatchObject({ code: 'STORAGE_FULL' })
  expect(refused.waiting).toHaveLength(1)
  expect(refused.unsettledCount).toBe(0)
  expect(sent('redeem')).toEqual([])
  free()
  counter.clock.advance(5_000)
  await journalProblem(null)
  expect(await select()).toEqual({ ok: true, value: {} })
  await counter.until('approved', ({ outcome }) => outcome.kind === 'approved')
  expect(counter.ledger.balances.get(CARD)).toBe(1_540)
  expect(counter.logLines.filter((line) => line.includes('dropped'))).toEqual([])
}

describe('full journal', () => {
  test('a bounded file: refused before anything is sent, and well again with space', async () => {
    counter = await setUpCounter({ station: { journalPagesMax: 120 } })
    await tellStory(() => {
      const database = new Sqlite(join(counter.directory, 'journal.db'))
      database.exec(`DELETE FROM paper WHERE kind = 'copy'`)
      database.close()
    })
  })

  test.skipIf(!MAY_MOUNT)('a full disk: the same, on a real file system of 1 MiB', async () => {
    const disk = mountSmallDisk()
    undo = disk.unmount
    counter = await setUpCounter({ directory: join(disk.folder, 'data') })
    await tellStory(() => rmSync(join(disk.folder, 'ballast')))
  })

  test.skipIf(!MAY_MOUNT)(
    'full while an answer is on its way: recorded all the same, out of the reserve',
    async () => {
      const disk = mountSmallDisk()
      undo = disk.unmount
      counter = await setUpCounter({ directory: join(disk.folder, 'data') })
      const select = await cardAndPayment()
      counter.server.fate = ({ name }) => (name === 'redeem' ? 'cut-after' : 'answer')
      await select()
      await counter.until('unknown', ({ outcome }) => outcome.kind === 'unknown')
      fillWith(disk.folder)
      expect(readdirSync(counter.directory)).toContain('journal.reserve')
      counter.server.fate = () => 'answer'
      await counter.call('keep-trying')
      await counter.until('approved', ({ outcome }) => outcome.kind === 'approved')
      await counter.stopStation()
      rmSync(join(disk.folder, 'more-ballast'), { force: true })
      const database = new Sqlite(join(counter.directory, 'journal.db'), { readonly: true })
      expect(database.prepare('SELECT state FROM operation').all()).toEqual([{ state: 'posted' }])
      database.close()
    },
  )
})

/** Whether this account may mount at all: found out by doing it, root or not. */
function mayMount(): boolean {
  const folder = mkdtempSync(join(tmpdir(), 'countermark-mount-'))
  const isMounted = mountAt(folder)
  if (isMounted) spawnSync('umount', [folder])
  rmSync(folder, { recursive: true })
  return isMounted
}

function mountAt(folder: string): boolean {
  return spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder]).status === 0
}

/** A tmpfs of 1 MiB with 512 KiB of ballast. */
function mountSmallDisk(): { readonly folder: string; readonly unmount: () => void } {
  const folder = mkdtempSync(join(tmpdir(), 'countermark-disk-'))
  expect(mountAt(folder)).toBe(true)
  writeFileSync(join(folder, 'ballast'), Buffer.alloc(512 * 1024, 1))
  return {
    folder,
    unmount: () => {
      spawnSync('umount', [folder])
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Takes every byte that is left. */
function fillWith(folder: string): void {
  const path = join(folder, 'more-ballast')
  writeFileSync(path, '')
  for (let size = 262_144; size >= 1; size = Math.floor(size / 2)) {
    while (append(path, size)) {
      // As long as it fits.
    }
  }
  expect(statSync(path).size).toBeGreaterThan(0)
}

function append(path: string, size: number): boolean {
  try {
    writeFileSync(path, Buffer.alloc(size, 1), { flag: 'a' })
    return true
  } catch {
    return false
  }
}
