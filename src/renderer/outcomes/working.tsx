import type { Outcome } from '../../contract/screen/state.ts'
import { Amount } from '../card/amount.tsx'
import { useWords } from '../words/words.tsx'
import { OutcomePanel } from './panel.tsx'

/** Sent, no answer yet. */
export function Working(props: { readonly outcome: Extract<Outcome, { kind: 'working' }> }) {
  const { t, masked } = useWords()
  const { what, slow, amountMinor, currency, lastFour } = props.outcome
  const card = masked(lastFour)
  return (
    <OutcomePanel signal="working" icon={<span className="spinner" />}>
      <h1 className="outcome-title">{slow ? t('outcome.slow') : t(`outcome.working.${what}`)}</h1>
      <Amount amountMinor={amountMinor} currency={currency} size={104} className="outcome-amount" />
      <p className="outcome-line">
        {slow ? t('outcome.slowHint', { card }) : t('outcome.workingHint', { card })}
      </p>
    </OutcomePanel>
  )
}
