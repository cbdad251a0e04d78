import { expect, test } from 'vitest'
import { noteIn } from '../../../../server/ledger/stored-answer.ts'
import { readBooks } from '../../../../server/storage/index.ts'
import { operationAnswerSchema } from '../../../../src/contract/operations.ts'
import { standing } from '../../ledger/corrections.ts'
import { hold } from '../../ledger/holds.ts'
import { ISSUED_MS, importOf, reversalOf } from '../../ledger/imports.ts'
import { run, runRefused, type TestNetwork } from '../../ledger/network.ts'
import { newCard, redeem, voidRequest } from '../../ledger/requests.ts'
import type { Engine } from '../engines.ts'
import { onLedger } from '../on-ledger.ts'

let network: TestNetwork

/** Cards of another system, and taking them out again. */
export function describeImports(engine: Engine): void {
  onLedger(
    engine,
    (opened) => {
      network = opened
    },
    () => {
      comingOver()
      goingBack()
    },
  )
}

const DAY_MS = 86_400_000

/** A card of which 60.00 are left of 100.00. */
async function importedCard(more: Parameters<typeof importOf>[3] = {}, amount = 6000) {
  const made = newCard(network.programId, { expiresAtMs: network.clock.nowMs + 900 * DAY_MS })
  const request = importOf(network.webstore, made, amount, more)
  const answer = await run(network, request)
  return { made, request, answer, card: { by: 'id', cardId: made.cardId } as const }
}

async function rowOf({ cardId }: { readonly cardId: string }) {
  return network.database.read
    .selectFrom('card')
    .selectAll()
    .where('uid', '=', cardId)
    .executeTakeFirstOrThrow()
}

/** What cards are worth, and what the system before owes for it. */
async function booksNow(): Promise<readonly [liability: number, imported: number]> {
  const { books } = await readBooks(network.database)
  const [euros] = books.filter(({ currency }) => currency === 'EUR')
  return [euros?.liabilityMinor ?? 0, euros?.importedMinor ?? 0]
}

function comingOver(): void {
  test('import: the card has what is left, and its dates of old', async () => {
    const before = await booksNow()
    const { made, request, answer } = await importedCard({
      ...{ lastUsedAtMs: ISSUED_MS + DAY_MS, reference: 'GC-17' },
    })
    expect(operationAnswerSchema.parse(answer)).toMatchObject({
      ...{ kind: 'import', requestedMinor: 6000, appliedMinor: 6000, balanceMinor: 6000 },
      ...{ availableMinor: 6000, cardState: 'active' },
    })
    expect(await rowOf(made)).toMatchObject({
      ...{ balance_minor: 6000, activated_at_ms: ISSUED_MS, created_at_ms: network.clock.nowMs },
      expires_at_ms: made.expiresAtMs,
    })
    const kept = await network.database.read
      .selectFrom('journal')
      .selectAll()
      .where('request_id', '=', request.requestId)
      .executeTakeFirstOrThrow()
    expect(noteIn(kept.answer)).toEqual({
      ...{ initialMinor: 10_000, issuedAtMs: ISSUED_MS, lastUsedAtMs: ISSUED_MS + DAY_MS },
      ...{ endsAtMs: made.expiresAtMs, reference: 'GC-17' },
    })
    expect(kept.debit_account).toBe(`predecessor:${network.networkId}`)
    const after = await booksNow()
    expect(after).toEqual([before[0] + 6000, before[1] + 6000])
  })

  test('import: the card is redeemed as any other, also by its number', async () => {
    const { made } = await importedCard()
    const card = { by: 'lookup', lookup: made.lookup } as const
    expect(await run(network, redeem(network.station, card, 6000))).toMatchObject({
      ...{ appliedMinor: 6000, balanceMinor: 0 },
    })
  })

  test('import: a blocked card stays blocked until somebody lets it go on', async () => {
    const { card, answer } = await importedCard({ stands: 'blocked' })
    expect(answer).toMatchObject({ cardState: 'blocked', balanceMinor: 6000 })
    expect(await runRefused(network, redeem(network.station, card, 1))).toBe('CARD_BLOCKED')
    await run(network, standing('unblock', network.webstore, card))
    expect(await run(network, redeem(network.station, card, 1))).toMatchObject({ applied: true })
  })

  test('import: of an empty card nothing is posted, and it can be reversed', async () => {
    const before = await booksNow()
    const { made, answer, request } = await importedCard({}, 0)
    expect(answer).toMatchObject({ appliedMinor: 0, balanceMinor: 0, cardState: 'active' })
    const back = await run(network, reversalOf(network.webstore, request.requestId))
    expect(back).toMatchObject({ appliedMinor: 0, cardState: 'cancelled' })
    expect((await rowOf(made)).state).toBe('cancelled')
    expect(await booksNow()).toEqual(before)
  })

  test('import: a card whose date has passed is expired from the first moment', async () => {
    const made = newCard(network.programId, { expiresAtMs: network.clock.nowMs - 1 })
    await run(network, importOf(network.webstore, made, 6000))
    const card = { by: 'id', cardId: made.cardId } as const
    expect(await runRefused(network, redeem(network.station, card, 1))).toBe('CARD_EXPIRED')
  })

  test('import: a number that a card has is refused, and both requests stand alone', async () => {
    const { made } = await importedCard()
    const again = newCard(network.programId, { lookup: made.lookup })
    const reply = network.database.ledger.execute(importOf(network.webstore, again, 100))
    expect(await reply).toMatchObject({ reply: { refusal: { code: 'CARD_ALREADY_ACTIVE' } } })
    const both = newCard(network.programId)
    const other = newCard(network.programId, { lookup: both.lookup })
    const replies = await Promise.all(
      [both, other].map((card) =>
        network.database.ledger.execute(importOf(network.webstore, card, 100)),
      ),
    )
    expect(replies.map(({ reply: { ok } }) => ok).sort()).toEqual([false, true])
  })

  test('import: a number that a card has under an older version of the keys is refused', async () => {
    const { made } = await importedCard()
    const again = newCard(network.programId)
    const lookups = [again.lookup, made.lookup]
    const reply = network.database.ledger.execute(
      importOf(network.webstore, again, 100, { lookups }),
    )
    expect(await reply).toMatchObject({ reply: { refusal: { code: 'CARD_ALREADY_ACTIVE' } } })
    const [older, newer] = [newCard(network.programId), newCard(network.programId)]
    const replies = await Promise.all([
      network.database.ledger.execute(importOf(network.webstore, older, 100)),
      network.database.ledger.execute(
        importOf(network.webstore, newer, 100, { lookups: [newer.lookup, older.lookup] }),
      ),
    ])
    expect(replies.map(({ reply: { ok } }) => ok)).toEqual([true, false])
  })

  test('import: the same request again is the same card', async () => {
    const { request, answer } = await importedCard()
    expect(await run(network, request)).toEqual({ ...answer, replayed: true })
  })

  test('import: a void does not undo it', async () => {
    const { request } = await importedCard()
    const back = voidRequest(network.webstore, request.requestId)
    expect(await runRefused(network, back)).toBe('ORIGINAL_NOT_REVERSIBLE')
  })
}

function goingBack(): void {
  test('reversal: the value is gone from both sides, and a second one says so', async () => {
    const before = await booksNow()
    const { request, answer, card } = await importedCard()
    const back = await run(network, reversalOf(network.webstore, request.requestId))
    expect(operationAnswerSchema.parse(back)).toMatchObject({
      ...{ kind: 'import_reversal', requestedMinor: 6000, appliedMinor: 6000, balanceMinor: 0 },
      ...{ cardState: 'cancelled', originalOperationId: answer.operationId },
    })
    expect(await booksNow()).toEqual(before)
    expect(await runRefused(network, redeem(network.station, card, 1))).toBe('CARD_DEACTIVATED')
    const again = await run(network, reversalOf(network.webstore, request.requestId))
    expect(again).toMatchObject({ alreadyVoided: true, appliedMinor: 0 })
  })

  test('reversal: a card that was used stays, until all of the use is undone', async () => {
    const { request, card } = await importedCard()
    const taken = redeem(network.station, card, 100)
    await run(network, taken)
    const back = () => reversalOf(network.webstore, request.requestId)
    expect(await runRefused(network, back())).toBe('ORIGINAL_NOT_REVERSIBLE')
    await run(network, voidRequest(network.station, taken.requestId))
    await run(network, hold(network.station, card, 100))
    expect(await runRefused(network, back())).toBe('ORIGINAL_NOT_REVERSIBLE')
  })

  test('reversal: a card whose use was undone goes back, a blocked one too', async () => {
    const { request, card } = await importedCard()
    const taken = redeem(network.station, card, 100)
    await run(network, taken)
    await run(network, voidRequest(network.station, taken.requestId))
    await run(network, standing('block', network.webstore, card))
    const back = reversalOf(network.webstore, request.requestId)
    expect(await run(network, back)).toMatchObject({ cardState: 'cancelled', appliedMinor: 6000 })
  })

  test('reversal: of a closed card, and of what is no import, is refused', async () => {
    const { request, card } = await importedCard()
    await run(network, standing('deactivate', network.webstore, card))
    const back = reversalOf(network.webstore, request.requestId)
    expect(await runRefused(network, back)).toBe('ORIGINAL_NOT_REVERSIBLE')
    const other = reversalOf(network.webstore, back.requestId)
    expect(await runRefused(network, other)).toBe('ORIGINAL_NOT_REVERSIBLE')
  })
}
