import { IconExclamationMark } from '@tabler/icons-react'
import type { Outcome } from '../../contract/screen/state.ts'
import { useScreen, useStationNow } from '../screen/context.ts'
import { Sentence, useWords } from '../words/words.tsx'
import { OutcomeButton, OutcomeButtons, OutcomePanel, useSettled } from './panel.tsx'

/**
 * No answer: never a guess. The clerk keeps trying or cancels; both end certain. What only gives value
 * back settles by itself: for that, the next customer need not wait.
 */
export function Unknown(props: { readonly outcome: Extract<Outcome, { kind: 'unknown' }> }) {
  const { t, money, masked } = useWords()
  const { run, locked } = useScreen()
  const settled = useSettled()
  const { what, amountMinor, currency, lastFour, sinceMs, attempts } = props.outcome
  const seconds = Math.max(0, Math.floor((useStationNow(1_000) - sinceMs) / 1000))
  const sentence = t(`outcome.unknownWhat.${what}`, {
    amount: money(amountMinor, currency),
    card: masked(lastFour),
  })
  return (
    <OutcomePanel signal="unknown" icon={<IconExclamationMark size={230} stroke={2.6} />}>
      <h1 className="outcome-title outcome-title-large">{t('outcome.unknown')}</h1>
      <p className="outcome-line">
        <Sentence sentence={sentence} />
      </p>
      <p className="outcome-line outcome-warning">
        <Sentence sentence={t('outcome.doNot')} />
      </p>
      <p className="outcome-small">{t('outcome.attempts', { count: attempts, seconds })}</p>
      <OutcomeButtons>
        <OutcomeButton
          kind="other"
          disabled={!settled || locked}
          onPress={() => void run(what === 'redeem' ? 'cancel-redemption' : 'next-customer', {})}
        >
          {t(what === 'redeem' ? 'outcome.cancel' : 'outcome.next')}
        </OutcomeButton>
        <OutcomeButton
          kind="main"
          disabled={!settled || locked}
          onPress={() => void run('keep-trying', {})}
        >
          {t('outcome.keepTrying')}
        </OutcomeButton>
      </OutcomeButtons>
    </OutcomePanel>
  )
}
