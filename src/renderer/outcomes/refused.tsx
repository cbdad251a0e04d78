import { IconX } from '@tabler/icons-react'
import type { Outcome, ScreenCode } from '../../contract/screen/state.ts'
import { useScreen } from '../screen/context.ts'
import { useWords } from '../words/words.tsx'
import { OutcomeButton, OutcomeButtons, OutcomePanel, useSettled } from './panel.tsx'

/** Codes that do not say for certain that nothing moved; the screen must not say so either. */
const UNCERTAIN: ReadonlySet<ScreenCode> = new Set([
  'TIMEOUT_UNKNOWN',
  'INTERNAL',
  'REQUEST_IN_PROGRESS',
])

/** Not done: why, that nothing was taken, and the next step. */
export function Refused(props: { readonly outcome: Extract<Outcome, { kind: 'refused' }> }) {
  const { t, masked } = useWords()
  const { run, locked } = useScreen()
  const settled = useSettled()
  const { code, lastFour } = props.outcome
  return (
    <OutcomePanel signal="refused" icon={<IconX size={230} stroke={2.6} />}>
      <h1 className="outcome-title outcome-title-large">{t('outcome.refused')}</h1>
      <p className="outcome-why">{t(`codes.${code}.why`)}</p>
      <p className="outcome-line">
        {!UNCERTAIN.has(code) && <b>{t('outcome.nothingTaken')} </b>}
        {t(`codes.${code}.next`)}
      </p>
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
