import { Button, Select } from '@mantine/core'
import { IconDownload, IconListDetails, IconX } from '@tabler/icons-react'
import { getRouteApi } from '@tanstack/react-router'
import { AUDIT_ACTIONS, AUDIT_FILE_PATH } from '../../../../../src/contract/admin/audit.ts'
import { useRead } from '../../api/admin.tsx'
import { usePages } from '../../api/pages.ts'
import { TableSkeleton } from '../../show/data-table.tsx'
import { DateFilters } from '../../show/date-filters.tsx'
import { MorePages } from '../../show/more-pages.tsx'
import { EmptyState, FailureNotice } from '../../show/notices.tsx'
import { PageHead, Panel } from '../../show/panel.tsx'
import styles from '../../show/show.module.css'
import { useTitle } from '../../show/use-title.ts'
import { useWords } from '../../words/words.tsx'
import { AuditTable } from './audit-table.tsx'
import { partyText } from './party.ts'

const route = getRouteApi('/inside/audit')

/** Who did what beside the ledger; the filters stand in the address. */
export function AuditRoom() {
  const { t } = useWords()
  useTitle(t('nav.audit'))
  const filters = route.useSearch()
  const asked = Object.entries(filters).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value]],
  )
  return (
    <>
      <PageHead title={t('nav.audit')} about={t('audit.about')}>
        <Button
          component="a"
          href={`${AUDIT_FILE_PATH}?${new URLSearchParams(asked).toString()}`}
          download
          variant="default"
          leftSection={<IconDownload size={18} aria-hidden="true" />}
        >
          {t('audit.download')}
        </Button>
      </PageHead>
      <Panel>
        <Filters />
        <List isFiltered={asked.length > 0} />
      </Panel>
    </>
  )
}

function Filters() {
  const { t, locale } = useWords()
  const filters = route.useSearch()
  const navigate = route.useNavigate()
  const actors = useRead('list-audit-actors', {})
  const setFilter = (change: Partial<typeof filters>) =>
    void navigate({ search: (before) => ({ ...before, ...change }), replace: true })
  const actions = AUDIT_ACTIONS.map((value) => ({ value, label: t(`audited.${value}`) }))
  return (
    <div className={styles['filters']}>
      <Select
        label={t('audit.who')}
        placeholder={t('audit.everybody')}
        data={(actors.data?.actors ?? []).map((actor) => ({
          value: actor.reference,
          label: partyText(actor, t),
        }))}
        value={filters.actor ?? null}
        onChange={(actor) => setFilter({ actor: actor ?? undefined })}
        searchable
        nothingFoundMessage={t('form.nothingFound')}
        clearable
        clearButtonProps={{ 'aria-label': t('filter.clear') }}
      />
      <Select
        label={t('audit.action')}
        placeholder={t('audit.allActions')}
        data={actions.toSorted((one, other) => one.label.localeCompare(other.label, locale))}
        value={filters.action ?? null}
        onChange={(chosen) =>
          setFilter({ action: AUDIT_ACTIONS.find((action) => action === chosen) })
        }
        searchable
        nothingFoundMessage={t('form.nothingFound')}
        clearable
        clearButtonProps={{ 'aria-label': t('filter.clear') }}
      />
      <DateFilters range={filters} onChange={setFilter} />
      {Object.values(filters).some((value) => value !== undefined) && (
        <Button variant="subtle" onClick={() => void navigate({ search: {}, replace: true })}>
          {t('filter.clearAll')}
        </Button>
      )}
    </div>
  )
}

function List({ isFiltered }: { isFiltered: boolean }) {
  const { t } = useWords()
  const filters = route.useSearch()
  const navigate = route.useNavigate()
  const query = usePages('list-audit', filters)
  const entries = query.data?.pages.flatMap((page) => page.entries)
  const only = (subject: string | undefined) =>
    void navigate({ search: (before) => ({ ...before, subject }), replace: true })
  const subject = entries?.[0]?.subject
  return (
    <>
      {filters.subject !== undefined && (
        <Button
          mb="md"
          size="xs"
          variant="light"
          rightSection={<IconX size={15} aria-hidden="true" />}
          title={t('audit.onlyClear')}
          onClick={() => only(undefined)}
        >
          {t('audit.only', { name: subject ? partyText(subject, t) : filters.subject })}
        </Button>
      )}
      {query.error && (
        <FailureNotice failure={query.error.failure} onRetry={() => void query.refetch()} />
      )}
      {!entries && !query.error && <TableSkeleton rows={8} />}
      {entries?.length === 0 && (
        <EmptyState
          icon={<IconListDetails size={24} />}
          title={t(isFiltered ? 'audit.noneFound' : 'audit.none')}
          text={t(isFiltered ? 'audit.noneFoundText' : 'audit.noneText')}
        />
      )}
      {entries && entries.length > 0 && <AuditTable entries={entries} onSubject={only} />}
      <MorePages query={query} />
    </>
  )
}
