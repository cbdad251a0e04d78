import { Select } from '@mantine/core'
import { IconBuildingStore } from '@tabler/icons-react'
import { useState } from 'react'
import type { RunLine, RunView } from '../../../../../src/contract/admin/payout-views.ts'
import { usePages } from '../../api/pages.ts'
import { type Column, DataTable } from '../../show/data-table.tsx'
import { DetailsDrawer } from '../../show/details-drawer.tsx'
import { Loaded } from '../../show/loaded.tsx'
import { Money } from '../../show/money.tsx'
import { MorePages } from '../../show/more-pages.tsx'
import { EmptyState } from '../../show/notices.tsx'
import { Panel } from '../../show/panel.tsx'
import styles from '../../show/show.module.css'
import { type Translate, useWords } from '../../words/words.tsx'
import { LineDetails } from './line-details.tsx'
import { PayoutStateBadge } from './run-state.tsx'

const FILTERS = ['paid', 'kept', 'owing', 'returned'] as const
type Filter = (typeof FILTERS)[number]
const FILTER_WORDS = {
  paid: 'runs.onlyPaid',
  kept: 'runs.onlyKept',
  owing: 'runs.onlyOwing',
  returned: 'runs.onlyReturned',
} as const

/** Every location of a run, page by page. */
export function LinePanel({ run }: { run: RunView }) {
  const { t } = useWords()
  const [only, setOnly] = useState<Filter>()
  const filters = { runId: run.runId, ...(only && { only }) }
  const query = usePages('list-run-lines', filters)
  return (
    <Panel
      title={t('runs.lines')}
      action={
        <Select
          aria-label={t('runs.only')}
          size="xs"
          w={210}
          value={only ?? 'all'}
          data={[
            { value: 'all', label: t('runs.onlyAll') },
            ...FILTERS.map((value) => ({ value, label: t(FILTER_WORDS[value]) })),
          ]}
          onChange={(value) => setOnly(FILTERS.find((one) => one === value))}
          allowDeselect={false}
        />
      }
    >
      <Loaded query={query}>
        {({ pages }) => {
          const lines = pages.flatMap((page) => page.lines)
          return lines.length === 0 ? (
            <EmptyState
              icon={<IconBuildingStore size={24} />}
              title={t('runs.noLines')}
              text={t('runs.noLinesText')}
            />
          ) : (
            <LineTable run={run} lines={lines} />
          )
        }}
      </Loaded>
      <MorePages query={query} />
    </Panel>
  )
}

function LineTable({ run, lines }: { run: RunView; lines: readonly RunLine[] }) {
  const { t } = useWords()
  const columns: Column<RunLine>[] = [
    {
      id: 'location',
      heading: t('column.location'),
      isRowHeading: true,
      cell: ({ locationName, redemptionCount }) => (
        <>
          {locationName}
          <span className={styles['sub']}>{t('runs.redemptions', { count: redemptionCount })}</span>
        </>
      ),
    },
    money(t, 'due', 'runs.due', ({ dueMinor }) => dueMinor),
    money(t, 'fees', 'runs.fees', ({ feesMinor }) => feesMinor),
    money(t, 'paid', 'runs.paid', ({ payoutMinor }) => payoutMinor),
    money(t, 'carried', 'runs.carried', ({ carriedMinor }) => carriedMinor),
    { id: 'state', heading: t('column.state'), cell: (line) => <LineState line={line} /> },
    {
      id: 'details',
      heading: t('action.details'),
      headingHidden: true,
      align: 'end',
      cell: (line) => (
        <DetailsDrawer
          size="lg"
          title={t('runs.lineOf', { name: line.locationName, number: run.number })}
        >
          <LineDetails run={run} locationId={line.locationId} />
        </DetailsDrawer>
      ),
    },
  ]
  return (
    <DataTable
      label={t('runs.lines')}
      columns={columns}
      rows={lines}
      rowKey={({ locationId }) => locationId}
    />
  )
}

function money(
  t: Translate,
  id: string,
  word: Parameters<Translate>[0],
  of: (line: RunLine) => RunLine['dueMinor'],
): Column<RunLine> {
  return {
    ...{ id, heading: t(word), align: 'end' },
    cell: (line) => <Money amountMinor={of(line)} currency={line.currency} />,
  }
}

/** How its payouts stand; without any, why. */
function LineState({ line }: { line: RunLine }) {
  const { t } = useWords()
  const states = [...new Set(line.payouts.map(({ state }) => state))]
  return (
    <>
      {states.map((state) => (
        <PayoutStateBadge key={state} state={state} />
      ))}
      {line.why !== null && <span className={styles['sub']}>{t(`unpaid.${line.why}`)}</span>}
    </>
  )
}
