import { Button } from '@mantine/core'
import { useState } from 'react'
import type { Breakage } from '../../../../../src/contract/admin/insight.ts'
import { useRead } from '../../api/admin.tsx'
import { useMay } from '../../api/may.ts'
import { Badge } from '../../show/badges.tsx'
import { type Column, DataTable } from '../../show/data-table.tsx'
import { Loaded } from '../../show/loaded.tsx'
import { Money } from '../../show/money.tsx'
import { Panel } from '../../show/panel.tsx'
import styles from '../../show/show.module.css'
import { useWords } from '../../words/words.tsx'
import { EstimateDialog } from './estimate-dialog.tsx'
import { LawCell } from './law-cell.tsx'

/** What will never be redeemed, as an estimate, program by program. */
export function BreakageTab() {
  const { t } = useWords()
  const query = useRead('read-breakage', {})
  const [edited, setEdited] = useState<Breakage>()
  return (
    <Panel title={t('insight.tab.breakage')}>
      <p className={styles['pageAbout']}>{t('insight.breakageAbout')}</p>
      <Loaded query={query}>
        {({ programs }) => <BreakageTable programs={programs} onEdit={setEdited} />}
      </Loaded>
      {edited && <EstimateDialog program={edited} onClose={() => setEdited(undefined)} />}
    </Panel>
  )
}

interface BreakageTableProps {
  readonly programs: readonly Breakage[]
  readonly onEdit: (program: Breakage) => void
}

function BreakageTable({ programs, onEdit }: BreakageTableProps) {
  const { t, locale } = useWords()
  const may = useMay()
  const percent = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 2 })
  const columns: Column<Breakage>[] = [
    {
      id: 'program',
      heading: t('books.program'),
      isRowHeading: true,
      cell: ({ programName, currency }) => (
        <>
          {programName}
          <span className={styles['sub']}>{currency}</span>
        </>
      ),
    },
    {
      id: 'law',
      heading: t('insight.law'),
      cell: ({ law, mayEarn }) => <LawCell law={law} tone={mayEarn ? 'moved' : 'quiet'} />,
    },
    {
      id: 'sold',
      heading: t('insight.sold'),
      align: 'end',
      cell: ({ soldMinor, redeemedMinor, currency }) => (
        <>
          <Money amountMinor={soldMinor} currency={currency} />
          <span className={styles['sub']}>
            {t('insight.redeemed')} <Money amountMinor={redeemedMinor} currency={currency} />
          </span>
        </>
      ),
    },
    {
      id: 'expected',
      heading: t('insight.expected'),
      align: 'end',
      cell: ({ redeemedBasisPoints, basis }) => (
        <>
          {redeemedBasisPoints === null ? '–' : percent.format(redeemedBasisPoints / 10_000)}
          <span className={styles['sub']}>{t(`breakageBasis.${basis}`)}</span>
        </>
      ),
    },
    {
      id: 'earned',
      heading: t('insight.earned'),
      align: 'end',
      cell: ({ earnedMinor, currency }) =>
        earnedMinor === null ? (
          <Badge tone="quiet">{t('insight.stays')}</Badge>
        ) : (
          <b>
            <Money amountMinor={earnedMinor} currency={currency} />
          </b>
        ),
    },
    {
      id: 'set',
      heading: t('column.actions'),
      headingHidden: true,
      align: 'end',
      cell: (program) =>
        may('set-breakage-estimate') && (
          <Button
            size="xs"
            variant="default"
            aria-label={t('insight.setEstimateOf', { name: program.programName })}
            onClick={() => onEdit(program)}
          >
            {t('insight.setEstimate')}
          </Button>
        ),
    },
  ]
  return (
    <DataTable
      label={t('insight.tab.breakage')}
      columns={columns}
      rows={programs}
      rowKey={({ programId }) => programId}
    />
  )
}
