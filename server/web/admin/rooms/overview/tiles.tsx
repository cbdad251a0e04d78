import type { Overview } from '../../../../../src/contract/admin/views.ts'
import { Money } from '../../show/money.tsx'
import { Tile, TileRow } from '../../show/tile.tsx'
import { useWords } from '../../words/words.tsx'

/** The four figures of the day. */
export function Tiles({ overview }: { overview: Overview }) {
  const { t } = useWords()
  const { currency, stations, openEnrolments } = overview
  const active = stations.filter((station) => station.state === 'active')
  const online = active.filter((station) => station.online)
  return (
    <TileRow>
      <Tile
        label={t('overview.owed')}
        figure={<Money amountMinor={overview.liabilityMinor} currency={currency} />}
        sub={t('overview.activeCards', { count: overview.activeCards })}
      />
      <Tile
        label={t('overview.soldToday')}
        figure={<Money amountMinor={overview.soldTodayMinor} currency={currency} />}
        sub={t('overview.loads', { count: overview.soldTodayCount })}
      />
      <Tile
        label={t('overview.redeemedToday')}
        figure={<Money amountMinor={overview.redeemedTodayMinor} currency={currency} />}
        sub={t('overview.redemptions', { count: overview.redeemedTodayCount })}
      />
      <Tile
        label={t('overview.stationsOnline')}
        figure={t('overview.ofStations', { online: online.length, all: active.length })}
        sub={t('overview.openActivations', { count: openEnrolments.length })}
      />
    </TileRow>
  )
}
