import type { Translate } from '../words/words.tsx'

const SECOND_MS = 1_000
const MINUTE_MS = 60 * SECOND_MS
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS

/** A span of time in the largest unit that it is a whole number of: `a minute`, `36 hours`. */
export function spanText(spanMs: number, t: Translate): string {
  if (spanMs % DAY_MS === 0) return t('span.days', { count: spanMs / DAY_MS })
  if (spanMs % HOUR_MS === 0) return t('span.hours', { count: spanMs / HOUR_MS })
  if (spanMs % MINUTE_MS === 0) return t('span.minutes', { count: spanMs / MINUTE_MS })
  return t('span.seconds', { count: spanMs / SECOND_MS })
}
