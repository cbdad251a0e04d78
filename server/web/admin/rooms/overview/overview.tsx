import { SegmentedControl, Skeleton } from '@mantine/core'
import { IconReceipt } from '@tabler/icons-react'
import { useState } from 'react'
import type { Overview } from '../../../../../src/contract/admin/views.ts'
import type { Currency } from '../../../../../src/contract/money.ts'
import { useRead } from '../../api/admin.tsx'
import { LiveBadge } from '../../shell/live-badge.tsx'
import { RoomLink } from '../../show/links.tsx'
import { Loaded } from '../../show/loaded.tsx'
import { EmptyState } from '../../show/notices.tsx'
import { OperationTable } from '../../show/operation-table.tsx'
import { PageHead, Panel } from '../../show/panel.tsx'
import { TileRow } from '../../show/tile.tsx'
import { useTitle } from '../../show/use-title.ts'
import { useWords } from '../../words/words.tsx'
import { BookFigures } from './book-figures.tsx'
import { ChartPanel } from './chart-panel.tsx'
import styles from './overview.module.css'
import { Stations } from './stations.tsx'
import { Tiles } from './tiles.tsx'

/** Operations on the first page: as many as are seen without scrolling on a common screen. */
const LATEST_MAX = 8

/** The operator's first page: what is owed, what happens today, who is there. */
export function OverviewRoom() {
  const { t } = useWords()
  useTitle(t('nav.overview'))
  const [currency, setCurrency] = useState<Currency>()
  const query = useRead('overview', { currency })
  const currencies = query.data?.currencies ?? []
  return (
    <>
      <PageHead title={t('nav.overview')} badge={<LiveBadge />}>
        {currencies.length > 1 && (
          <SegmentedControl
            aria-label={t('overview.currency')}
            data={currencies}
            value={currency ?? query.data?.currency ?? ''}
            onChange={(code) => setCurrency(currencies.find((one) => one === code))}
          />
        )}
      </PageHead>
      <Loaded query={query} skeleton={<OverviewSkeleton />}>
        {(overview) => (
          <>
            <Tiles overview={overview} />
            <div className={styles['row']}>
              <ChartPanel overview={overview} />
              <Stations overview={overview} />
            </div>
            <BookFigures overview={overview} />
            <Latest overview={overview} />
            <p className={styles['foot']}>{t('overview.chain', { count: overview.chainHeight })}</p>
          </>
        )}
      </Loaded>
    </>
  )
}

function Latest({ overview }: { overview: Overview }) {
  const { t } = useWords()
  return (
    <Panel
      title={t('overview.latest')}
      action={
        <RoomLink to="/redemptions" size="sm">
          {t('overview.openList')}
        </RoomLink>
      }
    >
      {overview.latest.length === 0 ? (
        <EmptyState
          icon={<IconReceipt size={24} />}
          title={t('redemptions.none')}
          text={t('redemptions.noneText')}
        />
      ) : (
        <OperationTable
          label={t('overview.latest')}
          operations={overview.latest.slice(0, LATEST_MAX)}
          show={{ location: true, card: true }}
          showsArrivals
        />
      )}
    </Panel>
  )
}

function OverviewSkeleton() {
  return (
    <div aria-hidden="true">
      <TileRow>
        {['owed', 'sold', 'redeemed', 'stations'].map((tile) => (
          <Skeleton key={tile} height={112} radius="md" />
        ))}
      </TileRow>
      <div className={styles['row']}>
        <Skeleton height={310} radius="md" />
        <Skeleton height={310} radius="md" />
      </div>
      <Skeleton height={240} radius="md" />
    </div>
  )
}
