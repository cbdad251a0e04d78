import type { THROTTLE_REASONS, ThrottleView } from '../../../../../src/contract/admin/guards.ts'
import { type Column, DataTable } from '../../show/data-table.tsx'
import styles from '../../show/show.module.css'
import { spanText } from '../../show/spans.ts'
import { useWords } from '../../words/words.tsx'
import guardStyles from './guards.module.css'

interface Line {
  readonly reason: (typeof THROTTLE_REASONS)[number]
  readonly max: number
  readonly windowMs: number
  readonly heldUp: number
}

/** How often whoever asked too much was held up today, and what is allowed. */
export function Throttle({ figures }: { figures: ThrottleView }) {
  const { t, locale } = useWords()
  const { misses: count, missesMax: max } = figures
  const lines = figures.bounds.map(
    (bound): Line => ({
      ...bound,
      heldUp: figures.heldUp.find(({ reason }) => reason === bound.reason)?.count ?? 0,
    }),
  )
  const figure = new Intl.NumberFormat(locale).format
  const columns: Column<Line>[] = [
    {
      id: 'why',
      heading: t('guards.why'),
      isRowHeading: true,
      cell: ({ reason }) => t(`throttle.${reason}`),
    },
    {
      id: 'allowed',
      heading: t('guards.allowed'),
      cell: ({ max: most, windowMs }) =>
        t('guards.perSpan', { max: most, span: spanText(windowMs, t) }),
    },
    {
      id: 'heldUp',
      heading: t('guards.heldUp'),
      align: 'end',
      cell: ({ heldUp }) => figure(heldUp),
    },
  ]
  return (
    <>
      <p className={guardStyles['line']}>
        {t('guards.misses')} <strong>{t('guards.missesOf', { count, max })}</strong>
        <span className={styles['sub']}>{t('guards.throttleAbout')}</span>
      </p>
      <DataTable
        label={t('guards.throttle')}
        columns={columns}
        rows={lines}
        rowKey={({ reason }) => reason}
      />
    </>
  )
}
