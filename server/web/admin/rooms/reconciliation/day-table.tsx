import type { ReconciledDay } from '../../../../../src/contract/admin/reconciliation.ts'
import { formatMoney } from '../../../../../src/ui/money.ts'
import { Badge } from '../../show/badges.tsx'
import { type Column, DataTable } from '../../show/data-table.tsx'
import { formatLongDay } from '../../show/dates.ts'
import { RoomLink } from '../../show/links.tsx'
import { Money } from '../../show/money.tsx'
import styles from '../../show/show.module.css'
import { useWords } from '../../words/words.tsx'

/** Days by location, the newest first, with what each side says of them. */
export function DayTable({ days }: { days: readonly ReconciledDay[] }) {
  const { t } = useWords()
  return (
    <DataTable
      label={t('reconciliation.days')}
      columns={useColumns()}
      rows={days}
      rowKey={({ day, locationId }) => `${day} ${locationId}`}
    />
  )
}

function useColumns(): Column<ReconciledDay>[] {
  const { t, locale } = useWords()
  const amount = (line: ReconciledDay, amountMinor: ReconciledDay['paidMinor']) =>
    formatMoney(amountMinor, line.currency, locale)
  return [
    {
      id: 'day',
      heading: t('reconciliation.day'),
      isRowHeading: true,
      cell: ({ day, locationName }) => (
        <>
          {formatLongDay(day, locale)}
          <span className={styles['sub']}>{locationName}</span>
        </>
      ),
    },
    {
      id: 'heard',
      heading: t('reconciliation.heard'),
      align: 'end',
      cell: ({ heardMinor, heardCount, currency }) => (
        <>
          <Money amountMinor={heardMinor} currency={currency} />
          <span className={styles['sub']}>{t('reconciliation.count', { count: heardCount })}</span>
        </>
      ),
    },
    {
      id: 'redeemed',
      heading: t('reconciliation.redeemed'),
      align: 'end',
      cell: (line) => (
        <>
          <Money amountMinor={line.redeemedMinor} currency={line.currency} />
          <span className={styles['sub']}>
            {t('reconciliation.cards', { count: line.redeemedCount })}
            {line.withoutPaymentMinor > 0 &&
              ` · ${t('reconciliation.withoutPayment', { amount: amount(line, line.withoutPaymentMinor) })}`}
          </span>
        </>
      ),
    },
    {
      id: 'bank',
      heading: t('reconciliation.bank'),
      align: 'end',
      cell: (line) => (
        <>
          <Money amountMinor={line.paidMinor} currency={line.currency} />
          <span className={styles['sub']}>
            {[
              ...(line.waitingMinor > 0
                ? [t('reconciliation.waiting', { amount: amount(line, line.waitingMinor) })]
                : []),
              ...(line.returnedMinor > 0
                ? [t('reconciliation.returned', { amount: amount(line, line.returnedMinor) })]
                : []),
            ].join(' · ')}
          </span>
        </>
      ),
    },
    {
      id: 'state',
      heading: t('column.state'),
      cell: ({ isAgreed, openExceptions }) => (
        <>
          <Badge tone={isAgreed ? 'moved' : 'refused'}>
            {t(isAgreed ? 'reconciliation.agreed' : 'reconciliation.differs')}
          </Badge>
          {openExceptions > 0 && (
            <span className={styles['sub']}>
              <RoomLink to="/exceptions" inherit>
                {t('reconciliation.open', { count: openExceptions })}
              </RoomLink>
            </span>
          )}
        </>
      ),
    },
  ]
}
