import { expect, test } from 'vitest'
import type { Waiting } from '../../../../server/ledger/request.ts'
import { noteIn } from '../../../../server/ledger/stored-answer.ts'
import { cashOut, standing } from '../../ledger/corrections.ts'
import { hold } from '../../ledger/holds.ts'
import { run, runRefused, stockedCard, type TestNetwork } from '../../ledger/network.ts'
import { activate, fund, newCard, redeem, voidRequest } from '../../ledger/requests.ts'
import type { Engine } from '../engines.ts'
import { onLedger } from '../on-ledger.ts'

const DAY_MS = 86_400_000
const HOLDER: Waiting = { for: 'holder' }

let network: TestNetwork

/** Cards that were sold and cannot be used yet: until their holder, a date or a person says so. */
export function describeWaiting(engine: Engine): void {
  onLedger(
    engine,
    (opened) => {
      network = opened
    },
    () => {
      claims()
      approvals()
      ends()
    },
  )
}

/** A new card with 50.00 that waits, and the sale that made it. */
async function sold(waits: Waiting) {
  const fresh = newCard(network.programId)
  const sale = activate(network.webstore, { by: 'new', card: fresh }, 5000, { waits })
  const answer = await run(network, sale)
  return { card: { by: 'id', cardId: fresh.cardId } as const, sale, answer }
}

const approval = (activatesAtMs: number | null): Waiting => ({ for: 'approval', activatesAtMs })

function claims(): void {
  test('claim: the value is there before, and can be used after', async () => {
    const { card, answer } = await sold(HOLDER)
    expect(answer).toMatchObject({
      ...{ balanceMinor: 5000, availableMinor: 0, cardState: 'claimable' },
    })
    for (const request of [
      redeem(network.station, card, 100),
      fund(network.station, card, 500),
      hold(network.station, card, 100),
      cashOut(network.station, card, null),
      standing('approve', network.webstore, card),
    ])
      expect(await runRefused(network, request), request.kind).toBe('CARD_NOT_ACTIVE')
    expect(await run(network, standing('claim', network.webstore, card))).toMatchObject({
      ...{ kind: 'claim', appliedMinor: 0, balanceMinor: 5000, availableMinor: 5000 },
      cardState: 'active',
    })
    expect(await run(network, redeem(network.station, card, 100))).toMatchObject({
      balanceMinor: 4900,
    })
  })

  test('claim: of 20 at once exactly one is done', async () => {
    const { card } = await sold(HOLDER)
    const replies = await Promise.all(
      Array.from({ length: 20 }, () =>
        network.database.ledger.execute(standing('claim', network.webstore, card)),
      ),
    )
    expect(replies.filter(({ reply }) => reply.ok)).toHaveLength(1)
    expect(await runRefused(network, standing('claim', network.webstore, card))).toBe(
      'CARD_ALREADY_ACTIVE',
    )
  })

  test('claim: a blocked gift stays closed, and is claimed once it is let go on', async () => {
    const { card } = await sold(HOLDER)
    await run(network, standing('block', network.webstore, card))
    expect(await runRefused(network, standing('claim', network.webstore, card))).toBe(
      'CARD_BLOCKED',
    )
    await run(network, standing('unblock', network.webstore, card))
    const claim = standing('claim', network.webstore, card)
    expect(await run(network, claim)).toMatchObject({ cardState: 'active' })
    expect(await runRefused(network, voidRequest(network.webstore, claim.requestId))).toBe(
      'ORIGINAL_NOT_REVERSIBLE',
    )
  })
}

function approvals(): void {
  test('approval: what a printed card waits for is kept with its sale', async () => {
    const card = await stockedCard(network)
    const dueMs = network.clock.nowMs + DAY_MS
    const sale = activate(network.station, card, 5000, { waits: approval(dueMs) })
    expect(await run(network, sale)).toMatchObject({
      ...{ balanceMinor: 5000, availableMinor: 0, cardState: 'pending_activation' },
    })
    const { answer } = await network.database.read
      .selectFrom('journal')
      .where('request_id', '=', sale.requestId)
      .select('answer')
      .executeTakeFirstOrThrow()
    expect(noteIn(answer)).toEqual({ activatesAtMs: dueMs })
    for (const request of [
      redeem(network.station, card, 100),
      fund(network.station, card, 500),
      cashOut(network.station, card, null),
      activate(network.station, card, 5000),
      standing('block', network.webstore, card),
      standing('claim', network.webstore, card),
      standing('deactivate', network.webstore, card),
    ])
      expect(await runRefused(network, request), request.kind).toBe('CARD_ACTIVATION_PENDING')
    expect(await run(network, standing('approve', network.webstore, card))).toMatchObject({
      ...{ kind: 'approve', appliedMinor: 0, availableMinor: 5000, cardState: 'active' },
    })
    expect(await runRefused(network, standing('approve', network.webstore, card))).toBe(
      'CARD_ALREADY_ACTIVE',
    )
  })
}

function ends(): void {
  test('void of a sale: a gift that nobody opened ends whenever, and its value goes back', async () => {
    const { card, sale } = await sold(HOLDER)
    network.clock.nowMs += 30 * DAY_MS
    const end = voidRequest(network.webstore, sale.requestId)
    expect(await run(network, end)).toMatchObject({
      ...{ kind: 'void', appliedMinor: 5000, balanceMinor: 0, cardState: 'cancelled' },
    })
    expect(await runRefused(network, standing('claim', network.webstore, card))).toBe(
      'CARD_DEACTIVATED',
    )
    const again = voidRequest(network.webstore, sale.requestId)
    expect(await run(network, again)).toMatchObject({ alreadyVoided: true, appliedMinor: 0 })
  })

  test('void of a sale: refused once the gift was opened, also on the same day', async () => {
    const { card, sale } = await sold(HOLDER)
    await run(network, standing('claim', network.webstore, card))
    expect(await runRefused(network, voidRequest(network.webstore, sale.requestId))).toBe(
      'ORIGINAL_NOT_REVERSIBLE',
    )
  })

  test('void of a sale and its claim at once: one of them, and the value is where it belongs', async () => {
    for (let round = 0; round < 20; round += 1) {
      const { card, sale } = await sold(HOLDER)
      const { ledger } = network.database
      const claim = ledger.execute(standing('claim', network.webstore, card))
      const end = ledger.execute(voidRequest(network.webstore, sale.requestId))
      const done = (await Promise.all([claim, end])).map(({ reply }) => reply.ok)
      expect(done.filter((isDone) => isDone)).toHaveLength(1)
    }
  })

  test('void of a sale: what waits for an approval is cancelled, also plastic', async () => {
    const card = await stockedCard(network)
    const sale = activate(network.station, card, 5000, { waits: approval(null) })
    await run(network, sale)
    network.clock.nowMs += 2 * DAY_MS
    expect(await run(network, voidRequest(network.station, sale.requestId))).toMatchObject({
      ...{ appliedMinor: 5000, balanceMinor: 0, cardState: 'cancelled' },
    })
    expect(await runRefused(network, activate(network.station, card, 5000))).toBe(
      'CARD_DEACTIVATED',
    )
  })

  test('void of a sale: after its approval as of any other', async () => {
    const { card, sale } = await sold(approval(null))
    await run(network, standing('approve', network.webstore, card))
    expect(await run(network, voidRequest(network.webstore, sale.requestId))).toMatchObject({
      ...{ appliedMinor: 5000, cardState: 'cancelled' },
    })
  })
}
