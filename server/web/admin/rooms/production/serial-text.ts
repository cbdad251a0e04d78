import type { SerialRange } from '../../../../../src/contract/admin/production.ts'

/** `5–9, 12`: ranges as people read them. */
export function rangesText(ranges: readonly SerialRange[]): string {
  return ranges
    .map(({ firstSerial, lastSerial }) =>
      firstSerial === lastSerial ? String(firstSerial) : `${firstSerial}–${lastSerial}`,
    )
    .join(', ')
}

/** The ranges that a person typed, as `5-9, 12`; undefined when it is something else. */
export function typedRanges(text: string): SerialRange[] | undefined {
  const parts = text.split(/[,;]/).map((part) => part.trim())
  if (parts.length === 1 && parts[0] === '') return []
  const ranges = parts.map((part) => /^(\d{1,6})(?:\s*[-–]\s*(\d{1,6}))?$/.exec(part))
  const read = ranges.flatMap((found) =>
    found ? [{ firstSerial: Number(found[1]), lastSerial: Number(found[2] ?? found[1]) }] : [],
  )
  const isRight = read.every(
    ({ firstSerial, lastSerial }) => firstSerial >= 1 && firstSerial <= lastSerial,
  )
  return read.length === parts.length && isRight ? read : undefined
}
