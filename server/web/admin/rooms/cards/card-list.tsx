import { useDebouncedValue } from '@mantine/hooks'
import { IconCreditCard } from '@tabler/icons-react'
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import type { AdminResult } from '../../../../../src/contract/admin/table.ts'
import type { CardLine } from '../../../../../src/contract/admin/views.ts'
import { maskLastFour } from '../../../../../src/contract/card-number.ts'
import { type ReplyFailure, unwrap, useAdmin } from '../../api/admin.tsx'
import { SEARCH_PAUSE_MS } from '../../api/limits.ts'
import { useSearchText } from '../../shell/search-text.tsx'
import { CardStateBadge } from '../../show/badges.tsx'
import { type Column, DataTable, TableSkeleton } from '../../show/data-table.tsx'
import { RoomLink } from '../../show/links.tsx'
import { Money } from '../../show/money.tsx'
import { MorePages } from '../../show/more-pages.tsx'
import { EmptyState, FailureNotice } from '../../show/notices.tsx'
import styles from '../../show/show.module.css'
import { useTimes } from '../../show/times.tsx'
import { useWords } from '../../words/words.tsx'

const route = getRouteApi('/inside/cards')
type Page = AdminResult<'search-cards'>

/** The cards found, page by page. */
export function CardList() {
  const { t } = useWords()
  const { query, isNarrowed } = useCards()
  const cards = query.data?.pages.flatMap((page) => page.cards)
  const total = query.data?.pages[0]?.total ?? 0
  return (
    <>
      {query.error && (
        <FailureNotice failure={query.error.failure} onRetry={() => void query.refetch()} />
      )}
      {!cards && !query.error && <TableSkeleton rows={8} />}
      <p className={styles['count']} role="status">
        {cards && cards.length > 0 && t('cards.found', { count: total })}
      </p>
      {cards?.length === 0 && (
        <EmptyState
          icon={<IconCreditCard size={24} />}
          title={t(isNarrowed ? 'cards.noneFound' : 'cards.none')}
          text={t(isNarrowed ? 'cards.noneFoundText' : 'cards.noneText')}
        />
      )}
      {cards && cards.length > 0 && <CardTable cards={cards} />}
      <MorePages query={query} />
    </>
  )
}

function useCards() {
  const { client } = useAdmin()
  const { text } = useSearchText()
  const [settledText] = useDebouncedValue(text.trim(), SEARCH_PAUSE_MS)
  const { state = null, form = null } = route.useSearch()
  const filters = { text: settledText, state, form }
  const query = useInfiniteQuery<
    Page,
    ReplyFailure,
    { pages: Page[] },
    unknown[],
    string | undefined
  >({
    queryKey: ['search-cards', filters],
    queryFn: async ({ pageParam, signal }) => {
      const params = { ...filters, cursor: pageParam ?? null }
      return unwrap(await client.call('search-cards', params, signal))
    },
    initialPageParam: undefined,
    getNextPageParam: (page) => page.next ?? undefined,
    placeholderData: keepPreviousData,
    // A key may hold a card number: it is forgotten as soon as it is not shown.
    gcTime: 0,
  })
  return { query, isNarrowed: settledText !== '' || state !== null || form !== null }
}

function CardTable({ cards }: { cards: readonly CardLine[] }) {
  const { t } = useWords()
  const times = useTimes()
  const columns: Column<CardLine>[] = [
    {
      id: 'card',
      heading: t('column.card'),
      isRowHeading: true,
      cell: ({ cardId, lastFour }) => (
        <RoomLink to="/cards/$cardId" params={{ cardId }} size="sm" fw={600}>
          <span className="figures">{maskLastFour(lastFour)}</span>
        </RoomLink>
      ),
    },
    {
      id: 'state',
      heading: t('column.state'),
      cell: ({ state }) => <CardStateBadge state={state} />,
    },
    { id: 'form', heading: t('column.form'), cell: ({ form }) => t(`cardForm.${form}`) },
    { id: 'program', heading: t('column.program'), cell: ({ programName }) => programName },
    {
      id: 'batch',
      heading: t('column.batch'),
      cell: ({ batch }) => batch ?? <span className={styles['quiet']}>–</span>,
    },
    {
      id: 'activated',
      heading: t('column.activated'),
      cell: ({ activatedAtMs }) =>
        activatedAtMs === null ? (
          <span className={styles['quiet']}>–</span>
        ) : (
          times.day(activatedAtMs)
        ),
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
    <DataTable
      label={t('nav.cards')}
      columns={columns}
      rows={cards}
      rowKey={(card) => card.cardId}
    />
  )
}
