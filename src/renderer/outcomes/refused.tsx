import { IconX } from '@tabler/icons-react'
import type { Outcome, ScreenCode } from '../../contract/screen/state.ts'
import { useScreen } from '../screen/context.ts'
import { Sentence, useWords } from '../words/words.tsx'
import { OutcomeButton, OutcomeButtons, OutcomePanel, useSettled } from './panel.tsx'

/** Codes that do not say for certain that nothing moved; the screen must not say so either. */
const UNCERTAIN: ReadonlySet<ScreenCode> = new Set([
  'TIMEOUT_UNKNOWN',
  'INTERNAL',
  'REQUEST_IN_PROGRESS',
])

type RefusedOutcome = Extract<Outcome, { kind: 'refused' }>

/** Not done: why, what that means for the money, and the next step. */
export function Refused(props: { readonly outcome: RefusedOutcome }) {
  const { t, masked } = useWords()
  const { run, locked } = useScreen()
  const settled = useSettled()
  const { what, code, lastFour } = props.outcome
  return (
    <OutcomePanel signal="refused" icon={<IconX size={230} stroke={2.6} />}>
      <h1 className="outcome-title outcome-title-large">
        {t(what === 'redeem' ? 'outcome.refused' : `outcome.notDone.${what}`)}
      </h1>
      <p className="outcome-why">{t(`codes.${code}.why`)}</p>
      <NextStep outcome={props.outcome} />
      <p className="outcome-small">
        {lastFour !== null && `${t('outcome.card', { card: masked(lastFour) })} · `}
        {t('outcome.code', { code })}
      </p>
      <OutcomeButtons>
        <OutcomeButton
          kind="main"
          disabled={!settled || locked}
          onPress={() => void run('next-customer', {})}
          hint={<kbd>Esc</kbd>}
        >
          {t('outcome.back')}
        </OutcomeButton>
      </OutcomeButtons>
    </OutcomePanel>
  )
}

/** What a code advises is about taking: an undo that was refused has a next step of its own. */
function NextStep({ outcome }: { readonly outcome: RefusedOutcome }) {
  const { t, money } = useWords()
  const { what, code, amountMinor, currency } = outcome
  if (what === 'redeem' || amountMinor === null || currency === null) {
    return (
      <p className="outcome-line">
        {!UNCERTAIN.has(code) && <b>{t('outcome.nothingTaken')} </b>}
        {t(`codes.${code}.next`)}
      </p>
    )
  }
  const step = UNCERTAIN.has(code) ? 'cancel' : what
  return (
    <p className="outcome-line">
      <Sentence sentence={t(`outcome.stays.${step}`, { amount: money(amountMinor, currency) })} />
    </p>
  )
}
