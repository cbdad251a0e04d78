import type {
  PayoutState,
  RunState,
  RunSummary,
} from '../../../../../src/contract/admin/payout-views.ts'
import { Badge, type Tone } from '../../show/badges.tsx'
import styles from '../../show/show.module.css'
import { useWords } from '../../words/words.tsx'
import roomStyles from './runs.module.css'

const RUN_TONES: Readonly<Record<RunState, Tone>> = {
  draft: 'choose',
  approved: 'know',
  generated: 'know',
  sent: 'know',
  acknowledged: 'moved',
  settled: 'moved',
  cancelled: 'quiet',
}

/** How far a run is, with its progress while it is posted. */
export function RunStateBadge({ run }: { run: RunSummary }) {
  const { t, locale } = useWords()
  const figure = new Intl.NumberFormat(locale).format
  const { number, state, doneSteps, steps } = run
  return (
    <>
      <Badge tone={RUN_TONES[state]}>{t(`runState.${state}`)}</Badge>
      {state === 'approved' && (
        <span className={styles['sub']}>
          <progress
            className={roomStyles['progress']}
            value={doneSteps}
            max={Math.max(1, steps)}
            aria-label={t('runs.progress', { number })}
          />{' '}
          {t('runs.steps', { done: figure(doneSteps), steps: figure(steps) })}
        </span>
      )}
    </>
  )
}

const PAYOUT_TONES: Readonly<Record<PayoutState, Tone>> = {
  pending: 'choose',
  sent: 'know',
  assumed_paid: 'know',
  confirmed: 'moved',
  returned: 'refused',
  corrected: 'moved',
  cancelled: 'quiet',
}

/** How a payout stands. */
export function PayoutStateBadge({ state }: { state: PayoutState }) {
  const { t } = useWords()
  return <Badge tone={PAYOUT_TONES[state]}>{t(`payoutState.${state}`)}</Badge>
}
