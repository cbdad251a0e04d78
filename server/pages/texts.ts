import { type Currency, decimalText, type Minor } from '../../src/contract/money.ts'
import type { Language } from './languages.ts'

/** A text as it may stand in a page, whatever it looks like. */
export function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}

export function moneyText(language: Language, amountMinor: Minor, currency: Currency): string {
  const format = new Intl.NumberFormat(language, { style: 'currency', currency })
  return format.format(decimalText(amountMinor, currency) as unknown as number)
}

const DAY = { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' } as const
const TIME = { hour: '2-digit', minute: '2-digit', timeZoneName: 'short' } as const

/** A day, or a time with it: in UTC, and said so, as nobody knows where the reader is. */
export function dateText(language: Language, atMs: number, withTime: boolean): string {
  const format = { ...DAY, ...(withTime && TIME) } as const
  return new Intl.DateTimeFormat(localeOf(language), format).format(atMs)
}

/** A day that is one wherever it is read, as `2026-12-24`. */
export function dayText(language: Language, day: string): string {
  return dateText(language, Date.parse(`${day}T00:00:00Z`), false)
}

/** How long from now, in words: `in 5 minutes`. Rounded up, so that nobody comes too early. */
export function fromNowText(language: Language, waitMs: number): string {
  const format = new Intl.RelativeTimeFormat(language)
  const minutes = Math.max(1, Math.ceil(waitMs / 60_000))
  return minutes < 120
    ? format.format(minutes, 'minute')
    : format.format(Math.ceil(minutes / 60), 'hour')
}

function localeOf(language: Language): string {
  return language === 'en' ? 'en-GB' : 'fr'
}
