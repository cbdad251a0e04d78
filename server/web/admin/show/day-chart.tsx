import { useElementSize } from '@mantine/hooks'
import { type PointerEvent, useId, useState } from 'react'
import {
  type Currency,
  currencyExponent,
  type Minor,
  minor,
} from '../../../../src/contract/money.ts'
import { formatMoneyShort } from '../../../../src/ui/money.ts'
import { useWords } from '../words/words.tsx'
import styles from './chart.module.css'
import { ChartReadout } from './chart-readout.tsx'
import { type Box, gridLines, nearestIndex, roundUp, spread, xOf, yOf } from './chart-scale.ts'
import { formatShortDay } from './dates.ts'

/** One line of a chart: which look it has, what it is called, and an amount for each day. */
export interface Series {
  readonly id: 'sold' | 'redeemed' | 'owed'
  readonly label: string
  readonly amountsMinor: readonly Minor[]
}

const HEIGHT_PX = 240
/** Room for the axes and for half a dot at the ends. */
const EDGE = { left: 58, top: 12, right: 8, bottom: 40 }
const LINES = 4
const DAY_LABELS = 4
/** An empty chart still has an axis of whole units. */
const LOWEST_TOP_UNITS = 100

interface DayChartProps {
  /** What the picture shows, for whoever does not see it: the figures are in a table beside it. */
  readonly summary: string
  readonly currency: Currency
  /** Calendar days, the oldest first. */
  readonly dates: readonly string[]
  readonly series: readonly Series[]
}

/** Amounts by day as lines; pointing at a day reads it out. The same figures stand in a table. */
export function DayChart({ summary, currency, dates, series }: DayChartProps) {
  const titleId = useId()
  const frame = useElementSize()
  const box = boxIn(frame.width)
  const [pointed, setPointed] = useState<number>()
  const highest = Math.max(0, ...series.flatMap(({ amountsMinor }) => amountsMinor))
  const top = roundUp(highest, LOWEST_TOP_UNITS * 10 ** currencyExponent(currency))
  const date = pointed === undefined ? undefined : dates[pointed]
  const isPointed = date !== undefined && pointed !== undefined
  return (
    <>
      <div className={styles['chart']} ref={frame.ref}>
        <svg
          width={frame.width}
          height={HEIGHT_PX}
          role="img"
          aria-labelledby={titleId}
          onPointerMove={(event) => setPointed(dayUnder(event, box, dates.length))}
          onPointerLeave={() => setPointed(undefined)}
        >
          <title id={titleId}>{summary}</title>
          <Grid box={box} top={top} currency={currency} />
          <DayLabels box={box} dates={dates} />
          {series.map((one) => (
            <Line key={one.id} box={box} series={one} top={top} />
          ))}
          {isPointed && (
            <Pointer
              {...{ box, series, top }}
              index={pointed}
              x={xOf(box, pointed, dates.length)}
            />
          )}
        </svg>
        {isPointed && (
          <ChartReadout
            {...{ date, series, currency }}
            index={pointed}
            fraction={xOf(box, pointed, dates.length) / frame.width}
          />
        )}
      </div>
      <div className={styles['legend']}>
        {series.map(({ id, label }) => (
          <span key={id}>
            <span className={styles['swatch']} data-series={id} />
            {label}
          </span>
        ))}
      </div>
    </>
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

function DayLabels({ box, dates }: { box: Box; dates: readonly string[] }) {
  const { locale } = useWords()
  return spread(dates.length, DAY_LABELS).map((index) => {
    const anchor = index === 0 ? 'start' : index === dates.length - 1 ? 'end' : 'middle'
    return (
      <text
        key={index}
        x={xOf(box, index, dates.length)}
        y={HEIGHT_PX - 14}
        textAnchor={anchor}
        className={styles['axis']}
      >
        {formatShortDay(dates[index] ?? '', locale)}
      </text>
    )
  })
}

interface LineProps {
  readonly box: Box
  readonly top: number
  readonly series: Series
}

function Line({ box, top, series: { id, amountsMinor } }: LineProps) {
  const points = amountsMinor.map((amount, index) => ({
    x: xOf(box, index, amountsMinor.length),
    y: yOf(box, amount, top),
  }))
  const [first] = points
  // A line of one day alone would not be seen.
  if (first && points.length === 1)
    return <circle data-series={id} className={styles['dot']} cx={first.x} cy={first.y} r={4} />
  return (
    <polyline
      data-series={id}
      className={styles['line']}
      points={points.map((point) => `${point.x},${point.y}`).join(' ')}
    />
  )
}

interface PointerProps {
  readonly box: Box
  readonly series: readonly Series[]
  readonly index: number
  readonly x: number
  readonly top: number
}

function Pointer({ box, series, index, x, top }: PointerProps) {
  return (
    <g>
      <line x1={x} x2={x} y1={box.top} y2={box.top + box.height} className={styles['pointer']} />
      {series.map(({ id, amountsMinor }) => (
        <circle
          key={id}
          data-series={id}
          className={styles['dot']}
          cx={x}
          cy={yOf(box, amountsMinor[index] ?? 0, top)}
          r={4}
        />
      ))}
    </g>
  )
}
