import type {
  AllocationState,
  BatchState,
  BatchView,
} from '../../../../../src/contract/admin/production.ts'
import { Badge, type Tone } from '../../show/badges.tsx'
import styles from '../../show/show.module.css'
import { useWords } from '../../words/words.tsx'
import roomStyles from './production.module.css'

const BATCH_TONES: Readonly<Record<BatchState, Tone>> = {
  planned: 'know',
  ready: 'choose',
  received: 'moved',
  spoiled: 'quiet',
}

export function BatchStateBadge({ state }: { state: BatchState }) {
  const { t } = useWords()
  return <Badge tone={BATCH_TONES[state]}>{t(`batchState.${state}`)}</Badge>
}

const ALLOCATION_TONES: Readonly<Record<AllocationState, Tone>> = {
  allocated: 'quiet',
  shipped: 'choose',
  received: 'moved',
  withdrawn: 'quiet',
}

export function AllocationStateBadge({ state }: { state: AllocationState }) {
  const { t } = useWords()
  return <Badge tone={ALLOCATION_TONES[state]}>{t(`allocationState.${state}`)}</Badge>
}

/** How many of its cards a batch has by now. */
export function Made({ batch }: { batch: BatchView }) {
  const { t, locale } = useWords()
  const figure = new Intl.NumberFormat(locale).format
  if (batch.state !== 'planned') return figure(batch.count)
  return (
    <>
      <progress
        className={roomStyles['progress']}
        value={batch.made}
        max={batch.count}
        aria-label={t('batch.progress', { name: batch.name })}
      />
      <span className={styles['sub']}>
        {t('batch.madeOf', { made: figure(batch.made), count: figure(batch.count) })}
      </span>
    </>
  )
}
