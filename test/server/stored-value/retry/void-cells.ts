import { expect } from 'vitest'
import { newId } from '../../../helpers/new-id.ts'
import { type CardInHand, refusalOf } from '../api-house.ts'
import { type Cell, EUR, endOf, type Ground, REDEEM, REFUND, VOID } from './ground.ts'

/** The rules of a void (features §4.5), each row in each case. */
export const VOID_CELLS: readonly Cell[] = [
  ['4.5 identify', 'by request id', byRequest],
  ['4.5 identify', 'by order, card, amount and currency: the newest that stands', byOrder],
  ['4.5 unknown', 'by request id: nothing applied, and the late redeem is refused', unknownId],
  ['4.5 unknown', 'by order: nothing applied, and the late redeem is refused', unknownOrder],
  ['4.5 second', 'a second void: already voided, nothing posted', secondVoid],
  ['4.5 partial', 'a void of a part: not understood; a linked refund does it', partOfIt],
  ['4.5 void of a void', 'refused', voidOfVoid],
  ['4.5 meanwhile', 'blocked: the value is back, the card stays blocked', afterBlock],
  ['4.5 meanwhile', 'deactivated: the value goes to suspense', afterDeactivation],
  ['4.5 meanwhile', 'cashed out and closed: the value goes to suspense', afterCashOut],
  ['4.5 who', 'the same client, and another of the same location', sameLocation],
  ['4.5 who', 'another location: not found, and its tombstone is its own', otherLocation],
  ['4.5 who', 'a person with a role over the network', networkRole],
  ['4.5 partial redeem', 'what was taken goes back, whatever is sent', partialRedeem],
  ['4.5 ledger', 'a new posting linked to the first; no row changes', ledgerRows],
]

/** The rules that let time pass. */
export const LATER_VOID_CELLS: readonly Cell[] = [
  ['4.5 window', 'after the window: a linked refund', afterWindow],
  ['4.5 meanwhile', 'expired: the value is back, the card stays expired', afterExpiry],
]

interface Taken {
  readonly card: CardInHand & { readonly cardId: string }
  readonly given: CardInHand
  readonly body: { readonly requestId: string; readonly orderId: string }
  readonly operationId: unknown
}

/** 10.00 taken from 25.00, in an order of its own. */
async function take(ground: Ground, change: Record<string, unknown> = {}): Promise<Taken> {
  const card = await ground.card()
  const given = { number: card.number, pin: card.pin }
  const body = {
    ...{ requestId: newId('redeem'), orderId: newId('order') },
    ...{ card: given, amountMinor: 1000, ...EUR, ...change },
  }
  const answer = await ground.post(REDEEM, body)
  expect(endOf(answer)).toBe('done')
  return { card, given, body, operationId: answer.body.value?.['operationId'] }
}

function undo(ground: Ground, original: object, key?: string) {
  return ground.post(VOID, { requestId: newId('void'), original }, key)
}

async function byRequest(ground: Ground): Promise<void> {
  const { body, given, operationId } = await take(ground)
  const answer = await undo(ground, { requestId: body.requestId })
  const back = { applied: true, appliedMinor: 1000, originalOperationId: operationId }
  expect(answer.body.value).toMatchObject({ ...back, balanceMinor: 2500 })
  expect(await ground.balanceOf(given)).toBe(2500)
}

async function byOrder(ground: Ground): Promise<void> {
  const { body, given, operationId } = await take(ground)
  const second = { ...body, requestId: newId('redeem'), allowRepeat: true }
  const newest = (await ground.post(REDEEM, second)).body.value?.['operationId']
  const original = { orderId: body.orderId, card: given, amountMinor: 1000, ...EUR }
  expect((await undo(ground, original)).body.value).toMatchObject({ originalOperationId: newest })
  expect((await undo(ground, original)).body.value).toMatchObject({
    originalOperationId: operationId,
    balanceMinor: 2500,
  })
}

async function unknownId(ground: Ground): Promise<void> {
  const { number, pin } = await ground.card()
  const requestId = newId('lost')
  const answer = await undo(ground, { requestId })
  expect(answer.body.value).toMatchObject({ applied: false, appliedMinor: 0, balanceMinor: null })
  const body = { requestId, card: { number, pin }, amountMinor: 1000, ...EUR }
  for (const late of [await ground.post(REDEEM, body), await ground.post(REDEEM, body)])
    expect(endOf(late)).toBe('409 VOIDED_BEFORE_ARRIVAL')
  expect(await ground.balanceOf({ number, pin })).toBe(2500)
}

async function unknownOrder(ground: Ground): Promise<void> {
  const { number, pin } = await ground.card()
  const sale = { orderId: newId('order'), card: { number, pin }, amountMinor: 1000, ...EUR }
  expect((await undo(ground, sale)).body.value).toMatchObject({ applied: false })
  const late = await ground.post(REDEEM, { ...sale, requestId: newId('late') })
  expect(endOf(late)).toBe('409 VOIDED_BEFORE_ARRIVAL')
  expect(await ground.balanceOf({ number, pin })).toBe(2500)
}

async function secondVoid(ground: Ground): Promise<void> {
  const { body, given, operationId } = await take(ground)
  await undo(ground, { requestId: body.requestId })
  const rows = await journalRows(ground)
  const originals = [
    { requestId: body.requestId },
    { operationId },
    { orderId: body.orderId, card: given, amountMinor: 1000, ...EUR },
  ]
  for (const original of originals) {
    const answer = await undo(ground, original)
    expect(answer.body.value).toMatchObject({ alreadyVoided: true, appliedMinor: 0 })
  }
  expect((await journalRows(ground)).length).toBe(rows.length + originals.length)
  expect(await ground.balanceOf(given)).toBe(2500)
}

async function partOfIt(ground: Ground): Promise<void> {
  const { body, given } = await take(ground)
  const { requestId } = body
  const part = { requestId: newId('void'), original: { requestId }, amountMinor: 400, ...EUR }
  expect(endOf(await ground.post(VOID, part))).toBe('400 REQUEST_MALFORMED')
  expect(await ground.balanceOf(given)).toBe(1500)
  expect(endOf(await ground.post(REFUND, part))).toBe('done')
  expect(await ground.balanceOf(given)).toBe(1900)
  // What is left is all that a void gives back then.
  expect((await undo(ground, { requestId })).body.value).toMatchObject({ appliedMinor: 600 })
}

async function voidOfVoid(ground: Ground): Promise<void> {
  const { body, given } = await take(ground)
  const undone = await undo(ground, { requestId: body.requestId })
  const { requestId, operationId } = undone.body.value ?? {}
  for (const original of [{ requestId }, { operationId }])
    expect(endOf(await undo(ground, original))).toBe('409 ORIGINAL_NOT_REVERSIBLE')
  expect(await ground.balanceOf(given)).toBe(2500)
}

const REASON = { reason: 'reported as lost' }

async function afterBlock(ground: Ground): Promise<void> {
  const { body, given, card } = await take(ground)
  const requestId = newId('block')
  const { cardId } = card
  expect(endOf(await ground.post(BLOCK, { requestId, cardId, ...REASON }))).toBe('done')
  const answer = await undo(ground, { requestId: body.requestId })
  expect(answer.body.value).toMatchObject({ balanceMinor: 2500, cardState: 'blocked' })
  expect(await ground.balanceOf(given)).toBe(2500)
}

const BLOCK = '/v1/storedvalue/block'

async function afterDeactivation(ground: Ground): Promise<void> {
  const { body, given, card } = await take(ground)
  const change = { requestId: newId('close'), cardId: card.cardId, status: 'deactivated' }
  const closed = await ground.post('/v1/storedvalue/change-status', { ...change, ...REASON })
  expect(endOf(closed)).toBe('done')
  const answer = await undo(ground, { requestId: body.requestId })
  const kept = { appliedMinor: 1000, balanceMinor: 0, cardState: 'deactivated' }
  expect(answer.body.value).toMatchObject(kept)
  expect(await ground.balanceOf(given)).toBe(0)
  expect(await inSuspense(ground, answer.body.value?.['operationId'])).toBe(1000)
}

async function afterCashOut(ground: Ground): Promise<void> {
  const { body, given } = await take(ground)
  const all = { requestId: newId('out'), card: given, ...EUR, close: true }
  const out = await ground.post('/v1/storedvalue/cash-out', all)
  expect(out.body.value).toMatchObject({ appliedMinor: 1500, cardState: 'cancelled' })
  const answer = await undo(ground, { requestId: body.requestId })
  expect(answer.body.value).toMatchObject({ appliedMinor: 1000, balanceMinor: 0 })
  expect(await inSuspense(ground, answer.body.value?.['operationId'])).toBe(1000)
}

async function sameLocation(ground: Ground): Promise<void> {
  const colleague = await ground.house.addKey({})
  const { operationId, given } = await take(ground)
  expect((await undo(ground, { operationId }, colleague)).body.value).toMatchObject({
    applied: true,
    balanceMinor: 2500,
  })
  const second = await take(ground)
  expect((await undo(ground, { operationId: second.operationId })).body.value).toMatchObject({
    applied: true,
  })
  expect(await ground.balanceOf(given)).toBe(2500)
}

async function otherLocation(ground: Ground): Promise<void> {
  const { operator } = ground.house
  const elsewhere = await operator.call('create-location', {
    ...{ name: newId('Elsewhere'), email: 'else@where.example' },
    ...{ currency: 'EUR', timeZone: 'Europe/Paris' },
  })
  if (!elsewhere.ok) throw new Error('no location')
  const stranger = await ground.house.addKey({ locationId: elsewhere.value.locationId })
  const { operationId, body, given } = await take(ground)
  expect(refusalOf(await undo(ground, { operationId }, stranger))).toBe('404 ORIGINAL_NOT_FOUND')
  const byId = await undo(ground, { requestId: body.requestId }, stranger)
  expect(byId.body.value).toMatchObject({ applied: false })
  const sale = { orderId: body.orderId, card: given, amountMinor: 1000, ...EUR }
  expect((await undo(ground, sale, stranger)).body.value).toMatchObject({ applied: false })
  expect(await ground.balanceOf(given)).toBe(1500)
  expect((await undo(ground, { requestId: body.requestId })).body.value).toMatchObject({
    applied: true,
  })
}

async function networkRole(ground: Ground): Promise<void> {
  const { operationId, given } = await take(ground)
  const undone = await ground.house.operator.call('void-operation', {
    ...{ requestId: newId('staff'), operationId: String(operationId), reason: 'wrong card' },
  })
  expect(undone).toMatchObject({ ok: true, value: { applied: true } })
  expect(await ground.balanceOf(given)).toBe(2500)
}

async function partialRedeem(ground: Ground): Promise<void> {
  const { body, given } = await take(ground, { amountMinor: 9000, partial: 'allow' })
  expect(await ground.balanceOf(given)).toBe(0)
  const sale = { orderId: body.orderId, card: given, amountMinor: 9000, ...EUR }
  expect((await undo(ground, sale)).body.value).toMatchObject({
    ...{ requestedMinor: 9000, appliedMinor: 2500, balanceMinor: 2500 },
  })
}

async function ledgerRows(ground: Ground): Promise<void> {
  const { body, operationId } = await take(ground)
  const before = await journalRows(ground)
  await undo(ground, { requestId: body.requestId })
  const after = await journalRows(ground)
  expect(after.slice(0, before.length)).toEqual(before)
  expect(after).toHaveLength(before.length + 1)
  const original = before.find(({ request_id }) => request_id === body.requestId)
  expect(String(operationId)).toContain(Number(original?.id).toString(16))
  expect(after.at(-1)).toMatchObject({ kind: 'void', original_id: original?.id })
}

async function afterWindow(ground: Ground): Promise<void> {
  const { body, given, operationId } = await take(ground)
  await ground.pass(25 * 3_600_000)
  expect((await undo(ground, { requestId: body.requestId })).body.value).toMatchObject({
    ...{ kind: 'refund', appliedMinor: 1000, originalOperationId: operationId },
  })
  expect(await ground.balanceOf(given)).toBe(2500)
}

async function afterExpiry(ground: Ground): Promise<void> {
  const { body, card, given } = await take(ground)
  const { database } = ground.house.context
  const expiring = database.read
    .updateTable('card')
    .set({ expires_at_ms: ground.house.context.nowMs() + 60_000 })
    .where('uid', '=', card.cardId)
    .compile()
  expect(await database.write([{ query: expiring, changes: 1 }])).toBe(true)
  await ground.pass(120_000)
  const more = { requestId: newId('late'), card: given, amountMinor: 100, ...EUR }
  expect(endOf(await ground.post(REDEEM, more))).toBe('410 CARD_EXPIRED')
  const answer = await undo(ground, { requestId: body.requestId })
  expect(answer.body.value).toMatchObject({ applied: true, balanceMinor: 2500 })
  expect(endOf(await ground.post(REDEEM, { ...more, requestId: newId('late') }))).toBe(
    '410 CARD_EXPIRED',
  )
}

function journalRows({ house }: Ground) {
  return house.context.database.read.selectFrom('journal').selectAll().orderBy('id').execute()
}

/** What an operation put into the account for value that has no card. */
async function inSuspense({ house }: Ground, operationId: unknown): Promise<number> {
  const journalId = Number.parseInt(String(operationId).slice(-12), 16)
  const row = await house.context.database.read
    .selectFrom('journal')
    .where('id', '=', journalId)
    .select(['credit_account', 'amount_minor'])
    .executeTakeFirstOrThrow()
  expect(row.credit_account).toContain('suspense')
  return Number(row.amount_minor)
}
