import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { text } from 'node:stream/consumers'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { withServerContext } from '../../../commands/server-context.ts'
import {
  approveRun,
  machineOf,
  makeFile,
  makeRun,
  runSummaries,
} from '../../../server/payouts/index.ts'
import { verifyLedger } from '../../../server/storage/index.ts'
import type { RunSummary } from '../../../src/contract/admin/payout-views.ts'
import { SETTLING_KINDS } from '../../../src/contract/operations.ts'
import { openRandom } from '../../helpers/random.ts'
import { done } from '../house/open-server.ts'
import { openShops, openTrade } from './month.ts'
import { addNacha, openPayoutHouse, type PayoutHouse } from './payout-house.ts'

const isFull = process.env['COUNTERMARK_TEST_SCALE'] === 'full'
/** Kills while a run is posted and written, and while one is frozen: 20 at full scale. */
const [POSTING_KILLS, FREEZING_KILLS] = isFull ? [14, 6] : [2, 1]
const SHOPS = isFull ? 600 : 300
const COMMAND = path.join(import.meta.dirname, '../../../commands/countermark.ts')
const random = openRandom(Number(process.env['COUNTERMARK_TEST_SEED'] ?? 20_262))

let house: PayoutHouse
let place = ''
/** A folder where nothing is frozen yet, and one whose run is approved, and not posted. */
let [before, approved, runId] = ['', '', '']

beforeAll(async () => {
  place = mkdtempSync(path.join(tmpdir(), 'killed-'))
  house = await openPayoutHouse()
  await addNacha(house, { fileMaxEntries: 100 })
  const trade = openTrade(house, await openShops(house, SHOPS), random)
  await trade.sellCards()
  await trade.redeem(SHOPS * 2)
  await house.stop()
  before = house.folder
  approved = copyOf(before)
  runId = await withServerContext(approved, async (context) => {
    const who = machineOf(house.networkId)
    const wish = { origin: 'demand', cutOffMs: null } as const
    const made = done(await makeRun(context, who, wish))
    return done(await approveRun(context, who, made.runId)).runId
  })
}, 120_000)
afterAll(async () => {
  await house.close()
  rmSync(place, { recursive: true, force: true })
})

function copyOf(folder: string): string {
  const copy = mkdtempSync(path.join(place, 'copy-'))
  cpSync(folder, copy, { recursive: true })
  return copy
}

function start(folder: string, ...words: readonly string[]) {
  return spawn(process.execPath, [COMMAND, 'settle', ...words, '--data', folder], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

async function settle(folder: string, ...words: readonly string[]): Promise<string> {
  const child = start(folder, ...words)
  const [said, wrong, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close') as Promise<[number]>,
  ])
  if (code !== 0) throw new Error(`settle ${words.join(' ')} ended with ${code}: ${wrong}`)
  return said
}

/** When a command is killed: after so many steps, and so long after that. */
interface Point {
  readonly steps: number
  readonly ms: number
}

/** Ends the command by SIGKILL once it said so much, or after a time; tells whether it was at work then. */
async function kill(child: ReturnType<typeof start>, { steps, ms }: Point): Promise<boolean> {
  const gone = once(child, 'close')
  let isGone = false
  gone.then(() => {
    isGone = true
  })
  const reached = Promise.withResolvers<void>()
  child.stderr.on('data', (said: Buffer) => {
    const told = /posted: (\d+)$/.exec(said.toString())
    if (told && Number(told[1]) >= steps) reached.resolve()
  })
  if (steps > 0) await Promise.race([reached.promise, gone])
  await delay(ms)
  const wasAtWork = !isGone && child.exitCode === null
  child.kill('SIGKILL')
  await gone
  return wasAtWork
}

/**
 * A copy of a folder whose command was killed at work; one that was through before its time is tried
 * again, and killed sooner.
 */
async function killed(folder: string, words: readonly string[], at: Point): Promise<string> {
  for (let point = at; ; point = { steps: Math.max(0, point.steps - 100), ms: point.ms / 2 }) {
    const copy = copyOf(folder)
    if (await kill(start(copy, ...words), point)) return copy
    rmSync(copy, { recursive: true })
  }
}

/** The bytes of every file of the run, and all that the ledger has of paying locations. */
function resultOf(folder: string, id: string) {
  return withServerContext(folder, async ({ database, keys }) => {
    const made = await database.read
      .selectFrom('payout_file')
      .where('run_id', '=', id)
      .orderBy('number')
      .selectAll()
      .execute()
    const files: string[] = []
    for (const row of made) {
      expect(row.sha256).not.toBeNull()
      files.push(Buffer.from((await makeFile({ database, keys }, row)).bytes).toString('latin1'))
    }
    const rows = await database.read
      .selectFrom('journal')
      .where('kind', 'in', SETTLING_KINDS)
      .orderBy('request_id')
      .select(['request_id', 'kind', 'debit_account', 'credit_account', 'amount_minor'])
      .select(['location_id', 'outcome'])
      .execute()
    return { files, rows }
  })
}

/** The runs of a folder, as the command lists them. */
function runsIn(folder: string): Promise<RunSummary[]> {
  return withServerContext(folder, ({ database }) => runSummaries(database, house.networkId))
}

test('a run that is killed while it is posted: the same bytes and the same ledger', async () => {
  const whole = copyOf(approved)
  await settle(whole, 'resume', runId)
  const expected = await resultOf(whole, runId)
  expect(expected.files.length).toBeGreaterThan(1)
  expect(expected.rows.length).toBeGreaterThan(SHOPS * 2)
  for (let at = 0; at < POSTING_KILLS; at += 2) {
    await Promise.all(
      [at, at + 1].map(async (number) => {
        // Some before its first step, the others after any of them.
        const steps = number % 4 === 3 ? 0 : 100 * (1 + random.below(SHOPS / 100))
        const ms = steps === 0 ? 200 + random.below(600) : random.below(30)
        const folder = await killed(approved, ['resume', runId], { steps, ms })
        await settle(folder, 'resume', runId)
        expect(await resultOf(folder, runId)).toEqual(expected)
        expect(verifyLedger(folder)).toMatchObject({ ok: true })
        rmSync(folder, { recursive: true })
      }),
    )
  }
}, 3_600_000)

test('a run that is killed while it is frozen: it is there whole, or not at all', async () => {
  const whole = copyOf(before)
  const expected = JSON.parse(await settle(whole, 'run')) as RunSummary
  expect(expected.totals[0]?.payouts).toBeGreaterThan(SHOPS / 2)
  for (let at = 0; at < FREEZING_KILLS; at += 1) {
    const folder = await killed(before, ['run'], { steps: 0, ms: 250 + random.below(900) })
    if ((await runsIn(folder)).length === 0) await settle(folder, 'run')
    const [run, more] = await runsIn(folder)
    expect(more).toBeUndefined()
    expect(run?.totals).toEqual(expected.totals)
    expect(verifyLedger(folder)).toMatchObject({ ok: true })
    rmSync(folder, { recursive: true })
  }
}, 3_600_000)
