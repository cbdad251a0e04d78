import type { ReactNode } from 'react'
import type { Overview } from '../../../../../src/contract/admin/views.ts'
import { Money } from '../../show/money.tsx'
import { useWords } from '../../words/words.tsx'
import styles from './overview.module.css'

/** The four figures of the day. */
export function Tiles({ overview }: { overview: Overview }) {
  const { t } = useWords()
  const { currency, stations, openEnrolments } = overview
  const active = stations.filter((station) => station.state === 'active')
  const online = active.filter((station) => station.online)
  return (
    <div className={styles['tiles']}>
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
    </div>
  )
}

interface TileProps {
  readonly label: string
  readonly figure: ReactNode
  readonly sub: string
}

function Tile({ label, figure, sub }: TileProps) {
  return (
    <section className={styles['tile']} aria-label={label}>
      <h2 className={styles['tileLabel']}>{label}</h2>
      <p className={styles['tileFigure']}>{figure}</p>
      <p className={styles['tileSub']}>{sub}</p>
    </section>
  )
}
