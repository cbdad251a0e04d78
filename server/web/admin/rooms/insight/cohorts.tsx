import { IconChartLine } from '@tabler/icons-react'
import type { Cohort } from '../../../../../src/contract/admin/insight.ts'
import { minor } from '../../../../../src/contract/money.ts'
import { useRead } from '../../api/admin.tsx'
import { type Column, DataTable } from '../../show/data-table.tsx'
import { formatMonth } from '../../show/dates.ts'
import { Loaded } from '../../show/loaded.tsx'
import { Money } from '../../show/money.tsx'
import { EmptyState } from '../../show/notices.tsx'
import { Panel } from '../../show/panel.tsx'
import { ShareBar } from '../../show/share-bar.tsx'
import styles from '../../show/show.module.css'
import { useWords } from '../../words/words.tsx'

/** What became of the cards of each month. */
export function Cohorts() {
  const { t } = useWords()
  const query = useRead('read-cohorts', {})
  return (
    <Loaded query={query}>
      {({ cohorts }) => {
        if (cohorts.length === 0)
          return (
            <Panel>
              <EmptyState
                icon={<IconChartLine size={24} />}
                title={t('insight.noCards')}
                text={t('insight.noCardsText')}
              />
            </Panel>
          )
        const programs = Map.groupBy(
          cohorts,
          ({ programName, currency }) => `${programName} · ${currency}`,
        )
        return [...programs].map(([label, own]) => (
          <div key={label} className={styles['stackItem']}>
            <Panel title={label}>
              <p className={styles['pageAbout']}>{t('insight.cohortsAbout')}</p>
              <CohortTable label={label} cohorts={own} />
            </Panel>
          </div>
        ))
      }}
    </Loaded>
  )
}

function CohortTable({ label, cohorts }: { label: string; cohorts: readonly Cohort[] }) {
  const { t, locale } = useWords()
  const number = (value: number) => (
    <span className="figures">
      {new Intl.NumberFormat(locale, { maximumFractionDigits: 1 }).format(value)}
    </span>
  )
  const columns: Column<Cohort>[] = [
    {
      id: 'month',
      heading: t('insight.month'),
      isRowHeading: true,
      cell: ({ month, cardCount }) => (
        <>
          {formatMonth(month, locale)}
          <span className={styles['sub']}>
            {t('insight.cards')}: {number(cardCount)}
          </span>
        </>
      ),
    },
    {
      id: 'used',
      heading: t('insight.used'),
      cell: (cohort) => <ShareBar part={cohort.usedCount} whole={cohort.cardCount} />,
    },
    {
      id: 'usedUp',
      heading: t('insight.usedUp'),
      onlyWide: true,
      cell: (cohort) => <ShareBar part={cohort.fullyUsedCount} whole={cohort.cardCount} />,
    },
    {
      id: 'unredeemed',
      heading: t('insight.unredeemed'),
      cell: (cohort) => <ShareBar part={cohort.unredeemedMinor} whole={cohort.soldMinor} />,
    },
    {
      id: 'firstUse',
      heading: t('insight.firstUse'),
      align: 'end',
      cell: ({ daysToFirstUse }) => (daysToFirstUse === null ? '–' : number(daysToFirstUse)),
    },
    {
      id: 'uses',
      heading: t('insight.uses'),
      align: 'end',
      cell: ({ redemptionCount, usedCount }) =>
        usedCount === 0 ? '–' : number(redemptionCount / usedCount),
    },
    {
      id: 'overspent',
      heading: t('insight.overspent'),
      align: 'end',
      cell: ({ overspentCount, overspentMinor, currency }) =>
        overspentCount === 0 ? (
          '–'
        ) : (
          <Money
            amountMinor={minor(Math.round(overspentMinor / overspentCount))}
            currency={currency}
          />
        ),
    },
    {
      id: 'dormant',
      heading: t('insight.dormant'),
      align: 'end',
      cell: ({ dormantCount }) => number(dormantCount),
    },
  ]
  return (
    <DataTable
      label={label}
      columns={columns}
      rows={[...cohorts].reverse()}
      rowKey={({ month }) => month}
    />
  )
}
