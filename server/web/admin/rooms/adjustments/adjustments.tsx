import { SegmentedControl } from '@mantine/core'
import { IconScale } from '@tabler/icons-react'
import { getRouteApi } from '@tanstack/react-router'
import { STALE_AFTER_MS } from '../../api/limits.ts'
import { useMay } from '../../api/may.ts'
import { usePages } from '../../api/pages.ts'
import { TableSkeleton } from '../../show/data-table.tsx'
import { RoomButton } from '../../show/links.tsx'
import { MorePages } from '../../show/more-pages.tsx'
import { EmptyState, FailureNotice } from '../../show/notices.tsx'
import { PageHead, Panel } from '../../show/panel.tsx'
import styles from '../../show/show.module.css'
import { useTitle } from '../../show/use-title.ts'
import { useWords } from '../../words/words.tsx'
import { ProposalTable } from './proposal-table.tsx'

const route = getRouteApi('/inside/adjustments')

/** What is put right by hand and is too large for one person. */
export function AdjustmentsRoom() {
  const { t } = useWords()
  useTitle(t('nav.adjustments'))
  const may = useMay()
  const { which = 'open' } = route.useSearch()
  const navigate = route.useNavigate()
  return (
    <>
      <PageHead title={t('nav.adjustments')} about={t('adjustments.about')}>
        {may('correct-card') && <RoomButton to="/cards">{t('adjustments.propose')}</RoomButton>}
      </PageHead>
      <Panel>
        <div className={styles['filters']}>
          <SegmentedControl
            aria-label={t('adjustments.which')}
            data={[
              { value: 'open', label: t('adjustments.waiting') },
              { value: 'all', label: t('adjustments.all') },
            ]}
            value={which}
            onChange={(chosen) =>
              void navigate({
                search: chosen === 'all' ? { which: 'all' as const } : {},
                replace: true,
              })
            }
          />
        </div>
        <Proposals key={which} which={which} />
      </Panel>
    </>
  )
}

function Proposals({ which }: { which: 'open' | 'all' }) {
  const { t } = useWords()
  const query = usePages('list-proposals', { which }, STALE_AFTER_MS)
  const proposals = query.data?.pages.flatMap((page) => page.proposals)
  return (
    <>
      {query.error && (
        <FailureNotice failure={query.error.failure} onRetry={() => void query.refetch()} />
      )}
      {!proposals && !query.error && <TableSkeleton rows={4} />}
      {proposals?.length === 0 && (
        <EmptyState
          icon={<IconScale size={24} />}
          title={t(which === 'open' ? 'adjustments.none' : 'adjustments.noneAll')}
          text={t(which === 'open' ? 'adjustments.noneText' : 'adjustments.noneAllText')}
        />
      )}
      {proposals && proposals.length > 0 && <ProposalTable proposals={proposals} />}
      <MorePages query={query} />
    </>
  )
}
