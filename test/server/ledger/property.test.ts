import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { LedgerReply } from '../../../server/ledger/engine.ts'
import type { LedgerRequest, RedeemRequest } from '../../../server/ledger/request.ts'
import { readBooks, verifyLedger } from '../../../server/storage/index.ts'
import { assertNever } from '../../../src/contract/parse.ts'
import { type Expected, type Model, openModel } from './model.ts'
import { openTestNetwork, stockedCard, type TestNetwork } from './network.ts'
import { activate, fund, redeem, refund, voidRequest } from './requests.ts'

const CARDS = 4
const RUNS = 40
const STEPS_MAX = 120

type Step =
  | { readonly is: 'activate' | 'fund'; readonly card: number; readonly amount: number }
  | {
      readonly is: 'redeem'
      readonly card: number
      readonly amount: number
      readonly isPartial: boolean
    }
  | { readonly is: 'void'; readonly target: number }
  | { readonly is: 'refund'; readonly target: number; readonly amount: number }
  /** Sends an earlier request again, as it was. */
  | { readonly is: 'again'; readonly target: number }

const card = fc.nat(CARDS - 1)
const load = fc.integer({ min: 0, max: 60_000 })
const amount = fc.integer({ min: -1, max: 8_000 })
const target = fc.nat(STEPS_MAX)
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 2, arbitrary: fc.record({ is: fc.constant('activate' as const), card, amount: load }) },
  { weight: 2, arbitrary: fc.record({ is: fc.constant('fund' as const), card, amount: load }) },
  {
    weight: 6,
    arbitrary: fc.record({
      is: fc.constant('redeem' as const),
      card,
      amount,
      isPartial: fc.boolean(),
    }),
  },
  { weight: 3, arbitrary: fc.record({ is: fc.constant('void' as const), target }) },
  { weight: 3, arbitrary: fc.record({ is: fc.constant('refund' as const), target, amount }) },
  { weight: 2, arbitrary: fc.record({ is: fc.constant('again' as const), target }) },
)

let network: TestNetwork
let [stepsRun, done, refused] = [0, 0, 0]
beforeAll(async () => {
  network = await openTestNetwork()
})
afterAll(() => network.end())

test('any history: the engine answers as the model does, in groups of any size', async () => {
  const history = fc.array(step, { minLength: 40, maxLength: STEPS_MAX, size: 'max' })
  const groupSizes = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 8 })
  await fc.assert(
    fc.asyncProperty(history, groupSizes, async (steps, sizes) => {
      await play(steps, sizes)
    }),
    { numRuns: RUNS },
  )
  // The property means nothing when everything is refused, or nothing is.
  expect(stepsRun).toBeGreaterThan(2000)
  expect(done).toBeGreaterThan(300)
  expect(refused).toBeGreaterThan(300)
  const verification = verifyLedger(network.folder)
  expect(verification).toMatchObject({ ok: true, figures: { entrySums: { EUR: 0 } } })
  const [books] = (await readBooks(network.database)).books
  expect(books?.clearingMinor).toBe((books?.liabilityMinor ?? 0) + (books?.payableMinor ?? 0))
})

type Cards = readonly Awaited<ReturnType<typeof stockedCard>>[]

async function play(steps: readonly Step[], sizes: readonly number[]): Promise<void> {
  const model = openModel(CARDS)
  const cards = await Promise.all(Array.from({ length: CARDS }, () => stockedCard(network)))
  const redemptions: RedeemRequest[] = []
  const sent: LedgerRequest[] = []
  const expected: Expected[] = []
  let at = 0
  for (let group = 0; at < steps.length; group += 1) {
    const size = sizes[group % sizes.length] ?? 1
    const requests: LedgerRequest[] = []
    for (const next of steps.slice(at, at + size)) {
      const [request, answer] = prepare(next, { model, cards, redemptions, sent, expected })
      if (!request) continue
      requests.push(request)
      sent.push(request)
      expected.push(answer)
    }
    at += size
    // All at once: the writer takes them as one group.
    const replies = await Promise.all(
      requests.map((request) => network.database.ledger.execute(request)),
    )
    const from = sent.length - requests.length
    replies.forEach((reply, index) => {
      check(reply, expected[from + index])
    })
  }
  await checkBalances(model, cards)
}

interface Played {
  readonly model: Model
  readonly cards: Cards
  readonly redemptions: RedeemRequest[]
  readonly sent: readonly LedgerRequest[]
  readonly expected: readonly Expected[]
}

/** The request of a step and what the model says to it; none when it has nothing to aim at. */
function prepare(
  next: Step,
  { model, cards, redemptions, sent, expected }: Played,
): [LedgerRequest | undefined, Expected] {
  const none: [undefined, Expected] = [undefined, { is: 'refused' }]
  const { station } = network
  if (next.is === 'again') {
    const index = next.target % Math.max(sent.length, 1)
    const [request, answer] = [sent[index], expected[index]]
    return request && answer ? [request, answer] : none
  }
  if (next.is === 'void' || next.is === 'refund') {
    const index = next.target % Math.max(redemptions.length, 1)
    const original = redemptions[index]
    if (!original) return none
    if (next.is === 'void')
      return [voidRequest(station, original.requestId), model.voidRedemption(index)]
    const selector = { by: 'request', requestId: original.requestId } as const
    return [refund(station, selector, next.amount), model.refund(index, next.amount)]
  }
  const selector = cards[next.card]
  if (!selector) return none
  switch (next.is) {
    case 'activate':
      return [activate(station, selector, next.amount), model.activate(next.card, next.amount)]
    case 'fund':
      return [fund(station, selector, next.amount), model.fund(next.card, next.amount)]
    case 'redeem': {
      const partial = next.isPartial ? 'allow' : 'deny'
      const request = redeem(station, selector, next.amount, { partial })
      redemptions.push(request)
      return [request, model.redeem(next.card, next.amount, next.isPartial)]
    }
    default:
      return assertNever(next)
  }
}

function check({ reply }: LedgerReply, expected: Expected | undefined): void {
  stepsRun += 1
  if (expected?.is === 'done') {
    done += 1
    expect(reply).toMatchObject({
      ok: true,
      value: { appliedMinor: expected.applied, balanceMinor: expected.balance },
    })
  } else {
    refused += 1
    expect(reply.ok).toBe(false)
  }
}

async function checkBalances({ cards: expected }: Model, cards: Cards): Promise<void> {
  const ids = cards.map(({ cardId }) => cardId)
  const rows = await network.database.read
    .selectFrom('card')
    .select(['uid', 'balance_minor'])
    .where('uid', 'in', ids)
    .execute()
  const balances = ids.map((id) => rows.find((row) => row.uid === id)?.balance_minor)
  expect(balances).toEqual(expected.map((modelCard) => modelCard.balance))
}
