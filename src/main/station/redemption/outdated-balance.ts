import { type Counter, type Step, shownOperation } from './counter.ts'

/** The balance of the card in hand may be another by now: asked again, after what fills the screen. */
export function withBalanceOutdated(counter: Counter): Step {
  const { card } = counter
  if (card?.status !== 'known') return { counter, effects: [] }
  if (shownOperation(counter) === undefined) {
    return { counter, effects: [{ type: 'ask-balance-again' }] }
  }
  return { counter: { ...counter, card: { ...card, balance: 'outdated' } }, effects: [] }
}

/** With the balance asked again that was outdated while an operation filled the screen. */
export function askedWhenOver(step: Step): Step {
  const { counter, effects } = step
  const isOutdated = counter.card?.status === 'known' && counter.card.balance === 'outdated'
  const isAsked = effects.some(({ type }) => type === 'ask-balance-again')
  if (!isOutdated || isAsked || shownOperation(counter) !== undefined) return step
  return { counter, effects: [...effects, { type: 'ask-balance-again' }] }
}
