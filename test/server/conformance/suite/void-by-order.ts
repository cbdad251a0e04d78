import { describe, expect, test } from 'vitest'
import { currency, minor } from '../../../../src/contract/money.ts'
import { caller, newId } from '../../ledger/names.ts'
import { cardWith, run, runRefused, type TestNetwork } from '../../ledger/network.ts'
import { redeem, refund, voidOf, voidOperation } from '../../ledger/requests.ts'
import type { Engine } from '../engines.ts'
import { onLedger } from '../on-ledger.ts'

let network: TestNetwork

/** Voids that name an order: who may, and how much goes back. */
export function describeVoidByOrder(engine: Engine): void {
  onLedger(
    engine,
    (opened) => {
      network = opened
    },
    () => {
      describe('a void by order: who', aVoidByOrderWho)
      describe('a void by order: how much', aVoidByOrderHowMuch)
    },
  )
}

type Card = Awaited<ReturnType<typeof cardWith>>

let serial = 0
/** A redemption of 15.00 from 50.00 under an order of its own, and the void that names it. */
async function sale(from = network.station) {
  serial += 1
  const order = { orderId: `INV-${serial}`, lineId: null, allowRepeat: false }
  const card = await cardWith(network, 5000)
  const taken = await run(network, redeem(from, card, 1500, { order }))
  return { order, card, taken, undo: undoOf(card, order) }
}

function undoOf(card: Card, order: { orderId: string; lineId: null; allowRepeat: boolean }) {
  return (from: typeof network.station, amount = 1500, code = 'EUR') =>
    voidOf(from, {
      by: 'order',
      order,
      card,
      amountMinor: minor(amount),
      currency: currency(code),
    })
}

function aVoidByOrderWho(): void {
  test('a caller that stands nowhere undoes its own, never what another client took', async () => {
    const { undo, taken } = await sale()
    const nowhere = { ...network.webstore, key: 'client:headquarters' }
    expect(await run(network, undo(nowhere))).toMatchObject({ applied: false, appliedMinor: 0 })
    const byId = voidOperation(nowhere, taken.operationId)
    expect(await runRefused(network, byId)).toBe('ORIGINAL_NOT_FOUND')
    const original = { by: 'operation', operationId: taken.operationId } as const
    expect(await runRefused(network, refund(nowhere, original, 100))).toBe('ORIGINAL_NOT_FOUND')
    // Nor does the void of nothing that it left behind hold off the other client's sale.
    expect(await run(network, undo(network.station))).toMatchObject({ appliedMinor: 1500 })
  })

  test('the same client, also from where it stands now', async () => {
    const { undo } = await sale()
    const moved = caller(network.station.key, network.there)
    expect(await run(network, undo(moved))).toMatchObject({ appliedMinor: 1500 })
  })

  test('another client of the location; not one of another location', async () => {
    const { undo } = await sale()
    const elsewhere = caller('client:there', network.there)
    expect(await run(network, undo(elsewhere))).toMatchObject({ applied: false })
    const colleague = caller('client:here', network.here)
    expect(await run(network, undo(colleague))).toMatchObject({ applied: true, appliedMinor: 1500 })
  })

  test('people with a role over the network, but not over another one', async () => {
    const { taken } = await sale()
    const person = { ...caller('staff:one', null), wholeNetwork: true }
    const stranger = { ...person, networkId: newId<typeof network.networkId>() }
    const byId = (from: typeof person) => voidOperation(from, taken.operationId)
    expect(await runRefused(network, byId(stranger))).toBe('ORIGINAL_NOT_FOUND')
    const known = { ...person, networkId: network.networkId }
    expect(await run(network, byId(known))).toMatchObject({ appliedMinor: 1500 })
  })
}

function aVoidByOrderHowMuch(): void {
  test.each([1000, 2500, 0])(
    '%i sent for 1500 taken: all that was taken, and what was sent',
    async (sent) => {
      const { undo, taken } = await sale()
      expect(await run(network, undo(network.station, sent))).toMatchObject({
        applied: true,
        requestedMinor: sent,
        appliedMinor: 1500,
        balanceMinor: 5000,
        originalOperationId: taken.operationId,
      })
    },
  )

  test('the one of the amount that is named, though another is newer', async () => {
    const { order, card, undo, taken } = await sale()
    const again = { ...order, allowRepeat: true }
    const newer = await run(network, redeem(network.station, card, 700, { order: again }))
    const first = await run(network, undo(network.station))
    expect(first).toMatchObject({ appliedMinor: 1500, originalOperationId: taken.operationId })
    // A second void of the first is that, and takes no other sale with it.
    const second = await run(network, undo(network.station))
    expect(second).toMatchObject({ alreadyVoided: true, originalOperationId: taken.operationId })
    const other = await run(network, undo(network.station, 701))
    expect(other).toMatchObject({ appliedMinor: 700, originalOperationId: newer.operationId })
  })

  test('in another currency than was taken: refused, to be corrected', async () => {
    const { undo } = await sale()
    expect(await runRefused(network, undo(network.station, 1500, 'USD'))).toBe('CURRENCY_MISMATCH')
    expect(await run(network, undo(network.station))).toMatchObject({ balanceMinor: 5000 })
  })
}
