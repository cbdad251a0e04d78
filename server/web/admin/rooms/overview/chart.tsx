import { useId, useState } from 'react'
import type { Overview } from '../../../../../src/contract/admin/views.ts'
import { type Currency, currencyExponent, minor } from '../../../../../src/contract/money.ts'
import { formatMoneyShort } from '../../../../../src/ui/money.ts'
import { formatShortDay } from '../../show/dates.ts'
import { useWords } from '../../words/words.tsx'
import { ChartReadout } from './chart-readout.tsx'
import { type Box, gridLines, nearestIndex, roundUp, spread, xOf, yOf } from './chart-scale.ts'
import styles from './overview.module.css'

type Day = Overview['days'][number]

const SIZE = { width: 640, height: 236 }
const BOX: Box = { left: 56, top: 12, width: 572, height: 184 }
const LINES = 4
const DAY_LABELS = 4
/** An empty chart still has an axis of whole units. */
const LOWEST_TOP_UNITS = 100

interface ChartProps {
  readonly days: readonly Day[]
  readonly currency: Currency
}

/** Sold and redeemed as two lines; pointing at a day reads it out. The same figures are in the table. */
export function Chart({ days, currency }: ChartProps) {
  const { t } = useWords()
  const titleId = useId()
  const [pointed, setPointed] = useState<number>()
  const highest = Math.max(0, ...days.flatMap((day) => [day.soldMinor, day.redeemedMinor]))
  const top = roundUp(highest, LOWEST_TOP_UNITS * 10 ** currencyExponent(currency))
  const day = pointed === undefined ? undefined : days[pointed]
  return (
    <div className={styles['chart']}>
      <svg
        viewBox={`0 0 ${SIZE.width} ${SIZE.height}`}
        role="img"
        aria-labelledby={titleId}
        onPointerMove={(event) => setPointed(dayUnder(event, days.length))}
        onPointerLeave={() => setPointed(undefined)}
      >
        <title id={titleId}>{t('overview.chartSummary', { count: days.length })}</title>
        <Grid top={top} currency={currency} />
        <DayLabels days={days} />
        <Line days={days} top={top} series="sold" />
        <Line days={days} top={top} series="redeemed" />
        {day && pointed !== undefined && (
          <Pointer day={day} x={xOf(BOX, pointed, days.length)} top={top} />
        )}
      </svg>
      {day && pointed !== undefined && (
        <ChartReadout
          day={day}
          currency={currency}
          fraction={xOf(BOX, pointed, days.length) / SIZE.width}
        />
      )}
    </div>
  )
}

function dayUnder(event: React.PointerEvent<SVGSVGElement>, count: number): number {
  const frame = event.currentTarget.getBoundingClientRect()
  return nearestIndex(BOX, ((event.clientX - frame.left) / frame.width) * SIZE.width, count)
}

function seriesValue(day: Day, series: 'sold' | 'redeemed'): number {
  return series === 'sold' ? day.soldMinor : day.redeemedMinor
}

function Grid({ top, currency }: { top: number; currency: Currency }) {
  const { locale } = useWords()
  return gridLines(top, LINES).map((value) => {
    const y = yOf(BOX, value, top)
    return (
      <g key={value}>
        <line x1={BOX.left} x2={BOX.left + BOX.width} y1={y} y2={y} className={styles['grid']} />
        <text x={BOX.left - 10} y={y + 4} textAnchor="end" className={styles['axis']}>
          {formatMoneyShort(minor(value), currency, locale)}
        </text>
      </g>
    )
  })
}

function DayLabels({ days }: { days: readonly Day[] }) {
  const { locale } = useWords()
  return spread(days.length, DAY_LABELS).map((index) => {
    const anchor = index === 0 ? 'start' : index === days.length - 1 ? 'end' : 'middle'
    return (
      <text
        key={index}
        x={xOf(BOX, index, days.length)}
        y={SIZE.height - 12}
        textAnchor={anchor}
        className={styles['axis']}
      >
        {formatShortDay(days[index]?.date ?? '', locale)}
      </text>
    )
  })
}

interface LineProps {
  readonly days: readonly Day[]
  readonly top: number
  readonly series: 'sold' | 'redeemed'
}

function Line({ days, top, series }: LineProps) {
  const points = days.map((day, index) => ({
    x: xOf(BOX, index, days.length),
    y: yOf(BOX, seriesValue(day, series), top),
  }))
  return (
    <polyline
      data-series={series}
      className={styles['line']}
      points={points.map((point) => `${point.x},${point.y}`).join(' ')}
    />
  )
}

function Pointer({ day, x, top }: { day: Day; x: number; top: number }) {
  return (
    <g>
      <line x1={x} x2={x} y1={BOX.top} y2={BOX.top + BOX.height} className={styles['pointer']} />
      {(['sold', 'redeemed'] as const).map((series) => (
        <circle
          key={series}
          data-series={series}
          className={styles['dot']}
          cx={x}
          cy={yOf(BOX, seriesValue(day, series), top)}
          r={4}
        />
      ))}
    </g>
  )
}
