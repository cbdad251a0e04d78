import { Select } from '@mantine/core'
import { useState } from 'react'
import type { AgeLine, ChannelFlow } from '../../../../../src/contract/admin/books.ts'
import type { AdminResult } from '../../../../../src/contract/admin/table.ts'
import type { Currency } from '../../../../../src/contract/money.ts'
import { useRead } from '../../api/admin.tsx'
import { DayChartPanel } from '../../show/chart-panel.tsx'
import { type Column, DataTable } from '../../show/data-table.tsx'
import { Loaded } from '../../show/loaded.tsx'
import { Money } from '../../show/money.tsx'
import { Panel } from '../../show/panel.tsx'
import styles from '../../show/show.module.css'
import { useWords } from '../../words/words.tsx'
import type { Period } from '../payables/period-picker.tsx'
import { type FlowLine, flowLines } from './flow-lines.ts'

type Report = AdminResult<'read-roll-forward'>

/** The roll-forward of a period, with its picture, by channel and by age. */
export function Summary({ period, title }: { period: Period; title: string }) {
  const query = useRead('read-roll-forward', period)
  return (
    <>
      <Loaded query={query}>{(report) => <RollForward report={report} title={title} />}</Loaded>
      <Ages day={period.to} />
    </>
  )
}

function RollForward({ report, title }: { report: Report; title: string }) {
  const { t } = useWords()
  const currencies = [...new Set(report.programs.map(({ currency }) => currency))]
  return currencies.map((currency) => {
    const days = report.days.filter((day) => day.currency === currency)
    return (
      <div key={currency}>
        <div className={styles['stackItem']}>
          <DayChartPanel
            title={t('books.worth', { currency })}
            summary={t('books.worthSummary')}
            tableLabel={`${t('books.worthTable')} · ${currency}`}
            currency={currency}
            dates={days.map(({ day }) => day)}
            series={[
              {
                ...{ id: 'owed', label: t('books.owed') },
                amountsMinor: days.map(({ closingMinor }) => closingMinor),
              },
            ]}
          />
        </div>
        <FlowPanel report={report} currency={currency} title={`${title} · ${currency}`} />
        <ChannelPanel
          currency={currency}
          channels={report.channels.filter((line) => line.currency === currency)}
        />
      </div>
    )
  })
}

interface FlowPanelProps {
  readonly report: Report
  readonly currency: Currency
  readonly title: string
}

/** From opening to closing, of one program or of all. */
function FlowPanel({ report, currency, title }: FlowPanelProps) {
  const { t } = useWords()
  const [programId, setProgramId] = useState<string | null>(null)
  const own = report.programs.filter((line) => line.currency === currency)
  const chosen = programId === null ? own : own.filter((line) => line.programId === programId)
  const columns: Column<FlowLine>[] = [
    {
      id: 'line',
      heading: t('books.line'),
      isRowHeading: true,
      cell: ({ flow }) => t(`flow.${flow}`),
    },
    {
      id: 'amount',
      heading: t('column.amount'),
      align: 'end',
      cell: ({ flow, amountMinor }) => {
        const isBalance = flow === 'openingMinor' || flow === 'closingMinor'
        const money = <Money {...{ amountMinor, currency }} signed={!isBalance} />
        return isBalance ? <b>{money}</b> : money
      },
    },
  ]
  return (
    <div className={styles['stackItem']}>
      <Panel
        title={title}
        action={
          own.length > 1 && (
            <Select
              aria-label={t('books.program')}
              placeholder={t('books.allPrograms')}
              clearable
              data={own.map((line) => ({ value: line.programId, label: line.programName }))}
              value={programId}
              onChange={setProgramId}
            />
          )
        }
      >
        <DataTable
          label={title}
          columns={columns}
          rows={flowLines(chosen)}
          rowKey={({ flow }) => flow}
        />
      </Panel>
    </div>
  )
}

interface ChannelPanelProps {
  readonly currency: Currency
  readonly channels: readonly ChannelFlow[]
}

function ChannelPanel({ currency, channels }: ChannelPanelProps) {
  const { t } = useWords()
  if (channels.length === 0) return null
  const amount = (flow: 'issuedMinor' | 'fundedMinor' | 'returnedMinor' | 'redeemedMinor') => ({
    id: flow,
    heading: t(`flow.${flow}`),
    align: 'end' as const,
    cell: (line: ChannelFlow) => <Money amountMinor={line[flow]} currency={currency} signed />,
  })
  const columns: Column<ChannelFlow>[] = [
    {
      id: 'channel',
      heading: t('books.channel'),
      isRowHeading: true,
      cell: ({ channel }) => t(`channel.${channel}`),
    },
    ...(['issuedMinor', 'fundedMinor', 'returnedMinor', 'redeemedMinor'] as const).map(amount),
  ]
  const label = `${t('books.byChannel')} · ${currency}`
  return (
    <div className={styles['stackItem']}>
      <Panel title={label}>
        <DataTable
          label={label}
          columns={columns}
          rows={channels}
          rowKey={({ channel }) => channel}
        />
      </Panel>
    </div>
  )
}

function Ages({ day }: { day: string }) {
  const { t } = useWords()
  const query = useRead('read-ages', { day })
  const columns: Column<AgeLine>[] = [
    {
      id: 'program',
      heading: t('books.program'),
      isRowHeading: true,
      cell: ({ programName }) => programName,
    },
    { id: 'age', heading: t('books.age'), cell: ({ age }) => age },
    {
      id: 'cards',
      heading: t('books.cards'),
      align: 'end',
      cell: ({ cardCount }) => <Count value={cardCount} />,
    },
    {
      id: 'balance',
      heading: t('column.balance'),
      align: 'end',
      cell: ({ balanceMinor, currency }) => (
        <Money amountMinor={balanceMinor} currency={currency} />
      ),
    },
  ]
  return (
    <Panel title={t('books.byAge')}>
      <Loaded query={query}>
        {({ lines }) => (
          <DataTable
            label={t('books.byAge')}
            columns={columns}
            rows={lines}
            rowKey={({ programId, currency, age }) => `${programId} ${currency} ${age}`}
          />
        )}
      </Loaded>
    </Panel>
  )
}

/** A whole number as the reader writes it. */
function Count({ value }: { value: number }) {
  const { locale } = useWords()
  return <span className="figures">{new Intl.NumberFormat(locale).format(value)}</span>
}
