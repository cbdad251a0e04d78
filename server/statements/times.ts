import type { Language } from './words.ts'

const clocks = new Map<string, Intl.DateTimeFormat>()

/** How amounts and times are written in each language. */
export const LOCALES: Readonly<Record<Language, string>> = { en: 'en-US', fr: 'fr-CA' }

/** A time for people, to the minute. */
export function readableTime(timeMs: number, timeZone: string, language: Language): string {
  const key = `${language} ${timeZone}`
  const options = { timeZone, dateStyle: 'medium', timeStyle: 'short' } as const
  const clock = clocks.get(key) ?? new Intl.DateTimeFormat(LOCALES[language], options)
  clocks.set(key, clock)
  return clock.format(timeMs)
}
