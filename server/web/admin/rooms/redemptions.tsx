import { Button, Select } from '@mantine/core'
import { IconReceipt } from '@tabler/icons-react'
import { getRouteApi } from '@tanstack/react-router'
import { useRead } from '../api/admin.tsx'
import { usePages } from '../api/pages.ts'
import { LiveBadge } from '../shell/live-badge.tsx'
import { TableSkeleton } from '../show/data-table.tsx'
import { DateFilters } from '../show/date-filters.tsx'
import { MorePages } from '../show/more-pages.tsx'
import { EmptyState, FailureNotice } from '../show/notices.tsx'
import { OperationDetails } from '../show/operation-details.tsx'
import { OperationTable } from '../show/operation-table.tsx'
import { PageHead, Panel } from '../show/panel.tsx'
import styles from '../show/show.module.css'
import { useTitle } from '../show/use-title.ts'
import { useWords } from '../words/words.tsx'

const route = getRouteApi('/inside/redemptions')

/** Redemptions with their voids and refunds, as they happen; the filters stand in the address. */
export function RedemptionsRoom() {
  const { t } = useWords()
  useTitle(t('nav.redemptions'))
  const filters = route.useSearch()
  return (
    <>
      <PageHead title={t('nav.redemptions')} about={t('redemptions.about')} badge={<LiveBadge />} />
      <Panel>
        <Filters />
        <List key={JSON.stringify(filters)} />
      </Panel>
    </>
  )
}

function Filters() {
  const { t } = useWords()
  const filters = route.useSearch()
  const navigate = route.useNavigate()
  const locations = useRead('list-locations', {})
  const setFilter = (change: Partial<typeof filters>) =>
    void navigate({ search: (before) => ({ ...before, ...change }), replace: true })
  return (
    <div className={styles['filters']}>
      <Select
        label={t('column.location')}
        placeholder={t('filter.allLocations')}
        data={(locations.data?.locations ?? []).map(({ locationId, name }) => ({
          value: locationId,
          label: name,
        }))}
        value={filters.locationId ?? null}
        onChange={(locationId) => setFilter({ locationId: locationId ?? undefined })}
        clearable
        clearButtonProps={{ 'aria-label': t('filter.clear') }}
      />
      <DateFilters range={filters} onChange={setFilter} />
      {isFiltered(filters) && (
        <Button variant="subtle" onClick={() => void navigate({ search: {}, replace: true })}>
          {t('filter.clearAll')}
        </Button>
      )}
    </div>
  )
}

function List() {
  const { t } = useWords()
  const filters = route.useSearch()
  const query = usePages('list-redemptions', filters)
  const operations = query.data?.pages.flatMap((page) => page.operations)
  return (
    <>
      {query.error && (
        <FailureNotice failure={query.error.failure} onRetry={() => void query.refetch()} />
      )}
      {!operations && !query.error && <TableSkeleton rows={8} />}
      {operations?.length === 0 && (
        <EmptyState
          icon={<IconReceipt size={24} />}
          title={t(isFiltered(filters) ? 'redemptions.noneFound' : 'redemptions.none')}
          text={t(isFiltered(filters) ? 'redemptions.noneFoundText' : 'redemptions.noneText')}
        />
      )}
      {operations && operations.length > 0 && (
        <OperationTable
          label={t('nav.redemptions')}
          operations={operations}
          show={{ location: true, card: true }}
          actions={(operation) => <OperationDetails operation={operation} />}
          showsArrivals
        />
      )}
      <MorePages query={query} />
    </>
  )
}

function isFiltered(filters: { locationId?: unknown; from?: unknown; to?: unknown }): boolean {
  return Object.values(filters).some((value) => value !== undefined)
}
