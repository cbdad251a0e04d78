import type { CardForm } from '../../../src/contract/operations.ts'
import type { Answer, ApiHouse } from '../stored-value/api-house.ts'
import type { CardHistory, ContractRow, RowCard } from './rows.ts'

let serial = 0

/** An id that no other row uses. */
export function nextId(): string {
  serial += 1
  return `row-${serial}`
}

/** The card of a row, that went through its history all by the API but for the passing of time. */
export async function arrangeCard(
  house: ApiHouse,
  { form, history, second }: Pick<ContractRow, 'form' | 'history' | 'second'>,
): Promise<RowCard> {
  const before = nextId()
  if (history === 'reviewed' || history === 'gift') return sellWaiting(house, form, history, before)
  const made = form === 'physical' ? await house.stockedCard() : await issue(house)
  const card = { ...made, before, second: second && (await secondCard(house, second)) }
  if (history === 'stocked') return card
  if (form === 'physical') await ask(house, 'fund-and-activate', { ...inHand(card), ...MONEY })
  await live(house, card, history)
  return card
}

type MadeCard = Omit<RowCard, 'before' | 'second'>

/** Sold by the request `before`. Of a gift the number is the proxy number, and it has no PIN. */
async function sellWaiting(
  house: ApiHouse,
  form: CardForm,
  history: 'reviewed' | 'gift',
  before: string,
): Promise<RowCard> {
  const stocked = form === 'physical' ? await house.stockedCard() : undefined
  const what = stocked ? inHand(stocked) : { programId: house.programId }
  const how = history === 'gift' ? { delivery: 'claim_link' } : { review: true }
  const body = { requestId: before, ...what, ...how, ...MONEY }
  const value = whole(await house.post('/v1/storedvalue/fund-and-activate', body))
  const rest = { before, second: undefined }
  if (stocked) return { ...stocked, ...rest }
  if (history === 'reviewed') return { ...(value['issued'] as MadeCard), ...rest }
  const { proxyNumber } = value['claim'] as { readonly proxyNumber: string }
  const cardId = await house.newestCard()
  return { cardId, number: proxyNumber, pin: '00000000', ...rest }
}

async function secondCard(house: ApiHouse, is: 'active' | 'stocked') {
  const second = await house.stockedCard()
  if (is === 'active') await ask(house, 'fund-and-activate', { ...inHand(second), ...LESS })
  return second
}

const LESS = { amountMinor: 500, currency: 'EUR' } as const
const MONEY = { amountMinor: 2500, currency: 'EUR' } as const

async function live(house: ApiHouse, card: RowCard, history: CardHistory): Promise<void> {
  const byId = { cardId: card.cardId, reason: 'before' }
  switch (history) {
    case 'blocked':
      return ask(house, 'block', byId)
    case 'deactivated':
      return ask(house, 'change-status', { ...byId, status: 'deactivated' })
    case 'cancelled':
      return ask(house, 'cash-out', { ...inHand(card), currency: 'EUR', close: true })
    case 'held':
    case 'captured': {
      const hold = { requestId: card.before, amountMinor: 1000, currency: 'EUR' }
      await ask(house, 'hold', { ...inHand(card), ...hold })
      const original = { requestId: card.before }
      if (history === 'captured') await ask(house, 'capture', { original, currency: 'EUR' })
      return
    }
    case 'over':
      return passLastDay(house, card)
    case 'merged': {
      await live(house, card, 'redeemed')
      const into = inHand(await secondCard(house, 'active')).card
      return ask(house, 'merge', { ...inHand(card), into, currency: 'EUR' })
    }
    case 'replaced':
      await live(house, card, 'redeemed')
      return ask(house, 'replace', { ...byId, into: { form: 'virtual' } })
    case 'redeemed':
    case 'voided': {
      const sale = { requestId: card.before, orderId: 'before', amountMinor: 1000, currency: 'EUR' }
      await ask(house, 'redeem', { ...inHand(card), ...sale })
      if (history === 'voided') await ask(house, 'void', { original: { requestId: card.before } })
      return
    }
    default:
  }
}

/** As if its last day had been in 1970. */
async function passLastDay({ context }: ApiHouse, { cardId }: RowCard): Promise<void> {
  const { database } = context
  const query = database.read
    .updateTable('card')
    .set({ expires_at_ms: 1 })
    .where('uid', '=', cardId)
    .compile()
  if (!(await database.write([{ query, changes: 1 }]))) throw new Error(`no card ${cardId}`)
}

function inHand({ number, pin }: { readonly number: string; readonly pin: string }) {
  return { card: { number, pin } }
}

async function issue(house: ApiHouse): Promise<MadeCard> {
  const body = { requestId: nextId(), programId: house.programId, ...MONEY }
  const answer = await house.post('/v1/storedvalue/fund-and-activate', body)
  return whole(answer)['issued'] as MadeCard
}

async function ask(house: ApiHouse, operation: string, body: object): Promise<void> {
  whole(await house.post(`/v1/storedvalue/${operation}`, { requestId: nextId(), ...body }))
}

function whole(answer: Answer): Record<string, unknown> {
  if (!answer.body.value) throw new Error(`the history of a card failed: ${answer.text}`)
  return answer.body.value
}
