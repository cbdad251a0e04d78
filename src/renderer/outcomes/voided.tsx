import { IconArrowBackUp } from '@tabler/icons-react'
import type { Outcome } from '../../contract/screen/state.ts'
import { Amount } from '../card/amount.tsx'
import { useScreen } from '../screen/context.ts'
import { Sentence, useWords } from '../words/words.tsx'
import { OutcomeButton, OutcomeButtons, OutcomePanel, useSettled } from './panel.tsx'

/** Undone or cancelled, for certain, here or by somebody else. */
export function Voided(props: { readonly outcome: Extract<Outcome, { kind: 'voided' }> }) {
  const { t, money, masked } = useWords()
  const { run, locked } = useScreen()
  const settled = useSettled()
  const { what, amountMinor, balanceMinor, currency, lastFour } = props.outcome
  const values = { amount: money(amountMinor, currency), card: masked(lastFour) }
  return (
    <OutcomePanel signal="voided" icon={<IconArrowBackUp size={220} stroke={2.4} />}>
      <h1 className="outcome-title">{t(`outcome.voided.${what}`)}</h1>
      <Amount amountMinor={amountMinor} currency={currency} size={104} className="outcome-amount" />
      <p className="outcome-line">
        <Sentence
          sentence={t(
            balanceMinor === null && what !== 'elsewhere'
              ? 'outcome.voidedNothing'
              : 'outcome.voidedBack',
            values,
          )}
        />
      </p>
      {what === 'elsewhere' && <p className="outcome-line">{t('outcome.voidedElsewhere')}</p>}
      {balanceMinor !== null && (
        <p className="outcome-line">
          <Sentence
            sentence={t('outcome.voidedBalance', { amount: money(balanceMinor, currency) })}
          />
        </p>
      )}
      <OutcomeButtons>
        <OutcomeButton
          kind="main"
          disabled={!settled || locked}
          onPress={() => void run('next-customer', {})}
        >
          {t('outcome.next')}
        </OutcomeButton>
      </OutcomeButtons>
    </OutcomePanel>
  )
}
