/** A day as these files write it: `0`, two digits of the year, the day of the year: `026324`. */
export function yearDay(day: string): string {
  const year = Number(day.slice(0, 4))
  const inYear = (Date.parse(`${day}T00:00:00Z`) - Date.UTC(year, 0, 0)) / DAY_MS
  return `0${String(year % 100).padStart(2, '0')}${String(inYear).padStart(3, '0')}`
}

/** Whether it is such a day: 366 is one in leap years only. The century is this one. */
export function isYearDay(text: string): boolean {
  const match = /^0(\d{2})(\d{3})$/.exec(text)
  if (match === null) return false
  const inYear = Number(match[2])
  const isLeap = Number(match[1]) % 4 === 0
  return inYear >= 1 && inYear <= (isLeap ? 366 : 365)
}

const DAY_MS = 24 * 60 * 60 * 1000
