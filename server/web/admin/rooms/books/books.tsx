import { Tabs } from '@mantine/core'
import { IconBook2 } from '@tabler/icons-react'
import { getRouteApi } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { BookOverview } from '../../../../../src/contract/admin/books.ts'
import { useRead } from '../../api/admin.tsx'
import { formatLongDay, monthPeriod } from '../../show/dates.ts'
import { Loaded } from '../../show/loaded.tsx'
import { EmptyState } from '../../show/notices.tsx'
import { PageHead, Panel } from '../../show/panel.tsx'
import styles from '../../show/show.module.css'
import { useTitle } from '../../show/use-title.ts'
import { useWords } from '../../words/words.tsx'
import { type Period, PeriodPicker } from '../payables/period-picker.tsx'
import { Accounts } from './accounts.tsx'
import { CloseState } from './close-state.tsx'
import { ClosedDays } from './closed-days.tsx'
import { Exports } from './exports.tsx'
import { Files } from './files.tsx'
import { LinkNotice } from './link-notice.tsx'
import { Summary } from './summary.tsx'
import { TrialBalance } from './trial-balance.tsx'

const route = getRouteApi('/inside/books')

/** What cards are worth, closed day by day, and what an accountant takes from it. */
export function BooksRoom() {
  const { t } = useWords()
  useTitle(t('nav.books'))
  const { file } = route.useSearch()
  const query = useRead('read-books', {})
  return (
    <>
      <PageHead title={t('nav.books')} about={t('books.about')} />
      {file !== undefined && <LinkNotice link={file} />}
      <Loaded query={query}>{(books) => <Books books={books} />}</Loaded>
    </>
  )
}

function Books({ books }: { books: BookOverview }) {
  const { t, locale } = useWords()
  const { firstDay, lastDay } = books
  const search = route.useSearch()
  const navigate = route.useNavigate()
  if (firstDay === null || lastDay === null) return <BooksToBe books={books} />
  const period = periodOf(search, firstDay, lastDay)
  const title = t('books.rollForward', {
    from: formatLongDay(period.from, locale),
    to: formatLongDay(period.to, locale),
  })
  return (
    <>
      <CloseState books={books} />
      <div className={styles['stackItem']}>
        <Panel>
          <PeriodPicker
            period={period}
            onChange={(chosen) => void navigate({ search: chosen, replace: true })}
          />
        </Panel>
      </div>
      <BookTabs
        panels={{
          summary: <Summary period={period} title={title} />,
          balance: <TrialBalance day={period.to} />,
          days: <ClosedDays />,
          files: <Files period={period} />,
          exports: <Exports />,
          accounts: <Accounts books={books} />,
        }}
      />
    </>
  )
}

/**
 * Before the first close there is nothing to read, but what closes and exports go by is there to be
 * chosen: the zone of a day is that of its close for ever.
 */
function BooksToBe({ books }: { books: BookOverview }) {
  const { t } = useWords()
  return (
    <>
      <CloseState books={books} />
      <BookTabs
        panels={{
          days: (
            <Panel>
              <EmptyState
                icon={<IconBook2 size={24} />}
                title={t('books.none')}
                text={t(books.timeZone === null ? 'books.noZone' : 'books.noneText')}
              />
            </Panel>
          ),
          exports: <Exports />,
          accounts: <Accounts books={books} />,
        }}
      />
    </>
  )
}

const TABS = ['summary', 'balance', 'days', 'files', 'exports', 'accounts'] as const

interface BookTabsProps {
  /** What there is to see, by its tab. */
  readonly panels: Readonly<Partial<Record<(typeof TABS)[number], ReactNode>>>
}

/** The parts of the books that there are, in one order; the first one is open. */
function BookTabs({ panels }: BookTabsProps) {
  const { t } = useWords()
  const tabs = TABS.filter((tab) => panels[tab] !== undefined)
  return (
    <Tabs defaultValue={tabs[0] ?? null} keepMounted={false}>
      <Tabs.List mb="md">
        {tabs.map((tab) => (
          <Tabs.Tab key={tab} value={tab}>
            {t(`books.tab.${tab}`)}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      {tabs.map((tab) => (
        <Tabs.Panel key={tab} value={tab}>
          {panels[tab]}
        </Tabs.Panel>
      ))}
    </Tabs>
  )
}

/** What the address says of it. */
interface SearchedPeriod {
  readonly from?: string | undefined
  readonly to?: string | undefined
}

/** The period that was chosen, within the days that are closed: this month when nothing was. */
function periodOf(search: SearchedPeriod, firstDay: string, lastDay: string): Period {
  const month = monthPeriod(lastDay, 0)
  const to = earlier(search.to ?? lastDay, lastDay)
  const from = search.from ?? month.from
  const begun = from < firstDay ? firstDay : from
  return { from: earlier(begun, to), to: to < firstDay ? firstDay : to }
}

function earlier(one: string, other: string): string {
  return one < other ? one : other
}
