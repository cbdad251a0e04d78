/**
 * Easter Sunday of a year of the Gregorian calendar, by the rule that Meeus, Jones and Butcher gave
 * (Astronomical Algorithms, chapter 8): no tables, no exceptions.
 */
export function easterSunday(year: number): string {
  const century = Math.floor(year / 100)
  const epact = epactOf(year, century)
  const toSunday =
    (32 + 2 * (century % 4) + 2 * Math.floor((year % 100) / 4) - epact - (year % 4)) % 7
  const correction = Math.floor(((year % 19) + 11 * epact + 22 * toSunday) / 451)
  const position = epact + toSunday - 7 * correction + 114
  const month = Math.floor(position / 31)
  const date = (position % 31) + 1
  return `${String(year).padStart(4, '0')}-0${month}-${String(date).padStart(2, '0')}`
}

function epactOf(year: number, century: number): number {
  const leaps = Math.floor(century / 4)
  const moon = Math.floor((century - Math.floor((century + 8) / 25) + 1) / 3)
  return (19 * (year % 19) + century - leaps - moon + 15) % 30
}
