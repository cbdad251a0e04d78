import { Button, Group } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { useState } from 'react'
import type {
  PayoutView,
  RunLine,
  RunView,
} from '../../../../../src/contract/admin/payout-views.ts'
import {
  STATEMENT_FILE_PATH,
  STATEMENT_FORMATS,
} from '../../../../../src/contract/admin/statements.ts'
import type { LocationId } from '../../../../../src/contract/ids.ts'
import { type Minor, negateMinor } from '../../../../../src/contract/money.ts'
import { useMay } from '../../api/may.ts'
import { usePages } from '../../api/pages.ts'
import { formatLongDay } from '../../show/dates.ts'
import { Loaded } from '../../show/loaded.tsx'
import { Money } from '../../show/money.tsx'
import { MorePages } from '../../show/more-pages.tsx'
import { OperationTable } from '../../show/operation-table.tsx'
import styles from '../../show/show.module.css'
import { useWords } from '../../words/words.tsx'
import { ChargeList } from './charge-list.tsx'
import { PaidDialog } from './run-dialogs.tsx'
import { PayoutStateBadge } from './run-state.tsx'
import roomStyles from './runs.module.css'

/** All that a run does for one location, with the operations behind it. */
export function LineDetails({ run, locationId }: { run: RunView; locationId: LocationId }) {
  const query = usePages('read-run-line', { runId: run.runId, locationId })
  return (
    <>
      <Loaded query={query}>
        {({ pages }) => {
          const [first] = pages
          if (first === undefined) return null
          const operations = pages.flatMap((page) => page.operations)
          return <Line run={run} line={first.line} operations={operations} />
        }}
      </Loaded>
      <MorePages query={query} />
    </>
  )
}

interface LineProps {
  readonly run: RunView
  readonly line: RunLine
  readonly operations: Parameters<typeof OperationTable>[0]['operations']
}

function Line({ run, line, operations }: LineProps) {
  const { t } = useWords()
  return (
    <>
      <Statements run={run} line={line} />
      <Figures line={line} />
      {line.why !== null && (
        <p className={styles['quiet']}>
          {t(`unpaid.${line.why}`)}
          {line.whyText !== null && <span className={styles['sub']}>{line.whyText}</span>}
        </p>
      )}
      {line.charges.length > 0 && (
        <>
          <h3 className={roomStyles['part']}>{t('runs.chargesOf')}</h3>
          <ChargeList charges={line.charges} />
        </>
      )}
      {line.payouts.length > 0 && (
        <>
          <h3 className={roomStyles['part']}>{t('runs.payoutsOf')}</h3>
          <ul className={roomStyles['plain']}>
            {line.payouts.map((payout) => (
              <Payout key={payout.reference} run={run} line={line} payout={payout} />
            ))}
          </ul>
        </>
      )}
      <h3 className={roomStyles['part']}>{t('runs.operationsOf')}</h3>
      <OperationTable
        label={t('runs.operationsOf')}
        operations={operations}
        show={{ card: true, sign: false }}
      />
    </>
  )
}

function Statements({ run, line }: { run: RunView; line: RunLine }) {
  const { t } = useWords()
  const { locationId } = line
  return (
    <Group gap="xs" mb="md">
      {STATEMENT_FORMATS.map((format) => (
        <Button
          key={format}
          component="a"
          href={`${STATEMENT_FILE_PATH}?${new URLSearchParams({ locationId, format, runId: run.runId }).toString()}`}
          download
          size="xs"
          variant="default"
          leftSection={<IconDownload size={15} aria-hidden="true" />}
        >
          {t('runs.statement')} {format.toUpperCase()}
        </Button>
      ))}
    </Group>
  )
}

/** From what was left to what stays; what is nothing is left out. */
function Figures({ line }: { line: RunLine }) {
  const { t } = useWords()
  const all: readonly (readonly [name: string, amountMinor: Minor])[] = [
    [t('runs.opening'), line.openingMinor],
    [t('runs.redeemed'), line.redeemedMinor],
    [t('runs.voided'), negateMinor(line.voidedMinor)],
    [t('runs.refunded'), negateMinor(line.refundedMinor)],
    [t('runs.returned'), line.returnedMinor],
    [t('runs.adjusted'), line.adjustedMinor],
    [t('runs.due'), line.dueMinor],
    [t('runs.fees'), negateMinor(line.feesMinor)],
    [t(line.payoutMinor < 0 ? 'runs.collected' : 'runs.paid'), negateMinor(line.payoutMinor)],
    [t('runs.carried'), line.carriedMinor],
    [t('runs.reserve'), line.reserveMinor],
  ]
  return (
    <ul className={roomStyles['plain']}>
      {all
        .filter(([, amountMinor]) => amountMinor !== 0)
        .map(([name, amountMinor]) => (
          <li key={name}>
            <span>{name}</span>
            <Money amountMinor={amountMinor} currency={line.currency} />
          </li>
        ))}
    </ul>
  )
}

interface PayoutProps {
  readonly run: RunView
  readonly line: RunLine
  readonly payout: PayoutView
}

function Payout({ run, line, payout }: PayoutProps) {
  const { t, locale } = useWords()
  const may = useMay()
  const [isOpen, setOpen] = useState(false)
  const isPosted = run.state !== 'draft' && run.state !== 'approved' && run.state !== 'cancelled'
  const isOurs = isPosted && payout.state === 'pending' && payout.accountVersion === null
  const { reference, replaces, replacedBy, accountVersion, valueOn } = payout
  const notes = [
    ...(accountVersion === null ? [] : [t('runs.account', { version: accountVersion })]),
    ...(valueOn === null ? [] : [formatLongDay(valueOn, locale)]),
    ...(payout.paidReference === null ? [] : [payout.paidReference]),
    ...(replaces.length === 0 ? [] : [t('runs.replaces', { references: replaces.join(', ') })]),
    ...(replacedBy === null ? [] : [t('runs.replacedBy', { reference: replacedBy })]),
    ...(payout.code === null ? [] : [`${payout.code} ${payout.words ?? ''}`]),
  ]
  return (
    <li>
      <span>
        <span className="figures">{reference}</span> {t(`purpose.${payout.purpose}`)}{' '}
        <PayoutStateBadge state={payout.state} />
        <span className={styles['sub']}>{notes.join(' · ')}</span>
      </span>
      <span>
        <Money amountMinor={payout.amountMinor} currency={payout.currency} />
        {isOurs && may('mark-run-paid') && (
          <Button size="xs" variant="default" onClick={() => setOpen(true)}>
            {t('runs.markPaid')}
          </Button>
        )}
      </span>
      {isOpen && <PaidDialog run={run} place={line} onClose={() => setOpen(false)} />}
    </li>
  )
}
