/** Where things stand in the chart: pure arithmetic on minor units, drawn by chart.tsx. */

/** A pleasant highest value: 1, 2, 4, 5 or 8 times a power of ten, not below either argument. */
export function roundUp(value: number, lowest: number): number {
  const least = Math.max(value, lowest)
  const power = 10 ** Math.floor(Math.log10(least))
  const factor = [1, 2, 4, 5, 8, 10].find((step) => step * power >= least) ?? 10
  return factor * power
}

/** The horizontal lines from zero to the top, evenly apart. */
export function gridLines(top: number, count: number): number[] {
  return Array.from({ length: count + 1 }, (_, line) => Math.round((top * line) / count))
}

/** `wanted` places among `count`, evenly apart, the first and the last among them. */
export function spread(count: number, wanted: number): number[] {
  const steps = Math.min(wanted, count) - 1
  if (steps < 1) return count > 0 ? [0] : []
  return Array.from({ length: steps + 1 }, (_, step) => Math.round((step * (count - 1)) / steps))
}

export interface Box {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
}

/** The horizontal place of day `index` of `count`. */
export function xOf(box: Box, index: number, count: number): number {
  return count < 2 ? box.left : box.left + (box.width * index) / (count - 1)
}

/** The vertical place of a value between zero and `top`. */
export function yOf(box: Box, value: number, top: number): number {
  return box.top + box.height * (1 - value / top)
}

/** The day nearest to a horizontal place. */
export function nearestIndex(box: Box, x: number, count: number): number {
  const index = Math.round(((x - box.left) / box.width) * (count - 1))
  return Math.min(Math.max(index, 0), count - 1)
}
