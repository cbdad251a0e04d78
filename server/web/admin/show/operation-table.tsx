import type { ReactNode } from 'react'
import type { OperationLine } from '../../../../src/contract/admin/views.ts'
import { maskLastFour } from '../../../../src/contract/card-number.ts'
import { type Translate, useWords } from '../words/words.tsx'
import { OperationStateBadge } from './badges.tsx'
import { type Column, DataTable } from './data-table.tsx'
import { RoomLink } from './links.tsx'
import { Money } from './money.tsx'
import styles from './show.module.css'
import { signedAmount } from './signed-amount.ts'
import tableStyles from './table.module.css'
import { useTimes } from './times.tsx'

interface OperationTableProps {
  readonly label: string
  readonly operations: readonly OperationLine[]
  readonly show: {
    readonly location?: boolean
    readonly card?: boolean
    /** Writes plus and minus as the card saw them. */
    readonly sign?: boolean
  }
  readonly actions?: (operation: OperationLine) => ReactNode
  readonly showsArrivals?: boolean
}

/** Operations, newest first, with what moved and what was left on the card. */
export function OperationTable(props: OperationTableProps) {
  const { label, operations, show, actions, showsArrivals = false } = props
  const { t } = useWords()
  const columns: Column<OperationLine>[] = [
    {
      id: 'time',
      heading: t('column.time'),
      cell: (operation) => <Moment operation={operation} />,
    },
    {
      id: 'kind',
      heading: t('column.operation'),
      isRowHeading: true,
      cell: (operation) => t(`kind.${operation.kind}`),
    },
    ...(show.location ? [locationColumn(t)] : []),
    ...(show.card ? [cardColumn(t)] : []),
    {
      id: 'till',
      heading: t('column.till'),
      onlyWide: true,
      cell: (operation) => tillText(operation, t),
    },
    {
      id: 'state',
      heading: t('column.state'),
      cell: (operation) => <State operation={operation} />,
    },
    {
      id: 'amount',
      heading: t('column.amount'),
      align: 'end',
      cell: (operation) => (
        <Amount operation={operation} all={operations} signed={show.sign ?? false} />
      ),
    },
    {
      id: 'balance',
      heading: t('column.balanceLeft'),
      align: 'end',
      cell: (operation) => <BalanceLeft operation={operation} />,
    },
    ...(actions ? [actionsColumn(t, actions)] : []),
  ]
  return (
    <DataTable
      label={label}
      columns={columns}
      rows={operations}
      rowKey={(operation) => operation.operationId}
      showsArrivals={showsArrivals}
    />
  )
}

/** Where the operation came from, as a sale is found again: till and receipt, or else the channel. */
export function tillText(operation: OperationLine, t: Translate): ReactNode {
  const parts = [operation.till, operation.receiptNumber].filter((part) => part !== null)
  if (parts.length > 0) return <span className="figures">{parts.join(' · ')}</span>
  const word = operation.channel === 'station' ? t('till.none') : t(`channel.${operation.channel}`)
  return <span className={styles['quiet']}>{word}</span>
}

function locationColumn(t: Translate): Column<OperationLine> {
  return {
    id: 'location',
    heading: t('column.location'),
    cell: (operation) => (
      <>
        {operation.locationName ?? <span className={styles['quiet']}>–</span>}
        <span className={`${styles['sub']} ${tableStyles['onlyNarrow']}`}>
          {tillText(operation, t)}
        </span>
      </>
    ),
  }
}

function cardColumn(t: Translate): Column<OperationLine> {
  return {
    id: 'card',
    heading: t('column.card'),
    cell: ({ cardId, lastFour }) => {
      if (lastFour === null) return <span className={styles['quiet']}>–</span>
      const masked = <span className="figures">{maskLastFour(lastFour)}</span>
      if (cardId === null) return masked
      return (
        <RoomLink to="/cards/$cardId" params={{ cardId }} size="sm" inherit>
          {masked}
        </RoomLink>
      )
    },
  }
}

function actionsColumn(
  t: Translate,
  actions: (operation: OperationLine) => ReactNode,
): Column<OperationLine> {
  return {
    id: 'actions',
    heading: t('column.actions'),
    headingHidden: true,
    align: 'end',
    cell: (operation) => <div className={tableStyles['rowActions']}>{actions(operation)}</div>,
  }
}

function Moment({ operation: { atMs, locationId } }: { operation: OperationLine }) {
  const times = useTimes()
  const zone = times.zoneOf(locationId)
  const isToday = times.dayOf(atMs, zone) === times.dayOf(Date.now(), zone)
  const more = [isToday ? undefined : times.day(atMs, zone), times.zoneName(atMs, zone)]
  const sub = more.filter((part) => part !== undefined).join(' ')
  return (
    <time className="figures" dateTime={new Date(atMs).toISOString()}>
      {times.time(atMs, zone)}
      {sub !== '' && <span className={styles['sub']}>{sub}</span>}
    </time>
  )
}

function State({ operation }: { operation: OperationLine }) {
  const { t } = useWords()
  const refundedMinor = operation.refundedMinor
  return (
    <>
      <OperationStateBadge state={operation.state} />
      {refundedMinor > 0 && operation.currency !== null && (
        <span className={styles['sub']}>
          {t('operation.refunded')}{' '}
          <Money amountMinor={refundedMinor} currency={operation.currency} />
        </span>
      )}
    </>
  )
}

interface AmountProps {
  readonly operation: OperationLine
  readonly all: readonly OperationLine[]
  readonly signed: boolean
}

/** What moved; for a refusal what was asked, in grey, as nothing moved. */
function Amount({ operation, all, signed }: AmountProps) {
  const { currency } = operation
  if (currency === null) return <span className={styles['quiet']}>–</span>
  if (operation.state === 'refused') {
    return (
      <span className={styles['quiet']}>
        <Money amountMinor={operation.requestedMinor} currency={currency} />
      </span>
    )
  }
  const amountMinor = signed ? signedAmount(operation, all) : operation.appliedMinor
  return <Money amountMinor={amountMinor} currency={currency} signed={signed} />
}

function BalanceLeft({ operation }: { operation: OperationLine }) {
  const { balanceAfterMinor, currency } = operation
  if (balanceAfterMinor === null || currency === null) {
    return <span className={styles['quiet']}>–</span>
  }
  return <Money amountMinor={balanceAfterMinor} currency={currency} />
}
