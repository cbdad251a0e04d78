/** Hundredths of a percent from what was typed; null for nothing, undefined for what is no percentage. */
export function readPoints(text: string): number | null | undefined {
  const typed = text.trim()
  if (typed === '') return null
  const match = /^(\d{1,3})(?:[.,](\d{1,2}))?$/.exec(typed)
  if (!match) return undefined
  const points = Number(match[1]) * 100 + Number((match[2] ?? '').padEnd(2, '0'))
  return points >= 1 && points <= 10_000 ? points : undefined
}

/** Hundredths of a percent as one types them: 9050 is `90.5`. */
export function pointsText(points: number, mark: string): string {
  const rest = String(points % 100)
    .padStart(2, '0')
    .replace(/0+$/, '')
  return `${Math.floor(points / 100)}${rest === '' ? '' : `${mark}${rest}`}`
}
