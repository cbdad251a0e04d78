/**
 * The ledger as a child would write it: a balance for each card and a list of redemptions. Slow,
 * small and obviously right; the property test holds the engine against it.
 */

export interface ModelCard {
  balance: number
  active: boolean
}

export interface ModelRedemption {
  readonly card: number
  readonly amount: number
  refunded: number
  voided: boolean
}

/** What the model says about one step: what moved, or that nothing did. */
export type Expected =
  | { readonly is: 'done'; readonly applied: number; readonly balance: number | null }
  | { readonly is: 'refused' }

export interface Model {
  readonly cards: ModelCard[]
  readonly redemptions: (ModelRedemption | undefined)[]
  readonly activate: (card: number, amount: number) => Expected
  readonly fund: (card: number, amount: number) => Expected
  /** Every call is one more redemption, done or not; its place in the list is its name. */
  readonly redeem: (card: number, amount: number, isPartial: boolean) => Expected
  readonly voidRedemption: (redemption: number) => Expected
  readonly refund: (redemption: number, amount: number) => Expected
}

const REFUSED: Expected = { is: 'refused' }

/** A model with this many cards in stock, for loads from 1.00 to 500.00 and balances to 1000.00. */
export function openModel(cardCount: number): Model {
  const cards = Array.from({ length: cardCount }, () => ({ balance: 0, active: false }))
  const redemptions: (ModelRedemption | undefined)[] = []
  const cardAt = (index: number): ModelCard => {
    const card = cards[index]
    if (!card) throw new Error(`the model has no card ${index}`)
    return card
  }
  const add = (card: ModelCard, amount: number): Expected => {
    card.balance += amount
    return { is: 'done', applied: amount, balance: card.balance }
  }
  const isLoad = (card: ModelCard, amount: number) =>
    amount >= 100 && amount <= 50_000 && card.balance + amount <= 100_000
  return {
    cards,
    redemptions,
    activate: (index, amount) => {
      const card = cardAt(index)
      if (card.active || !isLoad(card, amount)) return REFUSED
      card.active = true
      return add(card, amount)
    },
    fund: (index, amount) => {
      const card = cardAt(index)
      return card.active && isLoad(card, amount) ? add(card, amount) : REFUSED
    },
    redeem: (index, amount, isPartial) => {
      const card = cardAt(index)
      const applied = isPartial ? Math.min(amount, card.balance) : amount
      if (!card.active || amount <= 0 || applied <= 0 || applied > card.balance) {
        redemptions.push(undefined)
        return REFUSED
      }
      redemptions.push({ card: index, amount: applied, refunded: 0, voided: false })
      card.balance -= applied
      return { is: 'done', applied, balance: card.balance }
    },
    voidRedemption: (index) => {
      const redemption = redemptions[index]
      if (!redemption) return { is: 'done', applied: 0, balance: null }
      const card = cardAt(redemption.card)
      const left = redemption.voided ? 0 : redemption.amount - redemption.refunded
      if (left > 0) redemption.voided = true
      return add(card, left)
    },
    refund: (index, amount) => {
      const redemption = redemptions[index]
      if (!redemption || redemption.voided || amount <= 0) return REFUSED
      if (redemption.refunded + amount > redemption.amount) return REFUSED
      redemption.refunded += amount
      return add(cardAt(redemption.card), amount)
    },
  }
}
