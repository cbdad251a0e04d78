import type { TopLocation, Turnover } from '../../../../../src/contract/admin/insight.ts'
import { type Column, DataTable } from '../../show/data-table.tsx'
import { Money } from '../../show/money.tsx'
import { Panel } from '../../show/panel.tsx'
import { ShareBar } from '../../show/share-bar.tsx'
import styles from '../../show/show.module.css'
import { useWords } from '../../words/words.tsx'

interface TopLocationsProps {
  readonly title: string
  readonly locations: readonly TopLocation[]
  readonly totals: Turnover
}

/** Where most was redeemed, and how much of all of it that is. */
export function TopLocations({ title, locations, totals }: TopLocationsProps) {
  const { t, locale } = useWords()
  if (locations.length === 0) return null
  const columns: Column<TopLocation>[] = [
    {
      id: 'location',
      heading: t('column.location'),
      isRowHeading: true,
      cell: ({ locationName }) => locationName,
    },
    {
      id: 'share',
      heading: t('insight.share'),
      cell: ({ redeemedMinor }) => <ShareBar part={redeemedMinor} whole={totals.redeemedMinor} />,
    },
    {
      id: 'count',
      heading: t('nav.redemptions'),
      align: 'end',
      cell: ({ redemptionCount }) => (
        <span className="figures">{new Intl.NumberFormat(locale).format(redemptionCount)}</span>
      ),
    },
    {
      id: 'redeemed',
      heading: t('insight.redeemed'),
      align: 'end',
      cell: ({ redeemedMinor, currency }) => (
        <Money amountMinor={redeemedMinor} currency={currency} />
      ),
    },
  ]
  const label = `${title} · ${totals.currency}`
  return (
    <div className={styles['stackItem']}>
      <Panel title={label}>
        <DataTable
          label={label}
          columns={columns}
          rows={locations}
          rowKey={({ locationId }) => locationId}
        />
      </Panel>
    </div>
  )
}
