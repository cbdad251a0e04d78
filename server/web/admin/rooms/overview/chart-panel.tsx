import { Anchor } from '@mantine/core'
import { useState } from 'react'
import type { Overview } from '../../../../../src/contract/admin/views.ts'
import { type Column, DataTable } from '../../show/data-table.tsx'
import { formatLongDay } from '../../show/dates.ts'
import { Money } from '../../show/money.tsx'
import { Panel } from '../../show/panel.tsx'
import { ScrollFrame } from '../../show/scroll-frame.tsx'
import { useWords } from '../../words/words.tsx'
import { Chart } from './chart.tsx'
import styles from './overview.module.css'

type Day = Overview['days'][number]

/** The last 30 days as a picture or, for whoever prefers it, as a table. */
export function ChartPanel({ overview }: { overview: Overview }) {
  const { t } = useWords()
  const [asTable, setAsTable] = useState(false)
  return (
    <Panel
      title={t('overview.chart')}
      action={
        <Anchor component="button" type="button" size="sm" onClick={() => setAsTable(!asTable)}>
          {t(asTable ? 'overview.viewAsChart' : 'overview.viewAsTable')}
        </Anchor>
      }
    >
      {asTable ? (
        <DaysTable overview={overview} />
      ) : (
        <>
          <Chart days={overview.days} currency={overview.currency} />
          <div className={styles['legend']}>
            <span>
              <span className={styles['swatch']} data-series="sold" />
              {t('overview.sold')}
            </span>
            <span>
              <span className={styles['swatch']} data-series="redeemed" />
              {t('overview.redeemed')}
            </span>
          </div>
        </>
      )}
    </Panel>
  )
}

function DaysTable({ overview }: { overview: Overview }) {
  const { t, locale } = useWords()
  const { currency } = overview
  const columns: Column<Day>[] = [
    {
      id: 'day',
      heading: t('column.day'),
      isRowHeading: true,
      cell: (day) => formatLongDay(day.date, locale),
    },
    {
      id: 'sold',
      heading: t('overview.sold'),
      align: 'end',
      cell: (day) => <Money amountMinor={day.soldMinor} currency={currency} />,
    },
    {
      id: 'redeemed',
      heading: t('overview.redeemed'),
      align: 'end',
      cell: (day) => <Money amountMinor={day.redeemedMinor} currency={currency} />,
    },
  ]
  return (
    <ScrollFrame label={t('overview.chartTable')} className={styles['days']}>
      <DataTable
        label={t('overview.chartTable')}
        columns={columns}
        rows={[...overview.days].reverse()}
        rowKey={(day) => day.date}
      />
    </ScrollFrame>
  )
}
