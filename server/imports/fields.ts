import {
  AMOUNT_MINOR_MAX,
  type Currency,
  currencyExponent,
  type Minor,
  minor,
} from '../../src/contract/money.ts'
import { dayAfter, monthsAfter, startOfDayMs } from '../ledger/calendar.ts'
import { OLDEST_YEAR } from './limits.ts'

/** In which order the parts of a date with slashes stand; `iso`: there are none such. */
export type DateOrder = 'iso' | 'dmy' | 'mdy'

/**
 * An amount as other systems and spreadsheets write it: `1234.5`, `1 234,50`, `1'234.50`. Undefined for
 * what is none, and for what could mean two amounts, as `1,234` can.
 */
export function readAmount(text: string, currency: Currency): Minor | undefined {
  const plain = text.trim().replace(/[\s\u00a0\u202f'’]/g, '')
  const exponent = currencyExponent(currency)
  const match = AMOUNT.exec(plain)
  if (!match) return undefined
  const [, sign, body = ''] = match
  const parts = splitDecimals(body, exponent)
  if (parts === undefined) return undefined
  const magnitude = Number(`${parts.whole}${parts.decimals.padEnd(exponent, '0')}`)
  if (!Number.isSafeInteger(magnitude) || magnitude > AMOUNT_MINOR_MAX * 1000) return undefined
  return minor(sign === '-' ? -magnitude : magnitude)
}

const AMOUNT = /^(-?)(\d[\d.,]*)$/

interface AmountParts {
  readonly whole: string
  readonly decimals: string
}

/** The last mark is that of decimals when it may be one; all before it stand between thousands. */
function splitDecimals(body: string, exponent: number): AmountParts | undefined {
  const marks = [...body.matchAll(/[.,]/g)]
  const last = marks.at(-1)
  if (last === undefined) return { whole: body, decimals: '' }
  const [head, tail] = [body.slice(0, last.index), body.slice(last.index + 1)]
  const sameMark = marks.filter(([mark]) => mark === last[0]).length
  const isGrouping = sameMark > 1 || exponent === 0
  if (isGrouping) return isGrouped(body, last[0]) ? wholeOf(body) : undefined
  if (tail.length === 0 || tail.length > exponent) return undefined
  // `1,234` of a currency with three decimals is one thing to some and another to others.
  if (marks.length === 1 && last[0] === ',' && tail.length === 3) return undefined
  const [other] = marks[0]?.[0] === last[0] ? [''] : (marks[0] ?? [''])
  const isSound = other === '' ? /^\d+$/.test(head) : isGrouped(head, other)
  return isSound ? { whole: head.replace(/\D/g, ''), decimals: tail } : undefined
}

function isGrouped(text: string, mark: string): boolean {
  const [first = '', ...groups] = text.split(mark)
  return /^\d{1,3}$/.test(first) && groups.every((group) => /^\d{3}$/.test(group))
}

function wholeOf(body: string): AmountParts {
  return { whole: body.replace(/\D/g, ''), decimals: '' }
}

/** An instant, or a whole day of a place. */
export type FileDate =
  | { readonly is: 'instant'; readonly ms: number }
  | { readonly is: 'day'; readonly from: string; readonly after: string }

/** A date as `2019-05-03`, with a time, as `2019-05` for a whole month, or with slashes in this order. */
export function readDate(text: string, order: DateOrder): FileDate | undefined {
  const plain = text.trim()
  if (INSTANT.test(plain)) return instantOf(plain)
  const iso = /^(\d{4})[-/.]?(\d{2})[-/.]?(\d{2})(?:[T ]00:00(?::00)?)?$/.exec(plain)
  if (iso) return dayOf(iso[1], iso[2], iso[3])
  const month = /^(\d{4})-(\d{2})$/.exec(plain)
  if (month) return monthOf(month[1], month[2])
  const parts = /^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})$/.exec(plain)
  if (!parts || order === 'iso') return undefined
  const [, one, two, year] = parts
  return order === 'dmy' ? dayOf(year, two, one) : dayOf(year, one, two)
}

const INSTANT = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[+-]\d{2}:?\d{2})$/

function instantOf(text: string): FileDate | undefined {
  const ms = Date.parse(text.replace(' ', 'T'))
  const year = new Date(ms).getUTCFullYear()
  return Number.isFinite(ms) && year >= OLDEST_YEAR ? { is: 'instant', ms } : undefined
}

function dayOf(year = '', month = '', date = ''): FileDate | undefined {
  const day = `${year}-${month.padStart(2, '0')}-${date.padStart(2, '0')}`
  const ms = Date.parse(`${day}T00:00:00Z`)
  const isReal = Number.isFinite(ms) && new Date(ms).toISOString().startsWith(day)
  if (!isReal || Number(year) < OLDEST_YEAR) return undefined
  return { is: 'day', from: day, after: dayAfter(day) }
}

function monthOf(year = '', month = ''): FileDate | undefined {
  const first = dayOf(year, month, '01')
  if (first?.is !== 'day') return undefined
  return { ...first, after: monthsAfter(first.from, 1) }
}

/** The first instant of a date in a zone, in ms since 1970 UTC. */
export function beginningMs(date: FileDate, timeZone: string): number {
  return date.is === 'instant' ? date.ms : startOfDayMs(date.from, timeZone)
}

/** The first instant after a date in a zone: a card expires at the end of its last day. */
export function endMs(date: FileDate, timeZone: string): number {
  return date.is === 'instant' ? date.ms : startOfDayMs(date.after, timeZone)
}

/** How a card stood in the other system. */
export type FileState = 'active' | 'blocked' | 'expired' | 'empty'

/** The state that a word in English or French stands for; `left out` for cards that do not come over. */
export function readState(text: string): FileState | 'left out' | undefined {
  const plain = text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z]/g, '')
  return STATES.get(plain)
}

const STATES: ReadonlyMap<string, FileState | 'left out'> = new Map([
  ...words('active', 'active actif activee activated valid valide open'),
  ...words('blocked', 'blocked bloque bloquee frozen suspended suspendu suspendue'),
  ...words('expired', 'expired expire expiree'),
  ...words('empty', 'empty used redeemed spent vide epuise epuisee utilise utilisee'),
  ...words('left out', 'inactive inactif inactivee unsold stock instock pending'),
  ...words('left out', 'cancelled canceled annule annulee closed deactivated desactivee void'),
])

function words<Meaning extends string>(meaning: Meaning, all: string): [string, Meaning][] {
  return all.split(' ').map((word) => [word, meaning])
}
