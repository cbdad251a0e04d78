import { type Currency, isCurrency } from '../../../../contract/money.ts'
import { literal } from './words.ts'

/** A currency as it is printed beside an amount. */
export interface CurrencyMark {
  /** Null when the mark has several meanings, such as `$`. */
  readonly currency: Currency | null
  readonly isIsoCode: boolean
}

/** Finds the mark that a text ends in. */
export interface MarkFinder {
  readonly atEnd: (text: string) => { readonly mark: CurrencyMark; readonly rest: string } | null
  /** True for a text that is a mark and nothing else. */
  readonly isMark: (text: string) => boolean
}

/** Signs of one currency only; `$` and `¥` have several. */
const SIGNS: Readonly<Record<string, string>> = {
  '€': 'EUR',
  '£': 'GBP',
  '₩': 'KRW',
  '₫': 'VND',
  '₹': 'INR',
  '₽': 'RUB',
  '₺': 'TRY',
  '₪': 'ILS',
  '฿': 'THB',
  '₱': 'PHP',
}

/** `own`: letters that stand for a currency on this POS. */
export function createMarkFinder(own: Readonly<Record<string, Currency | null>>): MarkFinder {
  const letters = Object.keys(own)
    .toSorted((left, right) => right.length - left.length)
    .map(literal)
  const mark = `\\p{Sc}|(?<!\\p{L})(?:${[...letters, '[A-Z]{3}'].join('|')})(?!\\p{L})`
  const pattern = new RegExp(`(?:${mark})$`, 'iu')
  const atEnd: MarkFinder['atEnd'] = (text) => {
    const found = pattern.exec(text)
    const known = found ? markOf(found[0], own) : null
    return found && known ? { mark: known, rest: text.slice(0, found.index) } : null
  }
  return { atEnd, isMark: (text) => atEnd(text)?.rest === '' }
}

function markOf(text: string, own: Readonly<Record<string, Currency | null>>): CurrencyMark | null {
  const upper = text.toUpperCase()
  const currency = own[upper]
  if (currency !== undefined) return { currency, isIsoCode: false }
  const sign = SIGNS[text]
  if (sign !== undefined && isCurrency(sign)) return { currency: sign, isIsoCode: false }
  if (/^\p{Sc}$/u.test(text)) return { currency: null, isIsoCode: false }
  return text === upper && isCurrency(text) ? { currency: text, isIsoCode: true } : null
}
