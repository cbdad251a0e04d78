import { IconCashPlus, IconCheck } from '@tabler/icons-react'
import { ZERO } from '../../contract/money.ts'
import type { Outcome } from '../../contract/screen/state.ts'
import { Amount } from '../card/amount.tsx'
import { ReceiptButton } from '../counter/receipt-button.tsx'
import { CLOCK_TICK_MS } from '../limits.ts'
import { secondsUntil, useScreen, useStationNow } from '../screen/context.ts'
import { Sentence, useWords } from '../words/words.tsx'
import { OutcomeButton, OutcomeButtons, OutcomePanel, SignalBlock, useSettled } from './panel.tsx'

type ApprovedOutcome = Extract<Outcome, { kind: 'approved' }>

/** Taken: whole, or in part with what to collect otherwise. */
export function Approved({ outcome }: { readonly outcome: ApprovedOutcome }) {
  return outcome.remainingDueMinor === ZERO ? (
    <OutcomePanel signal="approved" icon={<IconCheck size={230} stroke={2.6} />}>
      <TakenWords outcome={outcome} size={104} />
      <ApprovedButtons outcome={outcome} />
    </OutcomePanel>
  ) : (
    <Partial outcome={outcome} />
  )
}

/** Green above for what was taken, amber below for what a person must still collect. */
function Partial({ outcome }: { readonly outcome: ApprovedOutcome }) {
  const { t } = useWords()
  return (
    <section className="outcome-partial">
      <div className="outcome outcome-approved">
        <SignalBlock signal="approved" icon={<IconCheck size={150} stroke={2.6} />} />
        <div className="outcome-words">
          <TakenWords outcome={outcome} size={64} />
        </div>
      </div>
      <div className="outcome outcome-collect">
        <SignalBlock signal="collect" icon={<IconCashPlus size={130} stroke={1.8} />} />
        <div className="outcome-words">
          <h2 className="outcome-title">{t('outcome.collect')}</h2>
          <Amount
            amountMinor={outcome.remainingDueMinor}
            currency={outcome.currency}
            size={92}
            className="outcome-amount"
          />
          <p className="outcome-line">{t('outcome.collectHint')}</p>
          <ApprovedButtons outcome={outcome} />
        </div>
      </div>
    </section>
  )
}

function TakenWords(props: { readonly outcome: ApprovedOutcome; readonly size: number }) {
  const { t, money, masked } = useWords()
  const { appliedMinor, balanceMinor, currency, lastFour, reference } = props.outcome
  return (
    <>
      <h1 className="outcome-title">{t('outcome.approved')}</h1>
      <Amount
        amountMinor={appliedMinor}
        currency={currency}
        size={props.size}
        className="outcome-amount"
      />
      <p className="outcome-line">
        <Sentence
          sentence={t('outcome.left', {
            card: masked(lastFour),
            amount: money(balanceMinor, currency),
          })}
        />
      </p>
      <p className="outcome-small">{t('outcome.reference', { reference })}</p>
    </>
  )
}

function ApprovedButtons({ outcome }: { readonly outcome: ApprovedOutcome }) {
  const { t } = useWords()
  const { run, locked } = useScreen()
  const settled = useSettled()
  const secondsLeft = secondsUntil(outcome.undoUntilMs, useStationNow(CLOCK_TICK_MS))
  return (
    <OutcomeButtons>
      <OutcomeButton
        kind="other"
        disabled={!settled || locked || secondsLeft === 0}
        onPress={() => void run('undo-last', { reference: outcome.reference })}
        hint={
          <>
            <kbd>F4</kbd> {t('outcome.seconds', { count: secondsLeft })}
          </>
        }
      >
        {t('outcome.undo')}
      </OutcomeButton>
      <ReceiptButton reference={outcome.reference} disabled={!settled || locked} />
      <OutcomeButton
        kind="main"
        disabled={!settled || locked}
        onPress={() => void run('next-customer', {})}
      >
        {t('outcome.next')}
      </OutcomeButton>
    </OutcomeButtons>
  )
}
