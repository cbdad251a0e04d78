import { BURST_STARTS_AT_KEYS, ENDING_LATE_MAX_MS, PERSON_GAP_MIN_MS } from '../wedge/limits.ts'

/**
 * True for each key that came at the pace of a scanner, and for those that follow without a pause. Too
 * slow or too short for a reading, such keys would else stand in a field as if a person had typed them.
 */
export type IsScanned = (atMs: number) => boolean

/** Judges the keys of one field by the times at which they were pressed. Pure but for its memory. */
export function createPace(): IsScanned {
  let pressedAtMs: readonly number[] = []
  let isScanner = false
  return (atMs) => {
    const isPaused = atMs - (pressedAtMs.at(-1) ?? atMs) > ENDING_LATE_MAX_MS
    if (isPaused) isScanner = false
    pressedAtMs = [...(isPaused ? [] : pressedAtMs), atMs].slice(-BURST_STARTS_AT_KEYS)
    const [first] = pressedAtMs
    const isWhole = first !== undefined && pressedAtMs.length === BURST_STARTS_AT_KEYS
    if (isWhole && atMs - first < (BURST_STARTS_AT_KEYS - 1) * PERSON_GAP_MIN_MS) isScanner = true
    return isScanner
  }
}
