import { PAY_WAYS, type Rhythm, type Schedule } from '../../../../../src/contract/schedule.ts'
import { formatLongDay } from '../../show/dates.ts'
import type { Words } from '../../words/words.tsx'
import type { TermsLine } from '../terms/terms-lines.ts'

type Speech = Pick<Words, 't' | 'locale'>

/** When a network pays, in words. */
export function scheduleLines(schedule: Schedule, speech: Speech): TermsLine[] {
  const { t } = speech
  const { rhythm, cutOff, timeZone, calendar, leadDays } = schedule
  return [
    { name: t('schedule.rhythm'), text: rhythmText(rhythm, speech) },
    { name: t('schedule.cutOff'), text: t('schedule.sayCutOff', { time: cutOff, zone: timeZone }) },
    { name: t('schedule.calendar'), text: t(`calendar.${calendar}`) },
    {
      name: t('schedule.leadDays'),
      text: PAY_WAYS.map((way) =>
        t('schedule.sayLead', { way: t(`payWay.${way}`), days: leadDays[way] }),
      ).join(', '),
    },
  ]
}

function rhythmText(rhythm: Rhythm, { t, locale }: Speech): string {
  switch (rhythm.every) {
    case 'week':
      return t('schedule.sayWeek', { day: weekdayName(rhythm.weekday, locale) })
    case 'two_weeks':
      return t('schedule.sayTwoWeeks', { day: formatLongDay(rhythm.from, locale) })
    case 'month':
      if (typeof rhythm.on === 'number') return t('schedule.sayMonthDay', { day: rhythm.on })
      return t(rhythm.on === 'last_day' ? 'schedule.sayLastDay' : 'schedule.sayLastBankDay')
    case 'on_demand':
      return t('every.on_demand')
  }
}

/** A weekday by its number, 1 for Monday, in the reader's language. */
export function weekdayName(weekday: number, locale: string): string {
  // 1 January 2024 was a Monday.
  const day = Date.UTC(2024, 0, weekday)
  return new Intl.DateTimeFormat(locale, { weekday: 'long', timeZone: 'UTC' }).format(day)
}
