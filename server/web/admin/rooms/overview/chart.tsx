import { useElementSize } from '@mantine/hooks'
import { type PointerEvent, useId, useState } from 'react'
import type { Overview } from '../../../../../src/contract/admin/views.ts'
import { type Currency, currencyExponent, minor } from '../../../../../src/contract/money.ts'
import { formatMoneyShort } from '../../../../../src/ui/money.ts'
import { formatShortDay } from '../../show/dates.ts'
import { useWords } from '../../words/words.tsx'
import { ChartReadout } from './chart-readout.tsx'
import { type Box, gridLines, nearestIndex, roundUp, spread, xOf, yOf } from './chart-scale.ts'
import styles from './overview.module.css'

type Day = Overview['days'][number]

const HEIGHT_PX = 240
/** Room for the axes and for half a dot at the ends. */
const EDGE = { left: 58, top: 12, right: 8, bottom: 40 }
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
  const frame = useElementSize()
  const box = boxIn(frame.width)
  const [pointed, setPointed] = useState<number>()
  const highest = Math.max(0, ...days.flatMap((day) => [day.soldMinor, day.redeemedMinor]))
  const top = roundUp(highest, LOWEST_TOP_UNITS * 10 ** currencyExponent(currency))
  const day = pointed === undefined ? undefined : days[pointed]
  return (
    <div className={styles['chart']} ref={frame.ref}>
      <svg
        width={frame.width}
        height={HEIGHT_PX}
        role="img"
        aria-labelledby={titleId}
        onPointerMove={(event) => setPointed(dayUnder(event, box, days.length))}
        onPointerLeave={() => setPointed(undefined)}
      >
        <title id={titleId}>{t('overview.chartSummary', { count: days.length })}</title>
        <Grid box={box} top={top} currency={currency} />
        <DayLabels box={box} days={days} />
        <Line box={box} days={days} top={top} series="sold" />
        <Line box={box} days={days} top={top} series="redeemed" />
        {day && pointed !== undefined && (
          <Pointer box={box} day={day} x={xOf(box, pointed, days.length)} top={top} />
        )}
      </svg>
      {day && pointed !== undefined && (
        <ChartReadout
          day={day}
          currency={currency}
          fraction={xOf(box, pointed, days.length) / frame.width}
        />
      )}
    </div>
  )
}

/** Where the lines go in a chart of this width. */
function boxIn(widthPx: number): Box {
  return {
    left: EDGE.left,
    top: EDGE.top,
    width: Math.max(widthPx - EDGE.left - EDGE.right, 1),
    height: HEIGHT_PX - EDGE.top - EDGE.bottom,
  }
}

function dayUnder(event: PointerEvent<SVGSVGElement>, box: Box, count: number): number {
  const frame = event.currentTarget.getBoundingClientRect()
  return nearestIndex(box, event.clientX - frame.left, count)
}

function seriesValue(day: Day, series: 'sold' | 'redeemed'): number {
  return series === 'sold' ? day.soldMinor : day.redeemedMinor
}

function Grid({ box, top, currency }: { box: Box; top: number; currency: Currency }) {
  const { locale } = useWords()
  return gridLines(top, LINES).map((value) => {
    const y = yOf(box, value, top)
    return (
      <g key={value}>
        <line x1={box.left} x2={box.left + box.width} y1={y} y2={y} className={styles['grid']} />
        <text x={box.left - 10} y={y + 4} textAnchor="end" className={styles['axis']}>
          {formatMoneyShort(minor(value), currency, locale)}
        </text>
      </g>
    )
  })
}

function DayLabels({ box, days }: { box: Box; days: readonly Day[] }) {
  const { locale } = useWords()
  return spread(days.length, DAY_LABELS).map((index) => {
    const anchor = index === 0 ? 'start' : index === days.length - 1 ? 'end' : 'middle'
    return (
      <text
        key={index}
        x={xOf(box, index, days.length)}
        y={HEIGHT_PX - 14}
        textAnchor={anchor}
        className={styles['axis']}
      >
        {formatShortDay(days[index]?.date ?? '', locale)}
      </text>
    )
  })
}

interface LineProps {
  readonly box: Box
  readonly days: readonly Day[]
  readonly top: number
  readonly series: 'sold' | 'redeemed'
}

function Line({ box, days, top, series }: LineProps) {
  const points = days.map((day, index) => ({
    x: xOf(box, index, days.length),
    y: yOf(box, seriesValue(day, series), top),
  }))
  return (
    <polyline
      data-series={series}
      className={styles['line']}
      points={points.map((point) => `${point.x},${point.y}`).join(' ')}
    />
  )
}

interface PointerProps {
  readonly box: Box
  readonly day: Day
  readonly x: number
  readonly top: number
}

function Pointer({ box, day, x, top }: PointerProps) {
  return (
    <g>
      <line x1={x} x2={x} y1={box.top} y2={box.top + box.height} className={styles['pointer']} />
      {(['sold', 'redeemed'] as const).map((series) => (
        <circle
          key={series}
          data-series={series}
          className={styles['dot']}
          cx={x}
          cy={yOf(box, seriesValue(day, series), top)}
          r={4}
        />
      ))}
    </g>
  )
}
