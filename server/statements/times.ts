import type { Language } from './words.ts'

/** A time for people, to the minute. */
export function readableTime(timeMs: number, timeZone: string, language: Language): string {
  const locale = language === 'fr' ? 'fr-CA' : 'en-US'
  const format = new Intl.DateTimeFormat(locale, {
    timeZone,
    dateStyle: 'medium',
    timeStyle: 'short',
  })
  return format.format(timeMs)
}
