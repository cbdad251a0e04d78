import { Button, Select, TextInput } from '@mantine/core'
import { IconListSearch } from '@tabler/icons-react'
import { getRouteApi } from '@tanstack/react-router'
import type { RequestLogLine } from '../../../../../src/contract/admin/request-log.ts'
import type { AdminParams } from '../../../../../src/contract/admin/table.ts'
import { useRead } from '../../api/admin.tsx'
import { useMay } from '../../api/may.ts'
import { usePages } from '../../api/pages.ts'
import { useDraft } from '../../forms/use-draft.ts'
import { Badge } from '../../show/badges.tsx'
import { type Column, DataTable, TableSkeleton } from '../../show/data-table.tsx'
import { DateFilters } from '../../show/date-filters.tsx'
import { dayAfter, startOfDayMs } from '../../show/dates.ts'
import { MorePages } from '../../show/more-pages.tsx'
import { EmptyState, FailureNotice } from '../../show/notices.tsx'
import { PageHead, Panel } from '../../show/panel.tsx'
import styles from '../../show/show.module.css'
import { useTimes } from '../../show/times.tsx'
import { useTitle } from '../../show/use-title.ts'
import { useWords } from '../../words/words.tsx'
import { RequestDetails } from './request-details.tsx'

const route = getRouteApi('/inside/requests')

/** What keys asked of the API and were answered; the filters stand in the address. */
export function RequestsRoom() {
  const { t } = useWords()
  useTitle(t('nav.requests'))
  return (
    <>
      <PageHead title={t('nav.requests')} about={t('requests.about')} />
      <Panel>
        <Filters />
        <List />
      </Panel>
    </>
  )
}

function Filters() {
  const { t } = useWords()
  const filters = route.useSearch()
  const navigate = route.useNavigate()
  const may = useMay()
  const setFilter = (change: Partial<typeof filters>) =>
    void navigate({ search: (before) => ({ ...before, ...change }), replace: true })
  return (
    <div className={styles['filters']}>
      {may('list-api-clients') && (
        <KeyFilter
          clientId={filters.clientId}
          onChange={(clientId) => setFilter({ clientId: clientId ?? undefined })}
        />
      )}
      <TextFilter name="code" label={t('requests.code')} placeholder={t('requests.codeFor')} />
      <TextFilter
        name="operation"
        label={t('column.operation')}
        placeholder={t('requests.operationFor')}
      />
      <TextFilter name="requestId" label={t('requests.requestId')} placeholder="" />
      <DateFilters range={filters} onChange={setFilter} />
      {Object.values(filters).some((value) => value !== undefined) && (
        <Button variant="subtle" onClick={() => void navigate({ search: {}, replace: true })}>
          {t('filter.clearAll')}
        </Button>
      )}
    </div>
  )
}

interface KeyFilterProps {
  readonly clientId: string | undefined
  readonly onChange: (clientId: string | null) => void
}

function KeyFilter({ clientId, onChange }: KeyFilterProps) {
  const { t } = useWords()
  const keys = useRead('list-api-clients', {})
  return (
    <Select
      label={t('requests.key')}
      placeholder={t('requests.allKeys')}
      data={(keys.data?.clients ?? []).map(({ clientId: value, name, keyHint }) => ({
        value,
        label: `${name} · …${keyHint}`,
      }))}
      value={clientId ?? null}
      onChange={onChange}
      clearable
      clearButtonProps={{ 'aria-label': t('filter.clear') }}
    />
  )
}

interface TextFilterProps {
  readonly name: 'code' | 'operation' | 'requestId'
  readonly label: string
  readonly placeholder: string
}

/** Narrows the list once the field is left, or with the Enter key. */
function TextFilter({ name, label, placeholder }: TextFilterProps) {
  const filters = route.useSearch()
  const navigate = route.useNavigate()
  const { draft: text, setDraft: setText, setTold } = useDraft(filters[name] ?? '')
  const apply = () => {
    const value = text.trim() === '' ? undefined : text.trim()
    if (value === filters[name]) return
    setTold(value ?? '')
    void navigate({ search: (before) => ({ ...before, [name]: value }), replace: true })
  }
  return (
    <TextInput
      label={label}
      placeholder={placeholder}
      value={text}
      maxLength={name === 'requestId' ? 128 : 64}
      onChange={(event) => setText(event.currentTarget.value)}
      onBlur={apply}
      onKeyDown={(event) => event.key === 'Enter' && apply()}
    />
  )
}

function List() {
  const { t } = useWords()
  const filters = route.useSearch()
  const query = useRequests()
  const entries = query.data?.pages.flatMap((page) => page.entries)
  const isFiltered = Object.values(filters).some((value) => value !== undefined)
  return (
    <>
      {query.error && (
        <FailureNotice failure={query.error.failure} onRetry={() => void query.refetch()} />
      )}
      {!entries && !query.error && <TableSkeleton rows={8} />}
      {entries?.length === 0 && (
        <EmptyState
          icon={<IconListSearch size={24} />}
          title={t(isFiltered ? 'requests.noneFound' : 'requests.none')}
          text={t(isFiltered ? 'requests.noneFoundText' : 'requests.noneText')}
        />
      )}
      {entries && entries.length > 0 && <RequestTable entries={entries} />}
      <MorePages query={query} />
    </>
  )
}

function RequestTable({ entries }: { entries: readonly RequestLogLine[] }) {
  const { t } = useWords()
  const times = useTimes()
  const columns: Column<RequestLogLine>[] = [
    {
      id: 'operation',
      heading: t('column.operation'),
      isRowHeading: true,
      cell: ({ operation, requestId }) => (
        <>
          {operation}
          {requestId !== null && <span className={styles['sub']}>{requestId}</span>}
        </>
      ),
    },
    { id: 'code', heading: t('requests.code'), cell: ({ code }) => <Code code={code} /> },
    { id: 'key', heading: t('requests.key'), cell: ({ clientName }) => clientName },
    { id: 'time', heading: t('column.time'), cell: ({ atMs }) => times.dateTime(atMs) },
    {
      id: 'took',
      heading: t('requests.took'),
      align: 'end',
      onlyWide: true,
      cell: ({ tookMs }) => t('requests.ms', { count: tookMs }),
    },
    {
      id: 'actions',
      heading: t('column.actions'),
      headingHidden: true,
      align: 'end',
      cell: (entry) => <RequestDetails entry={entry} />,
    },
  ]
  return (
    <DataTable
      label={t('nav.requests')}
      columns={columns}
      rows={entries}
      rowKey={({ entryId }) => entryId}
    />
  )
}

function Code({ code }: { code: string }) {
  return <Badge tone={code === 'OK' ? 'moved' : 'refused'}>{code}</Badge>
}

function useRequests() {
  const { from, to, ...rest } = route.useSearch()
  const zone = useTimes().zoneOf(null)
  const startOf = (day: string) => new Date(startOfDayMs(day, zone)).toISOString()
  const filters: AdminParams<'search-request-log'> = {
    ...rest,
    ...(from !== undefined && { from: startOf(from) }),
    ...(to !== undefined && { to: startOf(dayAfter(to)) }),
  }
  return usePages('search-request-log', filters)
}
