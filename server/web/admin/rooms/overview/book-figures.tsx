import type { Overview } from '../../../../../src/contract/admin/views.ts'
import { addMinor, ZERO } from '../../../../../src/contract/money.ts'
import { useRead } from '../../api/admin.tsx'
import { useMay } from '../../api/may.ts'
import { Money } from '../../show/money.tsx'
import { Tile } from '../../show/tile.tsx'
import { useWords } from '../../words/words.tsx'
import { TopLocations } from '../insight/top-locations.tsx'
import styles from './overview.module.css'

/** Where most is redeemed, and what is estimated of breakage: for those who may see the books. */
export function BookFigures({ overview }: { overview: Overview }) {
  const may = useMay()
  if (!may('read-sales') || !may('read-breakage')) return null
  return <Figures overview={overview} />
}

function Figures({ overview: { currency, days } }: { overview: Overview }) {
  const { t } = useWords()
  const from = days[0]?.date ?? ''
  const to = days.at(-1)?.date ?? ''
  const sales = useRead('read-sales', { from, to })
  const breakage = useRead('read-breakage', {})
  const totals = sales.data?.totals.find((line) => line.currency === currency)
  const locations = sales.data?.topLocations.filter((line) => line.currency === currency) ?? []
  const programs = breakage.data?.programs.filter((line) => line.currency === currency) ?? []
  const earned = addMinor(ZERO, ...programs.map(({ earnedMinor }) => earnedMinor ?? ZERO))
  if (!totals || locations.length === 0) return null
  return (
    <div className={styles['row']}>
      <TopLocations title={t('overview.top')} {...{ locations, totals }} />
      <div>
        <Tile
          label={t('overview.breakage')}
          figure={<Money amountMinor={earned} currency={currency} />}
          sub={t('overview.breakageSub')}
        />
      </div>
    </div>
  )
}
