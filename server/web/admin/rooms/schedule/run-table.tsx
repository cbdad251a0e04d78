import type { PlannedRun } from '../../../../../src/contract/admin/terms.ts'
import type { PayWay } from '../../../../../src/contract/schedule.ts'
import { PAY_WAYS } from '../../../../../src/contract/schedule.ts'
import { type Column, DataTable } from '../../show/data-table.tsx'
import { formatLongDay } from '../../show/dates.ts'
import { useWords } from '../../words/words.tsx'
import styles from './schedule.module.css'

interface RunTableProps {
  readonly runs: readonly PlannedRun[]
  readonly timeZone: string
}

/** The next cut-offs, each with the days on which money arrives. */
export function RunTable({ runs, timeZone }: RunTableProps) {
  const { t, locale } = useWords()
  if (runs.length === 0) return <p className={styles['sentence']}>{t('schedule.noRuns')}</p>
  const columns: readonly Column<PlannedRun>[] = [
    {
      ...{ id: 'cutOff', heading: t('schedule.cutOff'), isRowHeading: true },
      cell: ({ cutOffMs }) => formatIn(cutOffMs, timeZone, locale),
    },
    {
      ...{ id: 'payDays', heading: t('schedule.payDays') },
      cell: ({ payDays }) => <PayDays payDays={payDays} />,
    },
  ]
  return (
    <DataTable label={t('schedule.next')} columns={columns} rows={runs} rowKey={({ day }) => day} />
  )
}

/** Ways that pay on the same day are said at once. */
function PayDays({ payDays }: Pick<PlannedRun, 'payDays'>) {
  const { t, locale } = useWords()
  const days = [...new Set(PAY_WAYS.map((way) => payDays[way]))].sort()
  const waysOn = (day: string) => PAY_WAYS.filter((way: PayWay) => payDays[way] === day)
  return (
    <ul className={styles['payDays']}>
      {days.map((day) => (
        <li key={day}>
          {formatLongDay(day, locale)}
          <span className={styles['ways']}>
            {waysOn(day)
              .map((way) => t(`payWay.${way}`))
              .join(', ')}
          </span>
        </li>
      ))}
    </ul>
  )
}

/** A cut-off in its own zone, with the zone's short name, as summer and winter differ. */
function formatIn(timeMs: number, timeZone: string, locale: string): string {
  return new Intl.DateTimeFormat(locale, {
    ...{ weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' },
    ...{ hour: '2-digit', minute: '2-digit', timeZoneName: 'short', timeZone },
  }).format(timeMs)
}
