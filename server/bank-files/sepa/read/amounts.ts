import {
  type Currency,
  currencyExponent,
  isCurrency,
  type Minor,
  minor,
} from '../../../../src/contract/money.ts'
import type { XmlElement } from '../../../xml/index.ts'
import { wordsOf } from './document.ts'

export interface Amount {
  readonly amountMinor: Minor
  readonly currency: Currency
}

/** An amount with its currency; undefined when it is none: more decimals than the currency has too. */
export function amountOf(element: XmlElement | undefined): Amount | undefined {
  const code = element?.attributes.get('Ccy') ?? ''
  if (!isCurrency(code)) return undefined
  const amountMinor = minorOf(wordsOf(element), code)
  return amountMinor === undefined ? undefined : { amountMinor, currency: code }
}

/** Banks write two, four or five decimals; those beyond the currency's have to be zeros. */
export function minorOf(text: string, currency: Currency): Minor | undefined {
  const match = /^\+?(\d{1,15})(?:\.(\d{0,17}))?$/.exec(text)
  if (!match) return undefined
  const exponent = currencyExponent(currency)
  const decimals = (match[2] ?? '').padEnd(exponent, '0')
  if (/[1-9]/.test(decimals.slice(exponent))) return undefined
  const value = Number(`${match[1]}${decimals.slice(0, exponent)}`)
  return Number.isSafeInteger(value) ? minor(value) : undefined
}
