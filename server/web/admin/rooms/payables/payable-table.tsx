import { Button, Menu } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { useState } from 'react'
import { STATEMENT_FILE_PATH } from '../../../../../src/contract/admin/statements.ts'
import { STATEMENT_PATH } from '../../../../../src/contract/admin/table.ts'
import type { PayableLine } from '../../../../../src/contract/admin/views.ts'
import { type Currency, type Minor, negateMinor } from '../../../../../src/contract/money.ts'
import { useMay } from '../../api/may.ts'
import { type Column, DataTable } from '../../show/data-table.tsx'
import { Money } from '../../show/money.tsx'
import styles from '../../show/show.module.css'
import { type Translate, useWords } from '../../words/words.tsx'
import { CorrectDialog } from './correct-dialog.tsx'
import type { Period } from './period-picker.tsx'
import { type Sums, sumLines } from './tie.ts'

interface PayableTableProps {
  readonly label: string
  readonly currency: Currency
  readonly lines: readonly PayableLine[]
  readonly period: Period
}

/** Redeemed less what was undone, charged and paid is payable: location by location, with the sums. */
export function PayableTable({ label, currency, lines, period }: PayableTableProps) {
  const { t } = useWords()
  const sums = sumLines(currency, lines)
  const figures = figureColumns(t, currency)
  const columns: Column<PayableLine>[] = [
    {
      id: 'location',
      heading: t('column.location'),
      isRowHeading: true,
      cell: (line) => line.locationName,
      foot: t('payables.sum', { currency }),
    },
    figures('redeemed', sums.redeemedMinor, (line) => [line.redeemedMinor, line.redemptionCount]),
    figures('voided', negateMinor(sums.voidedMinor), (line) => [
      negateMinor(line.voidedMinor),
      line.voidCount,
    ]),
    figures('refunded', negateMinor(sums.refundedMinor), (line) => [
      negateMinor(line.refundedMinor),
      line.refundCount,
    ]),
    ...settledColumns(t, currency, sums),
    {
      id: 'payable',
      heading: t('payables.payable'),
      align: 'end',
      cell: (line) => (
        <b>
          <Money amountMinor={line.payableMinor} currency={currency} />
        </b>
      ),
      foot: <Money amountMinor={sums.payableMinor} currency={currency} />,
    },
    {
      id: 'statement',
      heading: t('payables.statement'),
      headingHidden: true,
      align: 'end',
      cell: (line) => <StatementLink line={line} period={period} />,
    },
  ]
  return (
    <DataTable label={label} columns={columns} rows={lines} rowKey={(line) => line.locationId} />
  )
}

/** What was charged, paid and corrected; each only where anything was. */
function settledColumns(t: Translate, currency: Currency, sums: Sums): Column<PayableLine>[] {
  const all = [
    { id: 'fees', of: (line: Sums | PayableLine) => negateMinor(line.feesMinor) },
    { id: 'paid', of: (line: Sums | PayableLine) => negateMinor(line.paidMinor) },
    { id: 'adjusted', of: (line: Sums | PayableLine) => line.adjustedMinor },
  ] as const
  return all
    .filter(({ id }) => sums.settled.has(id))
    .map(({ id, of }) => ({
      id,
      heading: t(`payables.${id}`),
      align: 'end',
      cell: (line) => <Money amountMinor={of(line)} currency={currency} />,
      foot: <Money amountMinor={of(sums)} currency={currency} />,
    }))
}

type FigureId = 'redeemed' | 'voided' | 'refunded'
type Figure = (line: PayableLine) => readonly [amountMinor: Minor, count: number]

/** Columns of an amount with the number of operations below it. */
function figureColumns(t: Translate, currency: Currency) {
  return (id: FigureId, sumMinor: Minor, figure: Figure): Column<PayableLine> => ({
    id,
    heading: t(`payables.${id}`),
    align: 'end',
    cell: (line) => {
      const [amountMinor, count] = figure(line)
      return (
        <>
          <Money amountMinor={amountMinor} currency={currency} />
          <span className={styles['sub']}>{t('payables.operations', { count })}</span>
        </>
      )
    },
    foot: <Money amountMinor={sumMinor} currency={currency} />,
  })
}

/** A statement of the period in the language of the page, as a page, a workbook or a table. */
function StatementLink({ line, period }: { line: PayableLine; period: Period }) {
  const { t, locale } = useWords()
  const may = useMay()
  const [isCorrecting, setCorrecting] = useState(false)
  const of = { locationId: line.locationId, ...period }
  const language = locale.startsWith('fr') ? 'fr' : 'en'
  const path = (format: string) =>
    `${STATEMENT_FILE_PATH}?${new URLSearchParams({ ...of, format, language }).toString()}`
  const table = `${STATEMENT_PATH}?${new URLSearchParams(of).toString()}`
  return (
    <>
      <Menu
        position="bottom-end"
        // Not cut off where the table ends.
        floatingStrategy="fixed"
        withinPortal={false}
        withInitialFocusPlaceholder={false}
      >
        <Menu.Target>
          <Button
            variant="default"
            size="xs"
            leftSection={<IconDownload size={15} aria-hidden="true" />}
            aria-label={t('payables.statementOf', { name: line.locationName })}
          >
            {t('payables.statement')}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item component="a" href={path('pdf')} download>
            {t('payables.asPdf')}
          </Menu.Item>
          <Menu.Item component="a" href={path('xlsx')} download>
            {t('payables.asWorkbook')}
          </Menu.Item>
          <Menu.Item component="a" href={table} download>
            {t('payables.asTable')}
          </Menu.Item>
          {may('adjust-payable') && (
            <>
              <Menu.Divider />
              <Menu.Item onClick={() => setCorrecting(true)}>{t('payables.correctIt')}</Menu.Item>
            </>
          )}
        </Menu.Dropdown>
      </Menu>
      {isCorrecting && <CorrectDialog line={line} onClose={() => setCorrecting(false)} />}
    </>
  )
}
