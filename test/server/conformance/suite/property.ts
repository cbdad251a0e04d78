import { expect, test } from 'vitest'
import { CARD_OPERATION_KINDS, SETTLING_KINDS } from '../../../../src/contract/operations.ts'
import type { Engine } from '../engines.ts'
import { type HistorySettings, makeHistory } from '../model/history.ts'
import { type Fault, type Played, runHistory } from '../model/run.ts'
import { shrink } from '../model/shrink.ts'
import type { Event } from '../model/steps.ts'

const IS_FULL = process.env['COUNTERMARK_TEST_SCALE'] === 'full'
const HOUR_MS = 3_600_000

/** The same history every time, unless another is asked for; the long one is another each time. */
const SEED = Number(
  process.env['COUNTERMARK_TEST_SEED'] ?? (IS_FULL ? Date.now() % 2 ** 31 : 20_251_009),
)
const SHORT: HistorySettings = {
  seed: SEED,
  steps: 2400,
  stocked: 48,
  reopenEvery: 700,
  batchMax: 300,
  isAdministered: false,
}
const FULL_STEPS = Number(process.env['COUNTERMARK_TEST_STEPS'] ?? 1_000_000)
const FULL: HistorySettings = {
  seed: SEED,
  steps: FULL_STEPS,
  stocked: 4000,
  reopenEvery: Math.ceil(FULL_STEPS / 9),
  batchMax: 512,
  isAdministered: false,
}
/** Longer histories are not shrunk by playing them again and again, only named. */
const SHRINK_STEPS_MAX = 20_000
const SHRINK_TRIES = 200

/** Random histories: the engine answers each request as the model does, byte for byte. */
export function describeProperty(engine: Engine): void {
  test(
    'any history: each answer, refusal and balance is the model’s, and the ledger is proved',
    async () => {
      const settings = IS_FULL ? FULL : SHORT
      const played = await play(engine, settings)
      expectAllKinds(played, settings)
      expectOperations(played)
      expectRefusals(played, LEDGER_CODES)
    },
    HOUR_MS,
  )

  test(
    'any history of cards that are blocked, locked and closed: the same',
    async () => {
      const some = IS_FULL
        ? { ...FULL, steps: FULL.steps / 5 }
        : { ...SHORT, steps: 900, batchMax: 60 }
      const played = await play(engine, { ...some, seed: SEED + 1, isAdministered: true })
      expectAllKinds(played, some)
      expectRefusals(played, STATE_CODES)
    },
    HOUR_MS,
  )

  test('a fault of the engine is found, and named by its step', async () => {
    const settings = { ...SHORT, steps: 120, stocked: 8 }
    const { mismatch } = await runHistory(engine, settings, makeHistory(settings), takesMore)
    expect(mismatch).toMatchObject({ number: expect.any(Number), what: 'answer' })
  })
}

async function play(engine: Engine, settings: HistorySettings): Promise<Played> {
  const startedMs = performance.now()
  const played = await runHistory(engine, settings, makeHistory(settings))
  if (played.mismatch) throw await failure(engine, settings, played)
  report(engine, settings, played, performance.now() - startedMs)
  return played
}

/** Takes a cent more than was asked, and says nothing of it. */
const takesMore: Fault = (network) => {
  const { ledger } = network.database
  return {
    ...network,
    database: {
      ...network.database,
      ledger: {
        ...ledger,
        execute: async (request) => {
          if (request.kind !== 'redeem' || request.amountMinor < 2) return ledger.execute(request)
          const amountMinor = (request.amountMinor + 1) as typeof request.amountMinor
          return ledger.execute({ ...request, amountMinor })
        },
      },
    },
  }
}

/** The history means nothing when everything is refused, or nothing is. */
function expectAllKinds({ counts }: Played, { steps }: HistorySettings): void {
  expect(counts.asked + counts.outcomes).toBeGreaterThan(steps * 0.9)
  expect(counts.done).toBeGreaterThan(steps * 0.2)
  expect(counts.replayed).toBeGreaterThan(steps * 0.02)
  expect(counts.reopened).toBeGreaterThan(0)
}

/** Every operation is done; a short history may miss a few of the rare ones. */
function expectOperations({ counts }: Played): void {
  // No operation gives a card a date: only histories with an administration have cards to expire.
  const missing = CARD_OPERATION_KINDS.filter(
    (kind) => kind !== 'expire' && !counts.kinds.has(kind),
  )
  expect(missing.length, missing.join(', ')).toBeLessThanOrEqual(IS_FULL ? 0 : 4)
  const settling = SETTLING_KINDS.filter((kind) => counts.kinds.has(kind))
  expect(settling.length).toBeGreaterThanOrEqual(IS_FULL ? SETTLING_KINDS.length : 6)
  expect(counts.followed).toBeGreaterThan(0)
}

/** A short history of another seed than the usual may miss a code or two. */
function expectRefusals({ counts }: Played, codes: readonly string[]): void {
  const missing = codes.filter((code) => !counts.refused.has(code))
  expect(missing.length, missing.join(', ')).toBeLessThanOrEqual(IS_FULL ? 0 : 2)
}

/** Every refusal that the ledger gives; the others are given before it is asked. */
const LEDGER_CODES = [
  'REQUEST_ID_REUSED',
  'VOIDED_BEFORE_ARRIVAL',
  'PAYMENT_ALREADY_TAKEN',
  'AMOUNT_INVALID',
  'CARD_NOT_FOUND_OR_PIN_INVALID',
  'CARD_NOT_ACCEPTED_HERE',
  'OPERATION_NOT_ALLOWED',
  'CURRENCY_MISMATCH',
  'CARD_NOT_ACTIVE',
  'CARD_ALREADY_ACTIVE',
  'ORIGINAL_NOT_FOUND',
  'ORIGINAL_NOT_REVERSIBLE',
  'REFUND_EXCEEDS_REDEEMED',
  'LIMIT_SINGLE_LOAD',
  'LIMIT_BALANCE',
  'INSUFFICIENT_FUNDS',
]
const STATE_CODES = ['PIN_LOCKED', 'CARD_DEACTIVATED', 'CARD_EXPIRED', 'CARD_BLOCKED']

async function failure(engine: Engine, settings: HistorySettings, played: Played): Promise<Error> {
  const { mismatch, events } = played
  const prefix = [...makeHistory(settings)].slice(0, events)
  const fails = async (some: readonly Event[]) =>
    (await runHistory(engine, settings, some)).mismatch !== undefined
  const isShort = stepsOf(prefix) <= SHRINK_STEPS_MAX
  const short = isShort ? await shrink(prefix, fails, SHRINK_TRIES) : prefix.slice(-1)
  return new Error(
    `The engine and the model part at step ${mismatch?.number}: ${JSON.stringify(mismatch, null, 2)}\n` +
      `Play it again with COUNTERMARK_TEST_SEED=${settings.seed}. The shortest history that shows it:\n` +
      short.map((event) => JSON.stringify(event)).join('\n'),
  )
}

function stepsOf(events: readonly Event[]): number {
  return events.reduce((sum, event) => sum + (event.is === 'batch' ? event.steps.length : 0), 0)
}

function report({ name }: Engine, { seed }: HistorySettings, { counts }: Played, ms: number): void {
  const refused = [...counts.refused].sort(([, one], [, other]) => other - one)
  const total = refused.reduce((sum, [, times]) => sum + times, 0)
  process.stderr.write(
    `${name}: seed ${seed}, ${counts.asked} requests in ${(ms / 1000).toFixed(1)} s: ${counts.done} done, ` +
      `${counts.replayed} replayed, ${total} refused (${refused.map(([code, times]) => `${code} ${times}`).join(', ')}), ` +
      `${counts.outcomes} outcomes asked, ${counts.followed} followed to a successor, opened again ${counts.reopened} times\n`,
  )
}
