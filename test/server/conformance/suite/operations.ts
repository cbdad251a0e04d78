import { expect, test } from 'vitest'
import { noteIn } from '../../../../server/ledger/stored-answer.ts'
import type { ProgramId } from '../../../../src/contract/ids.ts'
import { operationAnswerSchema } from '../../../../src/contract/operations.ts'
import { newId } from '../../ledger/names.ts'
import { addProgram, cardWith, run, stockedCard, type TestNetwork } from '../../ledger/network.ts'
import {
  activate,
  fund,
  redeem,
  refund,
  voidOf,
  voidOperation,
  voidRequest,
} from '../../ledger/requests.ts'
import type { Engine } from '../engines.ts'
import { onLedger } from '../on-ledger.ts'

let network: TestNetwork

/** Every operation and its answer. */
export function describeOperations(engine: Engine): void {
  onLedger(
    engine,
    (opened) => {
      network = opened
    },
    () => {
      operations()
    },
  )
}

function operations(): void {
  test('activate: a stocked card takes its first value', async () => {
    const card = await stockedCard(network)
    const answer = await run(network, activate(network.station, card, 5000))
    expect(operationAnswerSchema.parse(answer)).toMatchObject({
      kind: 'activate',
      requestedMinor: 5000,
      appliedMinor: 5000,
      balanceMinor: 5000,
      availableMinor: 5000,
      cardLastFour: '4242',
      cardState: 'active',
      applied: true,
      alreadyVoided: false,
      replayed: false,
    })
  })

  test('what is said of a load is kept with it, and its answer does not tell it', async () => {
    const card = await stockedCard(network)
    const said = { fundReason: 'a gift', promoCode: 'SUMMER' }
    const sold = await run(network, activate(network.station, card, 5000, { said }))
    const loaded = await run(
      network,
      fund(network.webstore, card, 1000, { said: { fundReason: '\u0000\u{1F381}' } }),
    )
    const rows = await network.database.read
      .selectFrom('journal')
      .where('request_id', 'in', [sold.requestId, loaded.requestId])
      .orderBy('id')
      .select('answer')
      .execute()
    expect(rows.map(({ answer }) => noteIn(answer))).toMatchObject([
      said,
      { fundReason: '\u0000\u{1F381}' },
    ])
    expect(JSON.stringify([sold, loaded])).not.toContain('SUMMER')
  })

  test('fund: adds to the balance', async () => {
    const card = await cardWith(network, 5000)
    const answer = await run(network, fund(network.webstore, card, 1500))
    expect(answer).toMatchObject({ kind: 'fund', appliedMinor: 1500, balanceMinor: 6500 })
  })

  test('redeem: takes the amount, answers in the form of the contract', async () => {
    const card = await cardWith(network, 5000)
    const answer = await run(network, redeem(network.station, card, 2500))
    expect(operationAnswerSchema.parse(answer)).toMatchObject({
      kind: 'redeem',
      appliedMinor: 2500,
      remainingDueMinor: 0,
      balanceMinor: 2500,
      cardState: 'active',
      committedAtMs: network.clock.nowMs,
    })
  })

  test('redeem: a partial one takes what is there and says what is left to collect', async () => {
    const card = await cardWith(network, 1740)
    const answer = await run(network, redeem(network.station, card, 2500, { partial: 'allow' }))
    expect(answer).toMatchObject({
      requestedMinor: 2500,
      appliedMinor: 1740,
      remainingDueMinor: 760,
      balanceMinor: 0,
    })
  })

  test('redeem: the last value of a card that cannot be loaded again empties it', async () => {
    const programId = newId<ProgramId>()
    await addProgram(network.database, network.networkId, { id: programId, reloadable: 0 })
    const card = await cardWith(network, 1000, { programId })
    const taken = redeem(network.station, card, 1000)
    expect(await run(network, taken)).toMatchObject({ cardState: 'redeemed_out' })
    const back = await run(network, voidRequest(network.station, taken.requestId))
    expect(back).toMatchObject({ cardState: 'active', balanceMinor: 1000 })
  })

  test('void: by the caller, gives back what a partial redemption took', async () => {
    const card = await cardWith(network, 1740)
    const taken = redeem(network.station, card, 2500, { partial: 'allow' })
    const { operationId } = await run(network, taken)
    const answer = await run(network, voidRequest(network.station, taken.requestId))
    expect(answer).toMatchObject({
      kind: 'void',
      requestedMinor: 1740,
      appliedMinor: 1740,
      balanceMinor: 1740,
      originalOperationId: operationId,
    })
  })

  test('void: by operation id, from another caller of the same location', async () => {
    const card = await cardWith(network, 5000)
    const { operationId } = await run(network, redeem(network.station, card, 2500))
    const colleague = { ...network.station, key: 'device:two' }
    const answer = await run(network, voidOperation(colleague, operationId))
    expect(answer).toMatchObject({ appliedMinor: 2500, balanceMinor: 5000 })
  })

  test('void: by order, the newest that was not undone', async () => {
    const card = await cardWith(network, 5000)
    const order = { orderId: 'A-1', lineId: null, allowRepeat: true }
    await run(network, redeem(network.station, card, 1000, { order }))
    const second = await run(network, redeem(network.station, card, 1000, { order }))
    const selector = {
      by: 'order',
      order,
      card,
      amountMinor: second.appliedMinor,
      currency: second.currency,
    } as const
    const answer = await run(network, voidOf(network.station, selector))
    expect(answer.originalOperationId).toBe(second.operationId)
    expect(await run(network, voidOf(network.station, selector))).toMatchObject({
      balanceMinor: 5000,
    })
    expect(await run(network, voidOf(network.station, selector))).toMatchObject({
      alreadyVoided: true,
      appliedMinor: 0,
    })
  })

  test('void: of an activation puts a printed card back into stock, to be sold again', async () => {
    const card = await stockedCard(network)
    const sold = activate(network.station, card, 5000)
    await run(network, sold)
    const answer = await run(network, voidRequest(network.station, sold.requestId))
    expect(answer).toMatchObject({ cardState: 'in_stock', balanceMinor: 0 })
    expect(await run(network, activate(network.station, card, 2000))).toMatchObject({
      balanceMinor: 2000,
    })
  })

  test('void: of a virtual card closes it', async () => {
    const card = await stockedCard(network, { form: 'virtual' })
    const sold = activate(network.station, card, 5000)
    await run(network, sold)
    const answer = await run(network, voidRequest(network.station, sold.requestId))
    expect(answer).toMatchObject({ cardState: 'cancelled', balanceMinor: 0 })
  })

  test('void: of a load takes it out again', async () => {
    const card = await cardWith(network, 5000)
    const load = fund(network.webstore, card, 1500)
    await run(network, load)
    const answer = await run(network, voidRequest(network.webstore, load.requestId))
    expect(answer).toMatchObject({ appliedMinor: 1500, balanceMinor: 5000, cardState: 'active' })
  })

  test('void: a second one posts nothing and says so', async () => {
    const card = await cardWith(network, 5000)
    const taken = redeem(network.station, card, 2500)
    await run(network, taken)
    await run(network, voidRequest(network.station, taken.requestId))
    expect(await run(network, voidRequest(network.station, taken.requestId))).toMatchObject({
      alreadyVoided: true,
      applied: true,
      appliedMinor: 0,
      balanceMinor: 5000,
    })
  })

  test('void: after the window it is a linked refund of what is left', async () => {
    const card = await cardWith(network, 5000)
    const taken = redeem(network.station, card, 2500)
    const first = await run(network, taken)
    const original = { by: 'operation', operationId: first.operationId } as const
    await run(network, refund(network.station, original, 500))
    network.clock.nowMs += 86_400_001
    const answer = await run(network, voidRequest(network.station, taken.requestId))
    expect(answer).toMatchObject({ kind: 'refund', appliedMinor: 2000, balanceMinor: 5000 })
  })

  test('void: of a redemption that was partly refunded gives back only the rest', async () => {
    const card = await cardWith(network, 5000)
    const taken = redeem(network.station, card, 2500)
    await run(network, taken)
    const original = { by: 'request', requestId: taken.requestId } as const
    await run(network, refund(network.station, original, 1000))
    const answer = await run(network, voidRequest(network.station, taken.requestId))
    expect(answer).toMatchObject({ kind: 'void', appliedMinor: 1500, balanceMinor: 5000 })
  })

  test('void: of a refused operation has nothing to undo and tells nothing of the card', async () => {
    const card = await cardWith(network, 5000)
    const refusedOne = redeem(network.station, card, 9000)
    await network.database.ledger.execute(refusedOne)
    const answer = await run(network, voidRequest(network.station, refusedOne.requestId))
    expect(answer).toMatchObject({
      applied: false,
      appliedMinor: 0,
      balanceMinor: null,
      cardLastFour: null,
    })
  })

  test('refund: in parts, up to what was redeemed', async () => {
    const card = await cardWith(network, 5000)
    const { operationId } = await run(network, redeem(network.station, card, 2500))
    const original = { by: 'operation', operationId } as const
    await run(network, refund(network.station, original, 1000))
    const answer = await run(network, refund(network.station, original, 1500))
    expect(answer).toMatchObject({
      kind: 'refund',
      appliedMinor: 1500,
      balanceMinor: 5000,
      originalOperationId: operationId,
    })
  })
}
