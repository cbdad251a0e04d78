import { expect, test } from 'vitest'
import type { CommittedOperation, LedgerReply } from '../../../../server/ledger/engine.ts'
import type { LedgerRequest } from '../../../../server/ledger/request.ts'
import { merge } from '../../ledger/moves.ts'
import { caller } from '../../ledger/names.ts'
import { cardWith, done, refusalOf, run, type TestNetwork } from '../../ledger/network.ts'
import { activate, fund, newCard, redeem, refund, voidRequest } from '../../ledger/requests.ts'
import type { Engine } from '../engines.ts'
import { balanceOf, journalRows } from '../figures.ts'
import { onLedger } from '../on-ledger.ts'

let network: TestNetwork

/** Requests that arrive at once and are committed together: each as if it had come alone, in order. */
export function describeGroups(engine: Engine): void {
  onLedger(
    engine,
    (opened) => {
      network = opened
    },
    () => {
      test('several operations on one card: each meets what the one before left', async () => {
        const card = await cardWith(network, 5000)
        const taken = redeem(network.station, card, 4000)
        const answers = await atOnce([
          taken,
          redeem(network.station, card, 1001),
          fund(network.webstore, card, 500),
          redeem(network.station, card, 1500),
          voidRequest(network.station, taken.requestId),
          redeem(network.station, card, 4001),
          redeem(network.station, card, 4000),
        ])
        const poor = 'INSUFFICIENT_FUNDS'
        expect(answers.map(short)).toEqual([1000, poor, 1500, 0, 4000, poor, 0])
      })

      test('one request twice, and once with other content: done once', async () => {
        const card = await cardWith(network, 5000)
        const request = redeem(network.station, card, 700)
        const other = redeem(network.station, card, 701, { requestId: request.requestId })
        const [first, second, third] = await atOnce([request, request, other])
        expect(first && done(first)).toMatchObject({ replayed: false, balanceMinor: 4300 })
        expect(second && done(second)).toEqual({ ...(first && done(first)), replayed: true })
        expect(third && refusalOf(third)).toBe('REQUEST_ID_REUSED')
        expect(await balanceOf(network, card)).toBe(4300)
      })

      test('a sale, its retry under a new id and its void: the void undoes the one sale', async () => {
        const card = await cardWith(network, 5000)
        const order = { orderId: 'G-1', lineId: null, allowRepeat: false }
        const sale = redeem(network.station, card, 700, { order })
        const retry = redeem(network.station, card, 700, { order })
        const [first, second, undone] = await atOnce([
          sale,
          retry,
          voidRequest(network.station, retry.requestId),
        ])
        expect(second && done(second)).toMatchObject({ replayedOf: sale.requestId })
        expect(undone && done(undone)).toMatchObject({
          appliedMinor: 700,
          balanceMinor: 5000,
          originalOperationId: first && done(first).operationId,
        })
      })

      test('a retry of a merge beside a question about its other card: answered as at first', async () => {
        const card = newCard(network.programId)
        const emptied = { by: 'id', cardId: card.cardId } as const
        const activation = activate(network.webstore, { by: 'new', card }, 1000)
        await run(network, activation)
        const merged = merge(network.station, emptied, await cardWith(network, 700))
        const first = await run(network, merged)
        // Whether the emptied card was used is read along its rows, of which the newest is the merge's second.
        const [, again, undone] = await atOnce([
          voidRequest(network.webstore, activation.requestId),
          merged,
          voidRequest(network.station, merged.requestId),
        ])
        expect(again && done(again)).toEqual({ ...first, replayed: true })
        expect(undone && refusalOf(undone)).toBe('ORIGINAL_NOT_REVERSIBLE')
      })

      test('a void before its redemption: the redemption is refused', async () => {
        const card = await cardWith(network, 5000)
        const late = redeem(network.station, card, 700)
        const [undone, refused] = await atOnce([voidRequest(network.station, late.requestId), late])
        expect(undone && done(undone)).toMatchObject({ applied: false })
        expect(refused && refusalOf(refused)).toBe('VOIDED_BEFORE_ARRIVAL')
      })

      test('a card that is made is there for the next one', async () => {
        const card = newCard(network.programId)
        const made = { by: 'id', cardId: card.cardId } as const
        const taken = redeem(network.station, made, 400)
        const answers = await atOnce([
          redeem(network.station, { by: 'lookup', lookup: card.lookup }, 1),
          activate(network.webstore, { by: 'new', card }, 1000),
          taken,
          refund(network.station, { by: 'request', requestId: taken.requestId }, 100),
          redeem(network.station, { by: 'lookup', lookup: card.lookup }, 700),
        ])
        expect(answers.map(short)).toEqual(['CARD_NOT_FOUND_OR_PIN_INVALID', 1000, 600, 700, 0])
      })

      test('one that cannot be written in the middle: it alone fails, certainly not done', async () => {
        const [card, taken] = [await cardWith(network, 5000), newCard(network.programId)]
        await run(network, activate(network.webstore, { by: 'new', card: taken }, 1000))
        const rows = await journalRows(network)
        // A number that exists already: whoever makes cards has to make another one.
        const twin = newCard(network.programId, { lookup: taken.lookup })
        const bad = activate(network.webstore, { by: 'new', card: twin }, 1000)
        const results = await Promise.allSettled(
          [
            redeem(network.station, card, 1000),
            bad,
            redeem(network.station, card, 1000),
            redeem(network.station, card, 9000),
          ].map((request) => network.database.ledger.execute(request)),
        )
        expect(results.map(({ status }) => status)).toEqual([
          'fulfilled',
          'rejected',
          'fulfilled',
          'fulfilled',
        ])
        expect(results[1]).toMatchObject({
          reason: { code: 'request_failed', outcome: 'not_done' },
        })
        expect(await balanceOf(network, card)).toBe(3000)
        expect(await journalRows(network)).toBe(rows + 3)
        const { ledger } = network.database
        expect(await ledger.outcome(bad.caller.key, bad.requestId)).toBeUndefined()
        // The same id is free: what was certainly not done may be done with a new number.
        const again = { ...bad, card: { by: 'new' as const, card: newCard(network.programId) } }
        expect(await run(network, again)).toMatchObject({ replayed: false, balanceMinor: 1000 })
      })

      test('an outcome that is asked for in between: of what was asked before', async () => {
        const card = await cardWith(network, 5000)
        const { ledger } = network.database
        const old = redeem(network.station, card, 100)
        await run(network, old)
        const [first, second] = [
          redeem(network.station, card, 100),
          redeem(network.station, card, 100),
        ]
        const key = network.station.key
        const [, known, , never] = await Promise.all([
          ledger.execute(first),
          ledger.outcome(key, first.requestId),
          ledger.execute(old),
          ledger.outcome(key, second.requestId),
        ])
        expect(known && done(known)).toMatchObject({ requestId: first.requestId, replayed: true })
        expect(never).toBeUndefined()
      })

      test('those who watch hear of each operation on record once, after it was committed', async () => {
        const card = await cardWith(network, 5000)
        const heard: CommittedOperation[] = []
        const whole = Promise.withResolvers<void>()
        const stop = network.database.ledger.onDidCommit((operations) => {
          heard.push(...operations)
          if (heard.length >= 3) whole.resolve()
        })
        const request = redeem(network.station, card, 100)
        const there = caller('device:there', network.there)
        await atOnce([request, redeem(there, card, 9000), request, redeem(there, card, 100)])
        await whole.promise
        stop()
        await run(network, redeem(network.station, card, 100))
        const rows = await network.database.read
          .selectFrom('journal')
          .select('id')
          .orderBy('id', 'desc')
          .limit(4)
          .execute()
        // The newest came after nobody listened any more.
        expect(heard.map(({ journalId }) => journalId)).toEqual(
          rows
            .slice(1)
            .map(({ id }) => id)
            .reverse(),
        )
        expect(heard.map(({ locationId }) => locationId)).toEqual([
          network.here,
          network.there,
          network.there,
        ])
        expect(new Set(heard.map(({ cardUid }) => cardUid))).toEqual(new Set([card.cardId]))
      })
    },
  )
}

function atOnce(requests: readonly LedgerRequest[]): Promise<LedgerReply[]> {
  return Promise.all(requests.map((request) => network.database.ledger.execute(request)))
}

/** The balance that an answer tells, or why there is none. */
function short(reply: LedgerReply): number | string | null {
  return reply.reply.ok ? reply.reply.value.balanceMinor : refusalOf(reply)
}
