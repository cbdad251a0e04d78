import { Button } from '@mantine/core'
import { IconArrowLeft, IconBan, IconCash, IconChecks, IconTable } from '@tabler/icons-react'
import { getRouteApi } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import type { RunTotal, RunView } from '../../../../../src/contract/admin/payout-views.ts'
import { RUN_TABLE_PATH } from '../../../../../src/contract/admin/statements.ts'
import { type Minor, negateMinor } from '../../../../../src/contract/money.ts'
import { useMay } from '../../api/may.ts'
import { RoomLink } from '../../show/links.tsx'
import { Loaded } from '../../show/loaded.tsx'
import { Money } from '../../show/money.tsx'
import { PageHead, Panel } from '../../show/panel.tsx'
import styles from '../../show/show.module.css'
import { useTimes } from '../../show/times.tsx'
import { useTitle } from '../../show/use-title.ts'
import { useWords } from '../../words/words.tsx'
import { ChargeList } from './charge-list.tsx'
import { FileTable } from './file-table.tsx'
import { LinePanel } from './line-panel.tsx'
import { MailPanel } from './mail-panel.tsx'
import { ApproveDialog, CancelDialog, PaidDialog } from './run-dialogs.tsx'
import { RunStateBadge } from './run-state.tsx'
import roomStyles from './runs.module.css'
import { useRun } from './use-runs.ts'

const route = getRouteApi('/inside/runs/$runId')

/** One run: how it adds up, its files, and each location. */
export function RunRoom() {
  const { t } = useWords()
  const { runId } = route.useParams()
  const query = useRun(runId)
  useTitle(query.data ? t('runs.number', { number: query.data.number }) : t('nav.runs'))
  return (
    <>
      <RoomLink to="/runs" size="sm" className={roomStyles['back']}>
        <IconArrowLeft size={16} aria-hidden="true" />
        {t('nav.runs')}
      </RoomLink>
      <Loaded query={query}>{(run) => <Run key={run.runId} run={run} />}</Loaded>
    </>
  )
}

type OpenDialog = 'approve' | 'cancel' | 'paid'

function Run({ run }: { run: RunView }) {
  const { t } = useWords()
  const [dialog, setDialog] = useState<OpenDialog>()
  const close = () => setDialog(undefined)
  return (
    <>
      <PageHead
        title={t('runs.number', { number: run.number })}
        badge={<RunStateBadge run={run} />}
      >
        <RunActions run={run} onOpen={setDialog} />
      </PageHead>
      <div className={roomStyles['stack']}>
        {run.totals.map((total) => (
          <Panel key={total.currency} title={t('runs.sums', { currency: total.currency })}>
            <Sums total={total} />
          </Panel>
        ))}
        <Panel title={t('runs.files')}>
          <FileTable run={run} />
        </Panel>
        <LinePanel run={run} />
        {run.charges.length > 0 && (
          <Panel title={t('runs.charges')}>
            <ChargeList charges={run.charges} />
          </Panel>
        )}
        {run.state !== 'draft' && run.state !== 'cancelled' && <MailPanel runId={run.runId} />}
        <Panel title={t('runs.facts')}>
          <Facts run={run} />
        </Panel>
      </div>
      {dialog === 'approve' && <ApproveDialog run={run} onClose={close} />}
      {dialog === 'cancel' && <CancelDialog run={run} onClose={close} />}
      {dialog === 'paid' && <PaidDialog run={run} onClose={close} />}
    </>
  )
}

interface RunActionsProps {
  readonly run: RunView
  readonly onOpen: (dialog: OpenDialog) => void
}

/** Only what the run's state allows. */
function RunActions({ run, onOpen }: RunActionsProps) {
  const { t } = useWords()
  const may = useMay()
  const isPosted = run.state !== 'draft' && run.state !== 'approved'
  const query = new URLSearchParams({ runId: run.runId, format: 'xlsx' })
  return (
    <>
      {run.state !== 'cancelled' && (
        <Button
          component="a"
          href={`${RUN_TABLE_PATH}?${query.toString()}`}
          download
          variant="default"
          leftSection={<IconTable size={18} aria-hidden="true" />}
        >
          {t('runs.table')}
        </Button>
      )}
      {run.state === 'draft' && may('cancel-run') && (
        <Button
          variant="default"
          leftSection={<IconBan size={18} aria-hidden="true" />}
          onClick={() => onOpen('cancel')}
        >
          {t('runs.cancel')}
        </Button>
      )}
      {run.state === 'draft' && may('approve-run') && (
        <Button
          leftSection={<IconChecks size={18} aria-hidden="true" />}
          onClick={() => onOpen('approve')}
        >
          {t('runs.approve')}
        </Button>
      )}
      {isPosted && run.unpaid > 0 && may('mark-run-paid') && (
        <Button
          leftSection={<IconCash size={18} aria-hidden="true" />}
          onClick={() => onOpen('paid')}
        >
          {t('runs.markPaid')}
        </Button>
      )}
    </>
  )
}

/** From what was left to what stays, figure by figure; what is nothing is left out. */
function Sums({ total }: { total: RunTotal }) {
  const { t } = useWords()
  const { currency } = total
  const figures: readonly (readonly [name: string, amountMinor: Minor, sub: string])[] = [
    [t('runs.opening'), total.openingMinor, ''],
    [t('runs.redeemed'), total.redeemedMinor, t('runs.redemptions', { count: total.redemptions })],
    [t('runs.voided'), negateMinor(total.voidedMinor), ''],
    [t('runs.refunded'), negateMinor(total.refundedMinor), ''],
    [t('runs.returned'), total.returnedMinor, ''],
    [t('runs.adjusted'), total.adjustedMinor, ''],
    [t('runs.due'), total.dueMinor, t('runs.locations', { count: total.locations })],
    [t('runs.fees'), negateMinor(total.feesMinor), ''],
    [t('runs.paid'), negateMinor(total.payoutMinor), t('runs.payouts', { count: total.payouts })],
    [t('runs.collected'), total.collectedMinor, ''],
    [
      t('runs.carried'),
      total.carriedMinor,
      total.kept === 0 ? '' : t('runs.kept', { count: total.kept }),
    ],
  ]
  const main = new Set([t('runs.due'), t('runs.paid'), t('runs.carried')])
  return (
    <dl className={roomStyles['sums']}>
      {figures
        .filter(([name, amountMinor]) => amountMinor !== 0 || main.has(name))
        .map(([name, amountMinor, sub]) => (
          <div key={name} data-main={main.has(name)}>
            <dt>{name}</dt>
            <dd>
              <Money amountMinor={amountMinor} currency={currency} />
              {sub !== '' && <span className={styles['sub']}>{sub}</span>}
            </dd>
          </div>
        ))}
    </dl>
  )
}

function Facts({ run }: { run: RunView }) {
  const { t } = useWords()
  const times = useTimes()
  const time = (atMs: number) => times.dateTime(atMs, run.timeZone)
  const by = (name: string | null, atMs: number | null) =>
    name === null || atMs === null ? '–' : `${name}, ${time(atMs)}`
  return (
    <dl className={styles['facts']}>
      <Fact name={t('runs.cutOff')}>{time(run.cutOffMs)}</Fact>
      <Fact name={t('runs.madeBy')}>
        {by(run.origin === 'schedule' ? t('runs.bySchedule') : run.madeBy, run.madeAtMs)}
      </Fact>
      <Fact name={t('runs.approvedBy')}>{by(run.approvedBy, run.approvedAtMs)}</Fact>
      {run.state === 'cancelled' && (
        <Fact name={t('runs.cancelledBy')}>
          {by(run.cancelledBy, run.cancelledAtMs)}
          <span className={styles['sub']}>{run.reason}</span>
        </Fact>
      )}
    </dl>
  )
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}
