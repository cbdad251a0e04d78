import { setTimeout } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openDatabase, verifyLedger } from '../../server/storage/index.ts'
import { type Fault, type Seen, type Watched, watchProcess } from './disk/injection.ts'
import { copyOf, startUnder } from './disk/starting.ts'
import { LOADED_MINOR, openTill, type Till } from './disk/till.ts'
import { readOperations } from './ledger-file.ts'
import { IS_FULL, TEST_MS } from './scale.ts'

/** A full disk, one that loses what it took, and one that the system has made read-only. */
const KINDS = [
  { error: 'ENOSPC', calls: 'pwrite64' },
  { error: 'EIO', calls: 'fsync,fdatasync' },
  { error: 'EROFS', calls: 'pwrite64' },
  { error: 'EROFS', calls: 'openat' },
  { error: 'EIO', calls: 'pwrite64' },
  { error: 'EIO', calls: 'ftruncate' },
  { error: 'EROFS', calls: 'ftruncate' },
] as const

/**
 * A fault at every call that was counted each time, from then on, and at that call alone. In the short
 * version so many: of the first kinds, each somewhere in the middle.
 */
function faultsFor(counted: readonly Seen['calls'][], few: number): Fault[] {
  const all = KINDS.flatMap(({ error, calls }) =>
    timesOf(counted, calls.split(',')).map((n) => ({ error, calls, n })),
  )
  const kinds = new Map(all.map((fault) => [`${fault.error} ${fault.calls}`, fault]))
  if (!IS_FULL)
    return [...kinds.values()].slice(0, few).map(({ n, ...fault }): Fault => {
      return { ...fault, when: `${Math.ceil(n / 2)}+` }
    })
  return all.flatMap(({ n, ...fault }): Fault[] => [
    { ...fault, when: `${n}+` },
    { ...fault, when: `${n}` },
  ])
}

/** 1 to the most that one thread makes of these calls, in the shortest of the counts. */
function timesOf(counted: readonly Seen['calls'][], names: readonly string[]): number[] {
  const most = counted.map((calls) => Math.max(...names.map((name) => mostOf(calls, name))))
  return Array.from({ length: Math.min(...most) }, (_, index) => index + 1)
}

function mostOf(calls: Seen['calls'], name: string): number {
  const threads = new Map<string, number>()
  for (const call of calls)
    if (call.name === name) threads.set(call.thread, (threads.get(call.thread) ?? 0) + 1)
  return Math.max(0, ...threads.values())
}

let till: Till
/** Every id that was ever asked for, and those among them that were acknowledged. */
const asked: string[] = []
const acknowledged: string[] = []
beforeAll(async () => {
  till = await openTill()
})
afterAll(() => till.remove())

async function redeem(requestId: string): Promise<'yes' | 'no' | 'unknown'> {
  if (!asked.includes(requestId)) asked.push(requestId)
  const told = await till.redeem(requestId)
  if (told.is === 'yes') acknowledged.push(requestId)
  if (told.is === 'no') expect(told.isFinal, `${requestId}: ${told.code}`).toBe(false)
  return told.is
}

/** What must hold whenever the server is whole again: each acknowledged id once, and the proof. */
function expectNothingLost(folder: string): void {
  const stored = readOperations(folder, 'redeem').map(({ requestId }) => requestId)
  expect(acknowledged.filter((id) => !stored.includes(id))).toEqual([])
  expect(new Set(stored).size).toBe(stored.length)
  expect(verifyLedger(folder)).toMatchObject({ ok: true })
}

const PLAIN_WORDS = /disk|space|full|read-?only|database file/i

describe('a disk that fails', () => {
  test('under a redemption: refused, and said, until it is mended; nothing is lost', {
    timeout: TEST_MS,
  }, async () => {
    const faults = faultsFor([await countCalls(() => redeem('counted'))], 3)
    expect(new Set(faults.map(({ error }) => error))).toEqual(new Set(['ENOSPC', 'EIO', 'EROFS']))
    const figures = { ...NONE }
    for (const fault of faults) await failUnder(fault, figures)
    report('redemption', faults, figures)
  })

  test('under a start: it does not start, or it has everything', { timeout: TEST_MS }, async () => {
    await redeem('left-in-the-log')
    await till.kill()
    const faults = faultsFor(await countStarts(), 2)
    const figures = { ...NONE }
    for (const fault of faults) {
      const { copy, isReady, words, seen } = await startMeeting(fault)
      expect(seen.hits, nameOf(fault)).toBeGreaterThan(0)
      figures.hits += seen.hits
      if (!isReady) {
        figures.ended += 1
        expect(words, nameOf(fault)).toMatch(PLAIN_WORDS)
        expect(words).not.toMatch(/^ +at /m)
      }
      await openAndClose(copy.folder)
      expectNothingLost(copy.folder)
      copy.remove()
    }
    report('start', faults, figures)
    await till.start()
  })

  test('under a stop: the next start has everything', { timeout: TEST_MS }, async () => {
    // Each stop has the same to write: that of one redemption after the same start.
    await till.stop()
    const same = copyOf(till.folder)
    const told = { asked: [...asked], acknowledged: [...acknowledged] }
    const startAgain = async (requestId: string) => {
      same.copyTo(till.folder)
      asked.splice(0, asked.length, ...told.asked)
      acknowledged.splice(0, acknowledged.length, ...told.acknowledged)
      await till.start()
      expect(await redeem(requestId)).toBe('yes')
    }
    const counts: Seen['calls'][] = []
    for (let stop = 1; stop <= COUNTED_TIMES; stop += 1) {
      await startAgain(`counted-stop-${stop}`)
      counts.push(await countCalls(() => till.stop()))
    }
    const faults = faultsFor(counts, 1)
    const figures = { ...NONE }
    // Again when it ended before it met the fault: what else is written meanwhile differs.
    const stopMeeting = async (fault: Fault): Promise<number> => {
      for (let tries = 1; ; tries += 1) {
        await startAgain(`stop-${nameOf(fault)}`)
        const watched = await watchProcess(till.pid(), till.files, fault)
        if ((await till.stop()) !== 0) figures.ended += 1
        const { hits } = watched.seen()
        await watched.release()
        if (hits > 0 || tries === TRIES_MAX) return hits
      }
    }
    for (const fault of faults) {
      const hits = await stopMeeting(fault)
      expect(hits, nameOf(fault)).toBeGreaterThan(0)
      figures.hits += hits
      expectNothingLost(till.folder)
    }
    same.remove()
    report('stop', faults, figures)
    await till.start()
    expect(await redeem('after-all')).toBe('yes')
    expect(await till.redeem('one-more')).toMatchObject({
      answer: { balanceMinor: LOADED_MINOR - asked.length - 1 },
    })
  })
})

/** What a few starts write. They are killed once they are ready, and some have then written more. */
async function countStarts(): Promise<Seen['calls'][]> {
  const counts: Seen['calls'][] = []
  for (let start = 0; start < COUNTED_TIMES; start += 1) {
    const copy = copyOf(till.folder)
    counts.push((await startUnder(copy.folder)).seen.calls)
    copy.remove()
  }
  return counts
}

/** What is written meanwhile differs from time to time: only what is always met is counted. */
const COUNTED_TIMES = 3

/** Starts on a copy with this fault; again when it ended before it met it. */
async function startMeeting(fault: Fault) {
  for (let tries = 1; ; tries += 1) {
    const copy = copyOf(till.folder)
    const start = await startUnder(copy.folder, fault)
    if (start.seen.hits > 0 || tries === TRIES_MAX) return { copy, ...start }
    copy.remove()
  }
}

/** The mended disk: the ledger opens. */
async function openAndClose(folder: string): Promise<void> {
  const database = await openDatabase({ dataDirectory: folder })
  expect(database.trouble()).toBeNull()
  await database.close()
}

/** The calls on the database's files that this takes. */
async function countCalls(work: () => Promise<unknown>): Promise<Seen['calls']> {
  const watched = await watchProcess(till.pid(), till.files)
  await work()
  const { calls } = watched.seen()
  await watched.release()
  return calls
}

interface Figures {
  hits: number
  yes: number
  no: number
  unknown: number
  /** Servers that ended by themselves. */
  ended: number
}
const NONE: Figures = { hits: 0, yes: 0, no: 0, unknown: 0, ended: 0 }

async function failUnder(fault: Fault, figures: Figures): Promise<void> {
  const name = nameOf(fault)
  const watched = await watchProcess(till.pid(), till.files, fault)
  const { first, id, hits } = await meet(watched, name)
  expect(hits, name).toBeGreaterThan(0)
  figures.hits += hits
  figures[first] += 1
  const late = fault.when.endsWith('+') ? await expectRefusing(name) : 'no'
  await watched.release()
  if (first === 'unknown' || late === 'unknown') {
    figures.ended += 1
    expect(await till.ended(), name).toBe(1)
    await till.start()
  }
  for (const again of [`next-${name}`, id, ...asked.filter((one) => one === `late-${name}`)])
    expect(await redeemAgain(again, figures), `${again} on the mended disk`).toBe('yes')
  // The server tries the disk by itself: whoever asks its readiness sends it nothing meanwhile.
  await expect.poll(() => till.readyStatus(), { timeout: 30_000 }).toBe(200)
  expectNothingLost(till.folder)
}

/**
 * What is written behind an answer may have met the fault, too: then the server ends after it, and
 * whoever starts it again asks again.
 */
async function redeemAgain(requestId: string, figures: Figures): Promise<'yes' | 'no' | 'unknown'> {
  const told = await redeem(requestId)
  if (told === 'yes') return told
  const runningMs = setTimeout(ENDING_MS, 'running', { ref: false })
  expect(await Promise.race([till.ended(), runningMs]), `${requestId} was ${told}`).toBe(1)
  figures.ended += 1
  await till.start()
  return redeem(requestId)
}

const ENDING_MS = 30_000
const TRIES_MAX = 3

/** A fault is armed a moment after the tracer says so: a redemption that slips through is no test. */
async function meet(watched: Watched, name: string) {
  for (let tries = 1; ; tries += 1) {
    const id = `first-${name}-${tries}`
    const first = await redeem(id)
    const { hits } = watched.seen()
    if (hits > 0 || tries === TRIES_MAX) return { first, id, hits }
  }
}

/** While the fault lasts no money is taken, the balancer is told, and the log says what is wrong. */
async function expectRefusing(name: string): Promise<'no' | 'unknown'> {
  const late = await redeem(`late-${name}`)
  if (late === 'yes') throw new Error(`${name}: taken while the disk fails`)
  expect(await till.readyStatus(), `readiness under ${name}`).not.toBe(200)
  expect(till.log(), name).toMatch(PLAIN_WORDS)
  return late
}

function nameOf({ calls, error, when }: Fault): string {
  return `${calls.replace(',', '-')}-${error}-${when.replace('+', '-on')}`
}

function report(span: string, faults: readonly Fault[], figures: Figures): void {
  console.info(`${span}: ${faults.length} faults ${JSON.stringify(figures)}, lost 0`)
}
