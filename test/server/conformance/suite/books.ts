import { expect, onTestFinished, test } from 'vitest'
import { readBooks } from '../../../../server/storage/index.ts'
import {
  cardWith,
  openTestNetwork,
  run,
  stockedCard,
  type TestNetwork,
} from '../../ledger/network.ts'
import { activate, fund, redeem, refund, voidRequest } from '../../ledger/requests.ts'
import type { Engine } from '../engines.ts'
import { setCard } from '../figures.ts'

let engine: Engine

/** Where value goes: whole books, each on a ledger that nothing else is in. */
export function describeBooks(held: Engine): void {
  engine = held
  test('void and refund: value comes back to a card that was blocked meanwhile', async () => {
    const alone = await openAlone()
    const card = await cardWith(alone, 5000)
    const [first, second] = [redeem(alone.station, card, 1000), redeem(alone.station, card, 1000)]
    await run(alone, first)
    await run(alone, second)
    await setCard(alone, card.cardId, { state: 'blocked' })
    expect(await run(alone, voidRequest(alone.station, first.requestId))).toMatchObject({
      cardState: 'blocked',
      balanceMinor: 4000,
    })
    const original = { by: 'request', requestId: second.requestId } as const
    expect(await run(alone, refund(alone.station, original, 400))).toMatchObject({
      cardState: 'blocked',
      balanceMinor: 4400,
    })
  })

  test('void: value of a card that was closed for ever goes to suspense', async () => {
    const alone = await openAlone()
    const card = await cardWith(alone, 5000)
    const taken = redeem(alone.station, card, 5000)
    await run(alone, taken)
    await setCard(alone, card.cardId, { state: 'deactivated' })
    const answer = await run(alone, voidRequest(alone.station, taken.requestId))
    expect(answer).toMatchObject({ appliedMinor: 5000, balanceMinor: 0, cardState: 'deactivated' })
    const [books] = (await readBooks(alone.database)).books
    expect(books).toMatchObject({ suspenseMinor: 5000, liabilityMinor: 0, payableMinor: 0 })
  })

  test('books: each figure is what was done, and all entries sum to zero', async () => {
    const alone = await openAlone()
    const card = await stockedCard(alone)
    await run(alone, activate(alone.station, card, 5000))
    const load = fund(alone.webstore, card, 2000)
    await run(alone, load)
    await run(alone, fund(alone.webstore, card, 1000))
    await run(alone, voidRequest(alone.webstore, load.requestId))
    const taken = redeem(alone.station, card, 1500)
    await run(alone, taken)
    await run(alone, voidRequest(alone.station, taken.requestId))
    const { operationId } = await run(alone, redeem(alone.station, card, 2500))
    await run(alone, refund(alone.station, { by: 'operation', operationId }, 300))
    const { books, chainHeight } = await readBooks(alone.database)
    expect(books).toEqual([
      {
        currency: 'EUR',
        issuedMinor: 5000,
        fundedMinor: 3000,
        loadsVoidedMinor: 2000,
        redeemedMinor: 4000,
        voidedMinor: 1500,
        refundedMinor: 300,
        importedMinor: 0,
        creditedMinor: 0,
        adjustedMinor: 0,
        cashedOutMinor: 0,
        liabilityMinor: 3800,
        clearingMinor: 6000,
        suspenseMinor: 0,
        breakageMinor: 0,
        settlingMinor: 0,
        bankMinor: 0,
        feeMinor: 0,
        chargesMinor: 0,
        payableAdjustedMinor: 0,
        payables: [{ locationId: alone.here, amountMinor: 2200 }],
        payableMinor: 2200,
        entriesSumMinor: 0,
      },
    ])
    expect(await alone.verify()).toMatchObject({
      ok: true,
      figures: { operations: 8, commitGroups: chainHeight, cards: 1, entries: 16 },
    })
  })
}

/** A ledger for one test alone: for whole books, and for what no operation can do yet. */
async function openAlone(): Promise<TestNetwork> {
  const alone = await openTestNetwork({}, {}, engine)
  onTestFinished(() => alone.end())
  return alone
}
