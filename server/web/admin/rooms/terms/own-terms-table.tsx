import type { AdminResult } from '../../../../../src/contract/admin/table.ts'
import { type Column, DataTable } from '../../show/data-table.tsx'
import { RoomLink } from '../../show/links.tsx'
import { useTimes } from '../../show/times.tsx'
import { useWords, type Word } from '../../words/words.tsx'

type Row = AdminResult<'list-terms'>['locations'][number]

/** Every location, and what it has agreed on otherwise than its network. */
export function OwnTermsTable({ locations }: { locations: readonly Row[] }) {
  const { t } = useWords()
  const times = useTimes()
  const columns: readonly Column<Row>[] = [
    {
      ...{ id: 'name', heading: t('column.location'), isRowHeading: true },
      cell: ({ locationId, locationName }) => (
        <RoomLink to="/terms/$locationId" params={{ locationId }} size="sm">
          {locationName}
        </RoomLink>
      ),
    },
    {
      ...{ id: 'currency', heading: t('terms.currency') },
      cell: ({ currency }) => currency,
    },
    {
      ...{ id: 'own', heading: t('terms.own') },
      cell: ({ differs }) =>
        differs.length === 0
          ? t('terms.asNetwork')
          : differs.map((part) => t(wordOf(part))).join(', '),
    },
    {
      ...{ id: 'planned', heading: t('terms.plannedChange') },
      cell: ({ plannedFromMs }) => (plannedFromMs === null ? '–' : times.day(plannedFromMs)),
    },
  ]
  return (
    <DataTable
      label={t('terms.locations')}
      columns={columns}
      rows={locations}
      rowKey={({ locationId }) => locationId}
    />
  )
}

const WORDS: Readonly<Record<string, Word>> = {
  ...{ commission: 'terms.commission', plan: 'terms.plan', fees: 'terms.ownFees' },
  ...{ waivedFees: 'terms.waived', payoutReturnFee: 'terms.returnFee' },
  ...{ minimumPayoutMinor: 'terms.minimumPayout', reserve: 'terms.reserve' },
  ...{ negative: 'terms.negative' },
}

function wordOf(part: string): Word {
  return WORDS[part] ?? 'terms.own'
}
