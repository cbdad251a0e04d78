/** Left-justified, blank-filled, in exactly that many characters; what is longer is cut. */
export function left(text: string, width: number): string {
  return text.slice(0, width).padEnd(width)
}

/** Right-justified, zero-filled. Throws where the number has more digits than the field. */
export function digits(value: number, width: number): string {
  const text = String(value)
  if (text.length > width || !/^\d+$/.test(text)) {
    throw new Error(`${text} does not fit into ${width} digits`)
  }
  return text.padStart(width, '0')
}

/** `2026-11-20` as `261120`. */
export function shortDay(day: string): string {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day)) throw new Error(`${day} is no day such as 2026-11-20`)
  return day.slice(2).replaceAll('-', '')
}

/** `09:41` as `0941`. */
export function shortTime(time: string): string {
  if (!/^\d{2}:\d{2}$/.test(time)) throw new Error(`${time} is no time such as 09:41`)
  return time.replace(':', '')
}

/** What tells the files of one day apart. */
export const MODIFIERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'

/** `A` to `Z`, then `0` to `9`, of the file's number of the day counted from 0. */
export function modifierOf(numberOfDay: number): string {
  const modifier = MODIFIERS[numberOfDay]
  if (modifier !== undefined) return modifier
  throw new Error(
    'a day has 36 files at most, A to Z and 0 to 9: send what is left in the files of another day',
  )
}

/** Counts and sums of a batch or of a whole file. */
export interface Totals {
  readonly records: number
  /** Of the eight-digit routing numbers of entries; not yet cut to ten digits. */
  readonly hash: number
  readonly debitMinor: number
  readonly creditMinor: number
}

export const NO_TOTALS: Totals = { records: 0, hash: 0, debitMinor: 0, creditMinor: 0 }

/** Both together. */
export function plusTotals(one: Totals, other: Totals): Totals {
  return {
    records: one.records + other.records,
    hash: (one.hash + other.hash) % 10_000_000_000,
    debitMinor: one.debitMinor + other.debitMinor,
    creditMinor: one.creditMinor + other.creditMinor,
  }
}

/** The hash, debits and credits as every control record holds them in a row. */
export function sums(totals: Totals): string {
  const { hash, debitMinor, creditMinor } = totals
  return digits(hash % 10_000_000_000, 10) + digits(debitMinor, 12) + digits(creditMinor, 12)
}
