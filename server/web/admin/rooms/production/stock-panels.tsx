import { IconTruckDelivery } from '@tabler/icons-react'
import type { MissingLine, StockLine } from '../../../../../src/contract/admin/production.ts'
import { useRead } from '../../api/admin.tsx'
import { Badge } from '../../show/badges.tsx'
import { type Column, DataTable } from '../../show/data-table.tsx'
import { RoomLink } from '../../show/links.tsx'
import { Loaded } from '../../show/loaded.tsx'
import { EmptyState } from '../../show/notices.tsx'
import { Panel } from '../../show/panel.tsx'
import { useTimes } from '../../show/times.tsx'
import { useWords } from '../../words/words.tsx'

/** Where the printed cards are, and what is not where it should be. */
export function StockPanels() {
  const { t } = useWords()
  const stock = useRead('read-stock', {})
  return (
    <>
      <Panel title={t('production.stock')}>
        <Loaded query={stock}>{({ locations }) => <StockTable lines={locations} />}</Loaded>
      </Panel>
      {stock.data && stock.data.missing.length > 0 && (
        <Panel title={t('production.missing')}>
          <MissingTable lines={stock.data.missing} />
        </Panel>
      )}
    </>
  )
}

const FIGURES = ['allocated', 'shipped', 'onHand', 'sold', 'missing'] as const

function StockTable({ lines }: { lines: readonly StockLine[] }) {
  const { t, locale } = useWords()
  if (lines.length === 0) {
    return (
      <EmptyState
        icon={<IconTruckDelivery size={24} />}
        title={t('production.noStock')}
        text={t('production.noStockText')}
      />
    )
  }
  const figure = new Intl.NumberFormat(locale).format
  const columns: Column<StockLine>[] = [
    {
      id: 'location',
      heading: t('column.location'),
      isRowHeading: true,
      cell: ({ locationName }) => locationName,
      foot: t('production.sum'),
    },
    ...FIGURES.map((name): Column<StockLine> => {
      const sum = lines.reduce((all, line) => all + line[name], 0)
      return {
        id: name,
        heading: t(`stockFigure.${name}`),
        align: 'end',
        cell: (line) => figure(line[name]),
        foot: figure(sum),
      }
    }),
  ]
  return (
    <DataTable
      label={t('production.stock')}
      columns={columns}
      rows={lines}
      rowKey={({ locationId }) => locationId}
    />
  )
}

function MissingTable({ lines }: { lines: readonly MissingLine[] }) {
  const { t } = useWords()
  const times = useTimes()
  const columns: Column<MissingLine>[] = [
    {
      id: 'batch',
      heading: t('column.batch'),
      isRowHeading: true,
      cell: ({ batchId, batchName }) => (
        <RoomLink to="/production/$batchId" params={{ batchId }} size="sm">
          {batchName}
        </RoomLink>
      ),
    },
    {
      id: 'serials',
      heading: t('allocation.serials'),
      cell: ({ firstSerial, lastSerial }) => `${firstSerial}–${lastSerial}`,
    },
    { id: 'location', heading: t('column.location'), cell: ({ locationName }) => locationName },
    {
      id: 'reason',
      heading: t('form.reason'),
      cell: ({ reason }) => (
        <Badge tone={reason === 'missing' ? 'refused' : 'know'}>
          {t(`missingReason.${reason}`)}
        </Badge>
      ),
    },
    {
      id: 'since',
      heading: t('production.since'),
      cell: ({ sinceMs }) => times.day(sinceMs),
    },
  ]
  return (
    <DataTable
      label={t('production.missing')}
      columns={columns}
      rows={lines}
      rowKey={({ allocationId, firstSerial, reason }) => `${allocationId} ${firstSerial} ${reason}`}
    />
  )
}
