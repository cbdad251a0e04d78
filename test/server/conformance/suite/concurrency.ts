import { expect, test } from 'vitest'
import type {
  Caller,
  FundRequest,
  RedeemRequest,
  VoidRequest,
} from '../../../../server/ledger/request.ts'
import { openRandom, type Random } from '../../../helpers/random.ts'
import { caller } from '../../ledger/names.ts'
import { cardWith, run, type TestNetwork } from '../../ledger/network.ts'
import { fund, redeem, refund, voidRequest } from '../../ledger/requests.ts'
import type { Engine } from '../engines.ts'
import { onLedger } from '../on-ledger.ts'

let network: TestNetwork

/** Many requests at once on one card. */
export function describeConcurrency(engine: Engine): void {
  onLedger(
    engine,
    (opened) => {
      network = opened
    },
    () => {
      manyAtOnce()
      asOfOneRow()
    },
  )
}

function manyAtOnce(): void {
  test('200 redemptions of 1.00 against 100.00: exactly 100 are done', async () => {
    const card = await cardWith(network, 10_000)
    const replies = await Promise.all(
      Array.from({ length: 200 }, (_, index) =>
        network.database.ledger.execute(
          redeem(caller(`device:${index % 20}`, network.here), card, 100),
        ),
      ),
    )
    const done = replies.filter(({ reply }) => reply.ok)
    expect(done).toHaveLength(100)
    const codes = replies.flatMap(({ reply }) =>
      !reply.ok && 'refusal' in reply ? [reply.refusal.code] : [],
    )
    expect(codes).toEqual(Array.from({ length: 100 }, () => 'INSUFFICIENT_FUNDS'))
  })

  test('50 refunds of 1.00 of a redemption of 10.00: exactly 10 are done', async () => {
    const card = await cardWith(network, 1000)
    const { operationId } = await run(network, redeem(network.station, card, 1000))
    const original = { by: 'operation', operationId } as const
    const replies = await Promise.all(
      Array.from({ length: 50 }, () =>
        network.database.ledger.execute(refund(network.station, original, 100)),
      ),
    )
    expect(replies.filter(({ reply }) => reply.ok)).toHaveLength(10)
  })

  test('20 voids of one redemption: value comes back once', async () => {
    const card = await cardWith(network, 1000)
    const taken = redeem(network.station, card, 600)
    await run(network, taken)
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => run(network, voidRequest(network.station, taken.requestId))),
    )
    expect(answers.filter((answer) => answer.appliedMinor === 600)).toHaveLength(1)
    expect(answers.filter((answer) => answer.alreadyVoided)).toHaveLength(19)
    expect(answers.at(-1)?.balanceMinor).toBe(1000)
  })

  test('a redemption and its void at once: whichever is first, nothing is taken', async () => {
    const card = await cardWith(network, 1000)
    const taken = redeem(network.station, card, 600)
    const undo = voidRequest(network.station, taken.requestId)
    const { ledger } = network.database
    await Promise.all([ledger.execute(undo), ledger.execute(taken)])
    const other = redeem(network.station, card, 600)
    await Promise.all([
      ledger.execute(other),
      ledger.execute(voidRequest(network.station, other.requestId)),
    ])
    expect(await run(network, redeem(network.station, card, 1000))).toMatchObject({
      balanceMinor: 0,
    })
  })

  test(`${ROUNDS} rounds of ${CALLERS} callers on one card: the balance is exact after each`, {
    timeout: 3_600_000,
  }, async () => {
    const random = openRandom(SEED)
    const card = await cardWith(network, 10_000)
    const callers = Array.from({ length: CALLERS }, (_, at) =>
      caller(`device:round-${at}`, network.here),
    )
    const tally = { redeem: 0, fund: 0, void: 0, refused: 0 }
    let last: readonly (RedeemRequest | undefined)[] = []
    let balanceMinor = 10_000
    for (let round = 0; round < ROUNDS; round += 1) {
      const asked = callers.map((from, at) => drawn(random, from, card, last[at]))
      last = asked.map((request) => (request.kind === 'redeem' ? request : undefined))
      const replies = await Promise.all(
        asked.map((request) => network.database.ledger.execute(request)),
      )
      for (const { reply } of replies) {
        if (!reply.ok) {
          tally.refused += 1
          continue
        }
        const { kind, appliedMinor } = reply.value
        tally[kind as 'redeem' | 'fund' | 'void'] += 1
        balanceMinor += kind === 'redeem' ? -appliedMinor : appliedMinor
      }
      const stored = await network.database.read
        .selectFrom('card')
        .where('uid', '=', card.cardId)
        .select('balance_minor')
        .executeTakeFirstOrThrow()
      expect(stored.balance_minor, `round ${round}, seed ${SEED}`).toBe(balanceMinor)
    }
    for (const count of Object.values(tally))
      expect(count, JSON.stringify(tally)).toBeGreaterThan(ROUNDS / 2)
    if (IS_FULL) process.stdout.write(`${ROUNDS} rounds: ${JSON.stringify(tally)}\n`)
  })
}

function asOfOneRow(): void {
  const newestOf = async ({ cardId }: { readonly cardId: string }) => {
    const query = network.database.read.selectFrom('card').where('uid', '=', cardId)
    return (await query.select('last_journal_id').executeTakeFirstOrThrow()).last_journal_id
  }

  test('20 that were let pass as of the same row of their card: one is done', async () => {
    const { ledger } = network.database
    const card = await cardWith(network, 5000)
    const asOf = await newestOf(card)
    const requests = Array.from({ length: 20 }, () => redeem(network.station, card, 100, { asOf }))
    const settled = await Promise.allSettled(requests.map((request) => ledger.execute(request)))
    const failures = settled.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []))
    expect(failures).toHaveLength(19)
    for (const failure of failures)
      expect(failure).toMatchObject({ code: 'overtaken', outcome: 'not_done' })
    const at = settled.findIndex(({ status }) => status === 'fulfilled')
    const [done, other] = [requests[at], requests[at === 0 ? 1 : 0]]
    if (!done || !other) throw new Error('none of them was done')
    expect(await run(network, done)).toMatchObject({ replayed: true, balanceMinor: 4900 })
    expect(await ledger.outcome(network.station.key, other.requestId)).toBeUndefined()
    const later = { ...other, asOf: await newestOf(card) }
    expect(await run(network, later)).toMatchObject({ replayed: false, balanceMinor: 4800 })
  })
}

const IS_FULL = process.env['COUNTERMARK_TEST_SCALE'] === 'full'
const ROUNDS = IS_FULL ? 1_000 : 25
const CALLERS = 50
const SEED = Number(process.env['COUNTERMARK_TEST_SEED'] ?? 20_264)

/** What a caller does next: takes, gives, or undoes what it took in the round before. */
function drawn(
  random: Random,
  from: Caller,
  card: RedeemRequest['card'],
  taken: RedeemRequest | undefined,
): RedeemRequest | FundRequest | VoidRequest {
  if (taken !== undefined && random.oneIn(3)) return voidRequest(from, taken.requestId)
  const amount = 1 + random.below(600)
  if (random.oneIn(6)) return fund(from, card, 500 + amount)
  return redeem(from, card, amount, { partial: random.oneIn(4) ? 'allow' : 'deny' })
}
