import { Button } from '@mantine/core'
import { IconCalendarDollar, IconPlus } from '@tabler/icons-react'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import type { RunSummary, RunTotal } from '../../../../../src/contract/admin/payout-views.ts'
import { useMay } from '../../api/may.ts'
import { type Column, DataTable } from '../../show/data-table.tsx'
import { RoomLink } from '../../show/links.tsx'
import { Loaded } from '../../show/loaded.tsx'
import { Money } from '../../show/money.tsx'
import { EmptyState } from '../../show/notices.tsx'
import { PageHead, Panel } from '../../show/panel.tsx'
import styles from '../../show/show.module.css'
import { useTimes } from '../../show/times.tsx'
import { useTitle } from '../../show/use-title.ts'
import { type Translate, useWords } from '../../words/words.tsx'
import { MakeDialog } from './make-dialog.tsx'
import { RunStateBadge } from './run-state.tsx'
import { useRuns } from './use-runs.ts'

/** Every settlement run, the newest first, and the making of another one. */
export function RunsRoom() {
  const { t } = useWords()
  useTitle(t('nav.runs'))
  const may = useMay()
  const runs = useRuns()
  const navigate = useNavigate()
  const [isMaking, setMaking] = useState(false)
  return (
    <>
      <PageHead title={t('nav.runs')} about={t('runs.about')}>
        {may('make-run') && (
          <Button
            leftSection={<IconPlus size={18} aria-hidden="true" />}
            onClick={() => setMaking(true)}
          >
            {t('runs.make')}
          </Button>
        )}
      </PageHead>
      <Panel title={t('runs.list')}>
        <Loaded query={runs}>
          {(found) =>
            found.runs.length === 0 ? (
              <EmptyState
                icon={<IconCalendarDollar size={24} />}
                title={t('runs.none')}
                text={t('runs.noneText')}
              />
            ) : (
              <RunTable runs={found.runs} />
            )
          }
        </Loaded>
      </Panel>
      {isMaking && (
        <MakeDialog
          onClose={() => setMaking(false)}
          onMade={(runId) => void navigate({ to: '/runs/$runId', params: { runId } })}
        />
      )}
    </>
  )
}

function RunTable({ runs }: { runs: readonly RunSummary[] }) {
  const { t } = useWords()
  const times = useTimes()
  const columns: Column<RunSummary>[] = [
    {
      id: 'run',
      heading: t('nav.runs'),
      isRowHeading: true,
      cell: ({ runId, number, cutOffMs, timeZone }) => (
        <>
          <RoomLink to="/runs/$runId" params={{ runId }} size="sm">
            {t('runs.number', { number })}
          </RoomLink>
          <span className={styles['sub']}>
            {t('runs.upTo', { time: times.dateTime(cutOffMs, timeZone) })}
          </span>
        </>
      ),
    },
    { id: 'state', heading: t('column.state'), cell: (run) => <RunStateBadge run={run} /> },
    sums(t, 'due', 'runs.due', ({ dueMinor, locations }) => [
      dueMinor,
      t('runs.locations', { count: locations }),
    ]),
    sums(t, 'fees', 'runs.fees', ({ feesMinor }) => [feesMinor, '']),
    sums(t, 'paid', 'runs.paid', ({ payoutMinor, payouts }) => [
      payoutMinor,
      t('runs.payouts', { count: payouts }),
    ]),
    sums(t, 'carried', 'runs.carried', ({ carriedMinor, kept }) => [
      carriedMinor,
      kept === 0 ? '' : t('runs.kept', { count: kept }),
    ]),
    {
      id: 'made',
      heading: t('runs.madeBy'),
      onlyWide: true,
      cell: ({ origin, madeBy, madeAtMs, timeZone }) => (
        <>
          {origin === 'schedule' ? t('runs.bySchedule') : madeBy}
          <span className={styles['sub']}>{times.dateTime(madeAtMs, timeZone)}</span>
        </>
      ),
    },
  ]
  return (
    <DataTable label={t('runs.list')} columns={columns} rows={runs} rowKey={({ runId }) => runId} />
  )
}

/** A column of one amount for each currency, with a word below it. */
function sums(
  t: Translate,
  id: string,
  heading: Parameters<Translate>[0],
  of: (total: RunTotal) => readonly [amountMinor: RunTotal['dueMinor'], sub: string],
): Column<RunSummary> {
  return {
    id,
    heading: t(heading),
    align: 'end',
    cell: ({ totals }) =>
      totals.map((total) => {
        const [amountMinor, sub] = of(total)
        return (
          <div key={total.currency}>
            <Money amountMinor={amountMinor} currency={total.currency} />
            {sub !== '' && <span className={styles['sub']}>{sub}</span>}
          </div>
        )
      }),
  }
}
