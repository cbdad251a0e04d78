import { HOUR_MS, MINUTE_MS, PAGER_PX, PAYMENT_ROW_PX } from '../limits.ts'

/** How many pages that many rows need; an empty list has one. */
export function pageCount(rows: number, rowsPerPage: number): number {
  return Math.max(1, Math.ceil(rows / rowsPerPage))
}

/** The rows of one page, counted from 0; a page beyond the end is the last. */
export function pageOf<Row>(rows: readonly Row[], page: number, rowsPerPage: number): Row[] {
  const last = pageCount(rows.length, rowsPerPage) - 1
  const start = Math.min(Math.max(0, page), last) * rowsPerPage
  return rows.slice(start, start + rowsPerPage)
}

/** How many rows one page holds in a list of this height: all, or what the pager leaves room for. */
export function rowsThatFit(heightPx: number, rows: number, hasMore: boolean): number {
  const all = Math.floor(heightPx / PAYMENT_ROW_PX)
  if (rows <= all && !hasMore) return Math.max(1, all)
  return Math.max(1, Math.floor((heightPx - PAGER_PX) / PAYMENT_ROW_PX))
}

/** How long ago something was, as the list says it. */
export type Age =
  | { readonly kind: 'now' }
  | { readonly kind: 'minutes' | 'hours'; readonly count: number }

/** Under a minute is "just now"; a clock that went back does not make it the future. */
export function ageOf(thenMs: number, nowMs: number): Age {
  const agoMs = Math.max(0, nowMs - thenMs)
  if (agoMs < MINUTE_MS) return { kind: 'now' }
  if (agoMs < HOUR_MS) return { kind: 'minutes', count: Math.floor(agoMs / MINUTE_MS) }
  return { kind: 'hours', count: Math.floor(agoMs / HOUR_MS) }
}
