import { expect, test } from 'vitest'
import { readBooks } from '../../../../server/storage/index.ts'
import type { ProgramId } from '../../../../src/contract/ids.ts'
import { operationAnswerSchema } from '../../../../src/contract/operations.ts'
import { adjust, cashOut, credit, expire, standing } from '../../ledger/corrections.ts'
import { newId } from '../../ledger/names.ts'
import { addProgram, cardWith, run, runRefused, type TestNetwork } from '../../ledger/network.ts'
import { fund, redeem, voidRequest } from '../../ledger/requests.ts'
import type { Engine } from '../engines.ts'
import { setCard } from '../figures.ts'
import { onLedger } from '../on-ledger.ts'

let network: TestNetwork

/** What people with a role do to a card, and the way out of one. */
export function describeCare(engine: Engine): void {
  onLedger(
    engine,
    (opened) => {
      network = opened
    },
    () => {
      cashOuts()
      corrections()
      standings()
      expiries()
    },
  )
}

function cashOuts(): void {
  test('cash-out: part of the value, in the form of the contract', async () => {
    const card = await cardWith(network, 5000)
    const answer = await run(network, cashOut(network.station, card, 1200))
    expect(operationAnswerSchema.parse(answer)).toMatchObject({
      ...{ kind: 'cash_out', requestedMinor: 1200, appliedMinor: 1200 },
      ...{ balanceMinor: 3800, cardState: 'active' },
    })
  })

  test('cash-out: all there is asks for no amount, and leaves a card that can be loaded', async () => {
    const card = await cardWith(network, 5000)
    expect(await run(network, cashOut(network.webstore, card, null))).toMatchObject({
      ...{ requestedMinor: 0, appliedMinor: 5000, balanceMinor: 0, cardState: 'active' },
    })
    expect(await runRefused(network, cashOut(network.webstore, card, null))).toBe(
      'INSUFFICIENT_FUNDS',
    )
  })

  test('cash-out: all of a card that cannot be loaded again empties it', async () => {
    const programId = newId<ProgramId>()
    await addProgram(network.database, network.networkId, { id: programId, reloadable: 0 })
    const card = await cardWith(network, 5000, { programId })
    const out = cashOut(network.station, card, null)
    expect(await run(network, out)).toMatchObject({ cardState: 'redeemed_out' })
    expect(await run(network, voidRequest(network.station, out.requestId))).toMatchObject({
      ...{ cardState: 'active', balanceMinor: 5000 },
    })
  })

  test('cash-out: one that closes the card is undone within the window, and opens it again', async () => {
    const card = await cardWith(network, 5000)
    const part = cashOut(network.station, card, 1000, { close: true })
    expect(await run(network, part)).toMatchObject({ cardState: 'active' })
    const rest = cashOut(network.station, card, null, { close: true })
    expect(await run(network, rest)).toMatchObject({ cardState: 'cancelled', appliedMinor: 4000 })
    expect(await runRefused(network, redeem(network.station, card, 1))).toBe('CARD_DEACTIVATED')
    const back = await run(network, voidRequest(network.station, rest.requestId))
    expect(back).toMatchObject({ kind: 'void', cardState: 'active', balanceMinor: 4000 })
    expect(await run(network, voidRequest(network.station, rest.requestId))).toMatchObject({
      alreadyVoided: true,
    })
  })

  test('cash-out: what an earlier one took goes to suspense when the card is closed', async () => {
    const card = await cardWith(network, 5000)
    const part = cashOut(network.station, card, 1000)
    await run(network, part)
    await run(network, cashOut(network.station, card, null, { close: true }))
    const before = await suspense()
    expect(await run(network, voidRequest(network.station, part.requestId))).toMatchObject({
      ...{ cardState: 'cancelled', balanceMinor: 0, appliedMinor: 1000 },
    })
    expect((await suspense()) - before).toBe(1000)
  })

  test('cash-out: after the window it stays', async () => {
    const card = await cardWith(network, 5000)
    const out = cashOut(network.station, card, 1000)
    await run(network, out)
    network.clock.nowMs += 86_400_001
    expect(await runRefused(network, voidRequest(network.station, out.requestId))).toBe(
      'ORIGINAL_NOT_REVERSIBLE',
    )
  })

  test('cash-out: all of it under a new id and the same order is the first one', async () => {
    const card = await cardWith(network, 5000)
    const order = { orderId: newId(), lineId: null, allowRepeat: false }
    const first = cashOut(network.webstore, card, null, { order, close: true })
    await run(network, first)
    const again = await run(network, cashOut(network.webstore, card, null, { order, close: true }))
    expect(again).toMatchObject({ replayed: true, replayedOf: first.requestId, appliedMinor: 5000 })
  })
}

function corrections(): void {
  test('adjustment: gives and takes, and each is undone by a void', async () => {
    const card = await cardWith(network, 5000)
    const up = adjust(network.webstore, card, 700)
    expect(await run(network, up)).toMatchObject({ appliedMinor: 700, balanceMinor: 5700 })
    const down = adjust(network.webstore, card, -1700)
    expect(await run(network, down)).toMatchObject({
      ...{ requestedMinor: -1700, appliedMinor: 1700, balanceMinor: 4000 },
    })
    expect(await run(network, voidRequest(network.webstore, down.requestId))).toMatchObject({
      balanceMinor: 5700,
    })
    expect(await run(network, voidRequest(network.webstore, up.requestId))).toMatchObject({
      balanceMinor: 5000,
    })
  })

  test('adjustment: its reason and who agreed stand in the journal', async () => {
    const card = await cardWith(network, 5000)
    const request = adjust(network.webstore, card, 1, { reason: 'Coin lost in the machine' })
    await run(network, request)
    const { answer } = await network.database.read
      .selectFrom('journal')
      .select('answer')
      .where('request_id', '=', request.requestId)
      .executeTakeFirstOrThrow()
    expect(JSON.parse(answer)).toContainEqual({
      ...{ reason: 'Coin lost in the machine', approvedBy: 'staff:boss' },
    })
  })

  test('unlinked refund: more value on the card, undone by a void', async () => {
    const card = await cardWith(network, 5000)
    const given = credit(network.station, card, 900)
    expect(await run(network, given)).toMatchObject({ kind: 'credit', balanceMinor: 5900 })
    expect(await run(network, voidRequest(network.station, given.requestId))).toMatchObject({
      balanceMinor: 5000,
    })
  })
}

function standings(): void {
  test('block: value stays, nothing can be taken or loaded until it is let go on', async () => {
    const card = await cardWith(network, 5000)
    const stop = standing('block', network.webstore, card)
    expect(await run(network, stop)).toMatchObject({
      ...{ kind: 'block', appliedMinor: 0, balanceMinor: 5000, cardState: 'blocked' },
    })
    expect(await runRefused(network, redeem(network.station, card, 1))).toBe('CARD_BLOCKED')
    expect(await runRefused(network, fund(network.station, card, 500))).toBe('CARD_BLOCKED')
    expect(await runRefused(network, voidRequest(network.webstore, stop.requestId))).toBe(
      'ORIGINAL_NOT_REVERSIBLE',
    )
    expect(await run(network, standing('unblock', network.webstore, card))).toMatchObject({
      cardState: 'active',
    })
    expect(await run(network, redeem(network.station, card, 1))).toMatchObject({
      balanceMinor: 4999,
    })
  })

  test('deactivation: for ever, and what is left goes to suspense', async () => {
    const card = await cardWith(network, 5000)
    const taken = redeem(network.station, card, 2000)
    await run(network, taken)
    const before = await suspense()
    await run(network, standing('block', network.webstore, card))
    const close = standing('deactivate', network.webstore, card)
    expect(await run(network, close)).toMatchObject({
      ...{ appliedMinor: 3000, balanceMinor: 0, cardState: 'deactivated' },
    })
    expect(await runRefused(network, voidRequest(network.webstore, close.requestId))).toBe(
      'ORIGINAL_NOT_REVERSIBLE',
    )
    expect(await runRefused(network, standing('unblock', network.webstore, card))).toBe(
      'CARD_DEACTIVATED',
    )
    await run(network, voidRequest(network.station, taken.requestId))
    expect((await suspense()) - before).toBe(5000)
  })
}

function expiries(): void {
  test('expiry: after its date alone, and the value goes where the rule says', async () => {
    const card = await cardWith(network, 5000)
    const early = expire(network.webstore, card)
    expect(await runRefused(network, early)).toBe('CARD_STATE_CONFLICT')
    await setCard(network, card.cardId, { expires_at_ms: network.clock.nowMs })
    const kept = expire(network.webstore, card, { valueTo: 'breakage' })
    expect(await run(network, kept)).toMatchObject({
      ...{ kind: 'expire', appliedMinor: 5000, balanceMinor: 0, cardState: 'expired' },
    })
    expect(await runRefused(network, redeem(network.station, card, 1))).toBe('CARD_EXPIRED')
    expect(await runRefused(network, voidRequest(network.webstore, kept.requestId))).toBe(
      'ORIGINAL_NOT_REVERSIBLE',
    )
    const [books] = (await readBooks(network.database)).books
    expect(books?.breakageMinor).toBe(5000)
  })
}

async function suspense(): Promise<number> {
  const [books] = (await readBooks(network.database)).books
  return books?.suspenseMinor ?? 0
}
