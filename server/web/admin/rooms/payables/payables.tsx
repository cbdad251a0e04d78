import { IconCash } from '@tabler/icons-react'
import { getRouteApi } from '@tanstack/react-router'
import type { PayableLine } from '../../../../../src/contract/admin/views.ts'
import type { Currency } from '../../../../../src/contract/money.ts'
import { useRead } from '../../api/admin.tsx'
import { formatLongDay, monthPeriod } from '../../show/dates.ts'
import { Loaded } from '../../show/loaded.tsx'
import { EmptyState } from '../../show/notices.tsx'
import { PageHead, Panel } from '../../show/panel.tsx'
import styles from '../../show/show.module.css'
import { useTimes } from '../../show/times.tsx'
import { useTitle } from '../../show/use-title.ts'
import { useWords } from '../../words/words.tsx'
import { LedgerTie } from './ledger-tie.tsx'
import { PayableTable } from './payable-table.tsx'
import { type Period, PeriodPicker } from './period-picker.tsx'
import { byCurrency } from './tie.ts'

const route = getRouteApi('/inside/payables')

/** What each location is owed for a period, held against the ledger. */
export function PayablesRoom() {
  const { t, locale } = useWords()
  const times = useTimes()
  useTitle(t('nav.payables'))
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const thisMonth = monthPeriod(times.dayOf(Date.now()), 0)
  const period: Period = { from: search.from ?? thisMonth.from, to: search.to ?? thisMonth.to }
  const query = useRead('list-payables', period)
  const title = t('payables.period', {
    from: formatLongDay(period.from, locale),
    to: formatLongDay(period.to, locale),
  })
  return (
    <>
      <PageHead title={t('nav.payables')} about={t('payables.about')} />
      <div className={styles['stackItem']}>
        <Panel>
          <PeriodPicker
            period={period}
            onChange={(chosen) => void navigate({ search: chosen, replace: true })}
          />
        </Panel>
      </div>
      <div className={styles['stackItem']}>
        <Panel title={title}>
          <Loaded query={query}>
            {({ lines }) => <Tables lines={lines} period={period} title={title} />}
          </Loaded>
        </Panel>
      </div>
      <LedgerTie />
    </>
  )
}

interface TablesProps {
  readonly lines: readonly PayableLine[]
  readonly period: Period
  readonly title: string
}

function Tables({ lines, period, title }: TablesProps) {
  const { t } = useWords()
  if (lines.length === 0) {
    return (
      <EmptyState
        icon={<IconCash size={24} />}
        title={t('payables.none')}
        text={t('payables.noneText')}
      />
    )
  }
  return [...byCurrency(lines)].map(([currency, its]: [Currency, PayableLine[]]) => (
    <PayableTable
      key={currency}
      label={`${title} · ${currency}`}
      currency={currency}
      lines={its}
      period={period}
    />
  ))
}
