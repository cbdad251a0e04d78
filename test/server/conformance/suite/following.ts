import { expect, test } from 'vitest'
import { readBooks } from '../../../../server/storage/index.ts'
import { operationAnswerSchema } from '../../../../src/contract/operations.ts'
import { cashOut, standing } from '../../ledger/corrections.ts'
import { capture, hold } from '../../ledger/holds.ts'
import { merge, replace } from '../../ledger/moves.ts'
import { cardWith, run, runRefused, stockedCard, type TestNetwork } from '../../ledger/network.ts'
import { activate, redeem, refund, voidOf, voidRequest } from '../../ledger/requests.ts'
import type { Engine } from '../engines.ts'
import { balanceOf } from '../figures.ts'
import { onLedger } from '../on-ledger.ts'

let network: TestNetwork

/** What comes back to a card that another one took the place of. */
export function describeFollowing(engine: Engine): void {
  onLedger(
    engine,
    (opened) => {
      network = opened
    },
    () => {
      following()
      meetings()
      ends()
    },
  )
}

function following(): void {
  test('value that comes back: to the successor, through as many as there were', async () => {
    const card = await cardWith(network, 5000, { lastFour: '1111' })
    const taken = redeem(network.station, card, 1500)
    await run(network, taken)
    const [second, third] = [await cardWith(network, 100), await stockedCard(network)]
    const last = await cardWith(network, 101)
    await run(network, merge(network.station, card, second))
    await run(network, replace(network.webstore, second, third))
    await run(network, merge(network.station, third, last))
    const original = { by: 'request', requestId: taken.requestId } as const
    expect(await run(network, refund(network.station, original, 400))).toMatchObject({
      ...{ kind: 'refund', appliedMinor: 400, balanceMinor: 4101, replacedLastFour: '1111' },
    })
    const back = await run(network, voidRequest(network.station, taken.requestId))
    expect(operationAnswerSchema.parse(back)).toMatchObject({
      ...{ kind: 'void', appliedMinor: 1100, balanceMinor: 5201, cardState: 'active' },
    })
    expect(await balanceOf(network, last)).toBe(5201)
    expect(await run(network, voidRequest(network.station, taken.requestId))).toMatchObject({
      ...{ alreadyVoided: true, appliedMinor: 0 },
    })
  })

  test('value that comes back: of a hold that was captured', async () => {
    const [card, into] = [await cardWith(network, 5000), await cardWith(network, 100)]
    const held = hold(network.station, card, 900)
    await run(network, held)
    const taken = capture(network.station, { by: 'request', requestId: held.requestId }, 600)
    await run(network, taken)
    await run(network, merge(network.station, card, into))
    expect(await run(network, voidRequest(network.station, taken.requestId))).toMatchObject({
      ...{ appliedMinor: 600, balanceMinor: 5100 },
    })
  })

  test('value that comes back: of a part that was cashed out; by order, after the window', async () => {
    const [card, into] = [await cardWith(network, 5000), await cardWith(network, 100)]
    const order = { orderId: 'O-following', lineId: null, allowRepeat: false }
    const taken = redeem(network.station, card, 1000, { order })
    await run(network, taken)
    const out = cashOut(network.station, card, 500)
    await run(network, out)
    await run(network, merge(network.station, card, into))
    expect(await run(network, voidRequest(network.station, out.requestId))).toMatchObject({
      ...{ kind: 'void', appliedMinor: 500, balanceMinor: 4100 },
    })
    network.clock.nowMs += 86_400_001
    const { amountMinor, currency } = taken
    const original = { by: 'order', order, card, amountMinor, currency } as const
    expect(await run(network, voidOf(network.station, original))).toMatchObject({
      ...{ kind: 'refund', appliedMinor: 1000, balanceMinor: 5100, replacedLastFour: '4242' },
    })
  })

  test('value that comes back: to a blocked successor, which stays blocked', async () => {
    const [card, into] = [await cardWith(network, 5000), await stockedCard(network)]
    const taken = redeem(network.station, card, 1000)
    await run(network, taken)
    await run(network, replace(network.webstore, card, into))
    await run(network, standing('block', network.webstore, into))
    expect(await run(network, voidRequest(network.station, taken.requestId))).toMatchObject({
      ...{ cardState: 'blocked', balanceMinor: 5000 },
    })
  })
}

function meetings(): void {
  test.each([
    ['before', false],
    ['after', true],
  ])('value that comes back: in the same commit as the move, %s it', async (_when, isAfter) => {
    const [card, into] = [await cardWith(network, 5000), await cardWith(network, 100)]
    const taken = redeem(network.station, card, 1000)
    await run(network, taken)
    const asked = [
      voidRequest(network.station, taken.requestId),
      merge(network.station, card, into),
    ]
    await Promise.all(
      (isAfter ? asked.toReversed() : asked).map((request) => run(network, request)),
    )
    expect(await balanceOf(network, into)).toBe(5100)
  })

  test('value that comes back: while the card moves on and on, none of it is lost', async () => {
    const chain = await Promise.all(Array.from({ length: 12 }, () => cardWith(network, 1000)))
    const taken = chain.map((card) => redeem(network.station, card, 300))
    await Promise.all(taken.map((request) => run(network, request)))
    const moves = chain.flatMap((card, at) => {
      const next = chain[at + 1]
      return next ? [merge(network.station, card, next)] : []
    })
    const backs = taken.map(({ requestId }) => voidRequest(network.station, requestId))
    const mixed = moves.flatMap((move, at) => [move, backs[at] ?? move]).concat(backs.slice(-1))
    await Promise.all(mixed.map((request) => run(network, request)))
    const last = chain.at(-1)
    expect(last && (await balanceOf(network, last))).toBe(12_000)
  })
}

function ends(): void {
  test.each(['deactivated', 'cashed out'] as const)(
    'value that comes back: to suspense when the last successor was %s',
    async (how) => {
      const [card, into] = [await cardWith(network, 5000), await cardWith(network, 100)]
      const taken = redeem(network.station, card, 1000)
      await run(network, taken)
      await run(network, merge(network.station, card, into))
      const close =
        how === 'deactivated'
          ? standing('deactivate', network.webstore, into)
          : cashOut(network.station, into, null, { close: true })
      const { cardState } = await run(network, close)
      const before = await suspense()
      const back = await run(network, voidRequest(network.station, taken.requestId))
      expect(operationAnswerSchema.parse(back)).toMatchObject({
        ...{ appliedMinor: 1000, balanceMinor: 0, cardState, replacedLastFour: '4242' },
      })
      expect((await suspense()) - before).toBe(1000)
    },
  )

  test('value that came back: the sale of the card that has it cannot be undone any more', async () => {
    const [card, into] = [await cardWith(network, 500), await stockedCard(network)]
    const taken = redeem(network.station, card, 500)
    await run(network, taken)
    const bought = activate(network.station, into, 700)
    await run(network, bought)
    // An empty card has nothing to merge, so that what comes back is all that follows.
    const between = await stockedCard(network)
    await run(network, replace(network.webstore, card, between))
    await run(network, voidRequest(network.station, taken.requestId))
    await run(network, merge(network.station, between, into))
    expect(await runRefused(network, voidRequest(network.station, bought.requestId))).toBe(
      'ORIGINAL_NOT_REVERSIBLE',
    )
  })

  test('a load of a card that was replaced is not undone: that card is closed', async () => {
    const [card, into] = [await stockedCard(network), await cardWith(network, 100)]
    const bought = activate(network.station, card, 700)
    await run(network, bought)
    await run(network, merge(network.station, card, into))
    expect(await runRefused(network, voidRequest(network.station, bought.requestId))).toBe(
      'CARD_DEACTIVATED',
    )
  })
}

async function suspense(): Promise<number> {
  const [books] = (await readBooks(network.database)).books
  return books?.suspenseMinor ?? 0
}
