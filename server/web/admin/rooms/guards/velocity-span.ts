/** The units that the span of a velocity limit is given in, with their length in ms. */
export const SPAN_UNITS = {
  days: 86_400_000,
  hours: 3_600_000,
  minutes: 60_000,
  seconds: 1_000,
} as const
export type SpanUnit = keyof typeof SPAN_UNITS
export const SPAN_UNIT_NAMES = Object.keys(SPAN_UNITS) as readonly SpanUnit[]

/** A span as it is typed. */
export interface TypedSpan {
  readonly count: number | string
  readonly unit: SpanUnit
}

/** A span in the largest unit that it is a whole number of; what is less than a second, in parts. */
export function typedSpan(windowMs: number): TypedSpan {
  const unit = SPAN_UNIT_NAMES.find((name) => windowMs % SPAN_UNITS[name] === 0) ?? 'seconds'
  return { count: windowMs / SPAN_UNITS[unit], unit }
}

/** The span in ms, from a second to 31 days, as the server takes it; undefined for any other. */
export function readSpan({ count, unit }: TypedSpan): number | undefined {
  if (count === '') return undefined
  const windowMs = Math.round(Number(count) * SPAN_UNITS[unit])
  return windowMs >= SPAN_UNITS.seconds && windowMs <= DAYS_MAX * SPAN_UNITS.days
    ? windowMs
    : undefined
}

const DAYS_MAX = 31
