import { expect, test } from 'vitest'
import { operationAnswerSchema } from '../../../../src/contract/operations.ts'
import { cashOut, standing } from '../../ledger/corrections.ts'
import { capture, hold, release } from '../../ledger/holds.ts'
import { newId } from '../../ledger/names.ts'
import { cardWith, run, runRefused, type TestNetwork } from '../../ledger/network.ts'
import { fund, redeem, refund, voidRequest } from '../../ledger/requests.ts'
import type { Engine } from '../engines.ts'
import { onLedger } from '../on-ledger.ts'

let network: TestNetwork

/** Value that is kept for one sale, and how that ends. */
export function describeHolds(engine: Engine): void {
  onLedger(
    engine,
    (opened) => {
      network = opened
    },
    () => {
      holds()
      ends()
    },
  )
}

/** A card with 50.00 of which 20.00 are held. */
async function cardWithHold() {
  const card = await cardWith(network, 5000)
  const held = hold(network.station, card, 2000)
  const answer = await run(network, held)
  return { card, held, answer, original: { by: 'request', requestId: held.requestId } as const }
}

function holds(): void {
  test('hold: nothing moves, and the rest alone is available', async () => {
    const { answer } = await cardWithHold()
    expect(operationAnswerSchema.parse(answer)).toMatchObject({
      ...{ kind: 'hold', requestedMinor: 2000, appliedMinor: 0 },
      ...{ balanceMinor: 5000, availableMinor: 3000, cardState: 'active' },
    })
  })

  test('hold: others cannot take it, cash it out or close the card', async () => {
    const { card } = await cardWithHold()
    expect(await runRefused(network, redeem(network.station, card, 3001))).toBe('FUNDS_HELD')
    expect(await runRefused(network, hold(network.station, card, 3001))).toBe('FUNDS_HELD')
    const close = standing('deactivate', network.webstore, card)
    expect(await runRefused(network, close)).toBe('FUNDS_HELD')
    const out = cashOut(network.station, card, null, { close: true })
    expect(await run(network, out)).toMatchObject({
      ...{ appliedMinor: 3000, balanceMinor: 2000, availableMinor: 0, cardState: 'active' },
    })
    expect(await runRefused(network, cashOut(network.station, card, null))).toBe('FUNDS_HELD')
  })

  test('hold: the value of a load of the same moment can be held', async () => {
    const card = await cardWith(network, 1000)
    const { ledger } = network.database
    const replies = await Promise.all([
      ledger.execute(fund(network.station, card, 1000)),
      ledger.execute(hold(network.station, card, 1500)),
    ])
    expect(replies.map(({ reply }) => reply.ok)).toEqual([true, true])
  })

  test('hold: 40 at once of 1.00 against 10.00: exactly 10 are held', async () => {
    const card = await cardWith(network, 1000)
    const { ledger } = network.database
    const replies = await Promise.all(
      Array.from({ length: 40 }, () => ledger.execute(hold(network.station, card, 100))),
    )
    expect(replies.filter(({ reply }) => reply.ok)).toHaveLength(10)
  })

  test('hold: its retry under a new id is the first one; after a release it is another', async () => {
    const card = await cardWith(network, 5000)
    const order = { orderId: newId(), lineId: null, allowRepeat: false }
    const first = hold(network.station, card, 2000, { order })
    await run(network, first)
    expect(await run(network, hold(network.station, card, 2000, { order }))).toMatchObject({
      ...{ replayed: true, replayedOf: first.requestId },
    })
    await run(network, release(network.station, { by: 'request', requestId: first.requestId }))
    expect(await run(network, hold(network.station, card, 2000, { order }))).toMatchObject({
      ...{ replayed: false, availableMinor: 3000 },
    })
  })
}

function ends(): void {
  test('capture: becomes a redemption of the hold, and the rest is free', async () => {
    const { card, answer, original } = await cardWithHold()
    const taken = capture(network.station, original, 1500)
    expect(await run(network, taken)).toMatchObject({
      ...{ kind: 'redeem', appliedMinor: 1500, balanceMinor: 3500, availableMinor: 3500 },
      originalOperationId: answer.operationId,
    })
    expect(await runRefused(network, capture(network.station, original, 500))).toBe(
      'HOLD_NOT_FOUND',
    )
    const redeemed = { by: 'request', requestId: taken.requestId } as const
    await run(network, refund(network.station, redeemed, 500))
    expect(await run(network, voidRequest(network.station, taken.requestId))).toMatchObject({
      ...{ kind: 'void', appliedMinor: 1000, balanceMinor: 5000 },
    })
    expect(await run(network, redeem(network.station, card, 5000))).toMatchObject({
      balanceMinor: 0,
    })
  })

  test('capture: all that is held asks for no amount', async () => {
    const { original } = await cardWithHold()
    expect(await run(network, capture(network.station, original, null))).toMatchObject({
      ...{ requestedMinor: 2000, appliedMinor: 2000, availableMinor: 3000 },
    })
  })

  test('release: all is free again; a second one posts nothing and says so', async () => {
    const { original } = await cardWithHold()
    expect(await run(network, release(network.station, original))).toMatchObject({
      ...{ kind: 'release', requestedMinor: 2000, availableMinor: 5000 },
    })
    expect(await run(network, release(network.station, original))).toMatchObject({
      ...{ kind: 'release', alreadyVoided: true, availableMinor: 5000 },
    })
  })

  test('void: of a hold releases it, also before it arrives; of a captured one is refused', async () => {
    const { held } = await cardWithHold()
    expect(await run(network, voidRequest(network.station, held.requestId))).toMatchObject({
      ...{ kind: 'release', availableMinor: 5000 },
    })
    const card = await cardWith(network, 5000)
    const late = hold(network.station, card, 1000)
    await run(network, voidRequest(network.station, late.requestId))
    expect(await runRefused(network, late)).toBe('VOIDED_BEFORE_ARRIVAL')
    const { original } = await cardWithHold()
    await run(network, capture(network.station, original, null))
    expect(await runRefused(network, voidRequest(network.station, original.requestId))).toBe(
      'ORIGINAL_NOT_REVERSIBLE',
    )
  })

  test('void: of a release is refused, and of one that changed nothing has nothing to undo', async () => {
    const { original } = await cardWithHold()
    const [first, second] = [release(network.station, original), release(network.station, original)]
    await run(network, first)
    await run(network, second)
    expect(await runRefused(network, voidRequest(network.station, first.requestId))).toBe(
      'ORIGINAL_NOT_REVERSIBLE',
    )
    expect(await run(network, voidRequest(network.station, second.requestId))).toMatchObject({
      ...{ applied: false, appliedMinor: 0 },
    })
  })

  test('over: not captured any more, and released by whoever looks, not before', async () => {
    const { original } = await cardWithHold()
    const over = () => release(network.station, original, { whenOver: true })
    expect(await runRefused(network, over())).toBe('HOLD_NOT_FOUND')
    network.clock.nowMs += 1_800_000
    expect(await runRefused(network, capture(network.station, original, null))).toBe(
      'HOLD_NOT_FOUND',
    )
    expect(await run(network, over())).toMatchObject({ kind: 'release', availableMinor: 5000 })
  })

  test('blocked: what is held is not captured until the card is let go on', async () => {
    const { card, original } = await cardWithHold()
    await run(network, standing('block', network.webstore, card))
    expect(await runRefused(network, capture(network.station, original, null))).toBe('CARD_BLOCKED')
    await run(network, standing('unblock', network.webstore, card))
    expect(await run(network, capture(network.station, original, null))).toMatchObject({
      balanceMinor: 3000,
    })
  })
}
