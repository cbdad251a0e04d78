import { newId } from '../../../helpers/new-id.ts'
import { ACTIVATE, EUR, FUND, type Ground, REDEEM, REFUND, VOID } from './ground.ts'

/** A request of each kind, ready to be sent, with how to see what it did. */
export interface Prepared {
  readonly path: string
  readonly body: Readonly<Record<string, unknown>> & { readonly requestId: string }
  /** The same with other content. */
  readonly other: Readonly<Record<string, unknown>>
  /** The balance that tells whether it was done: before, and when it was done once. */
  readonly balance: (() => Promise<number>) | undefined
  readonly before: number
  readonly after: number
}

export const KINDS = [
  'redeem',
  'fund',
  'activate a printed card',
  'issue a virtual card',
  'refund',
  'void',
] as const
export type Kind = (typeof KINDS)[number]

/** The kinds that belong to a sale and have a business key. */
export const SALES = ['redeem', 'fund', 'activate a printed card', 'issue a virtual card'] as const

const MONEY = { amountMinor: 1000, ...EUR }
const OTHER = { amountMinor: 1001 }

/** Prepares a request of this kind on a card of its own, in an order of its own. */
export async function prepare(ground: Ground, kind: Kind): Promise<Prepared> {
  const requestId = newId('request')
  const sale = { requestId, ...MONEY, orderId: newId('order') }
  if (kind === 'activate a printed card') {
    const card = await ground.stocked()
    return prepared(ground, card, ACTIVATE, { ...sale, card }, 0, 1000)
  }
  if (kind === 'issue a virtual card') {
    const body = { ...sale, programId: ground.house.programId }
    const rest = { other: { ...body, ...OTHER }, balance: undefined, before: 0, after: 0 }
    return { path: ACTIVATE, body, ...rest }
  }
  const { number, pin } = await ground.card()
  const card = { number, pin }
  if (kind === 'redeem') return prepared(ground, card, REDEEM, { ...sale, card }, 2500, 1500)
  if (kind === 'fund') return prepared(ground, card, FUND, { ...sale, card }, 2500, 3500)
  const original = { requestId: newId('original') }
  await ground.post(REDEEM, { ...original, card, ...MONEY })
  if (kind === 'void') {
    const body = { requestId, original }
    const other = { requestId, original: { requestId: newId('never') } }
    return { ...prepared(ground, card, VOID, body, 1500, 2500), other }
  }
  const back = { requestId, original, amountMinor: 400, ...EUR }
  return prepared(ground, card, REFUND, back, 1500, 1900)
}

function prepared(
  ground: Ground,
  card: { readonly number: string; readonly pin: string },
  path: string,
  body: Prepared['body'],
  before: number,
  after: number,
): Prepared {
  const balance = () => ground.balanceOf(card)
  return { path, body, other: { ...body, ...OTHER }, balance, before, after }
}
