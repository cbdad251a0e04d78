import { Select, TextInput } from '@mantine/core'
import { IconListCheck } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { INBOX_KINDS, INBOX_STATES } from '../../../../../src/contract/admin/exceptions.ts'
import type { AdminInput, AdminResult } from '../../../../../src/contract/admin/table.ts'
import type { LocationId } from '../../../../../src/contract/ids.ts'
import { type ReplyFailure, unwrap, useAdmin, useRead } from '../../api/admin.tsx'
import { TableSkeleton } from '../../show/data-table.tsx'
import { MorePages } from '../../show/more-pages.tsx'
import { EmptyState, FailureNotice } from '../../show/notices.tsx'
import { PageHead, Panel } from '../../show/panel.tsx'
import styles from '../../show/show.module.css'
import { useTitle } from '../../show/use-title.ts'
import { useWords } from '../../words/words.tsx'
import { ExceptionTable } from './exception-table.tsx'

type Filter = Omit<AdminInput<'list-exceptions'>, 'cursor'>
type Page = AdminResult<'list-exceptions'>

/** Payments without a redemption and redemptions without a payment, for the operator to look into. */
export function ExceptionsRoom() {
  const { t } = useWords()
  useTitle(t('nav.exceptions'))
  const [filter, setFilter] = useState<Filter>({})
  return (
    <>
      <PageHead title={t('nav.exceptions')} about={t('exceptions.about')} />
      <Panel>
        <Filters filter={filter} onFilter={setFilter} />
        <List filter={filter} />
      </Panel>
    </>
  )
}

interface FiltersProps {
  readonly filter: Filter
  readonly onFilter: (filter: Filter) => void
}

function Filters({ filter, onFilter }: FiltersProps) {
  const { t } = useWords()
  const locations = useRead('list-locations', {})
  const clear = { clearable: true, clearButtonProps: { 'aria-label': t('filter.clear') } }
  return (
    <div className={styles['filters']}>
      <Select
        label={t('column.location')}
        placeholder={t('filter.allLocations')}
        data={(locations.data?.locations ?? []).map(({ locationId, name }) => ({
          ...{ value: locationId, label: name },
        }))}
        value={filter.locationId ?? null}
        onChange={(id) => onFilter({ ...filter, locationId: (id ?? undefined) as LocationId })}
        {...clear}
      />
      <TextInput
        type="date"
        label={t('exceptions.day')}
        value={filter.day ?? ''}
        onChange={(event) => onFilter({ ...filter, day: event.currentTarget.value || undefined })}
      />
      <Select
        label={t('exceptions.state')}
        placeholder={t('exceptions.anyState')}
        data={INBOX_STATES.map((state) => ({
          ...{ value: state, label: t(`exceptionState.${state}`) },
        }))}
        value={filter.state ?? null}
        onChange={(state) => onFilter({ ...filter, state: state ?? undefined })}
        {...clear}
      />
      <Select
        label={t('exceptions.kind')}
        placeholder={t('exceptions.anyKind')}
        data={INBOX_KINDS.map((kind) => ({ value: kind, label: t(`exceptionKind.${kind}`) }))}
        value={filter.kind ?? null}
        onChange={(kind) => onFilter({ ...filter, kind: kind ?? undefined })}
        {...clear}
      />
    </div>
  )
}

function List({ filter }: { readonly filter: Filter }) {
  const { t } = useWords()
  const query = useExceptions(filter)
  const exceptions = query.data?.pages.flatMap((page) => page.exceptions)
  const isFiltered = Object.values(filter).some((value) => value !== undefined)
  return (
    <>
      {query.error && (
        <FailureNotice failure={query.error.failure} onRetry={() => void query.refetch()} />
      )}
      {!exceptions && !query.error && <TableSkeleton rows={6} />}
      {exceptions?.length === 0 && (
        <EmptyState
          icon={<IconListCheck size={24} />}
          title={t(isFiltered ? 'exceptions.noneFound' : 'exceptions.none')}
          text={t(isFiltered ? 'exceptions.noneFoundText' : 'exceptions.noneText')}
        />
      )}
      {exceptions && exceptions.length > 0 && (
        <ExceptionTable exceptions={exceptions} onNoted={() => void query.refetch()} />
      )}
      <MorePages query={query} />
    </>
  )
}

function useExceptions(filter: Filter) {
  const { client } = useAdmin()
  return useInfiniteQuery<Page, ReplyFailure, { pages: Page[] }, unknown[], string | undefined>({
    queryKey: ['list-exceptions', filter],
    queryFn: async ({ pageParam, signal }) => {
      const params = { ...filter, ...(pageParam === undefined ? {} : { cursor: pageParam }) }
      return unwrap(await client.call('list-exceptions', params, signal))
    },
    initialPageParam: undefined,
    getNextPageParam: (page) => page.next ?? undefined,
  })
}
