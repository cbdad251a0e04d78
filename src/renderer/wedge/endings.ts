import {
  BURST_STARTS_AT_KEYS,
  ENDING_LATE_MAX_MS,
  KEY_GAP_MAX_MS,
  PERSON_GAP_MIN_MS,
} from './limits.ts'

/** Where keys go: nowhere, into a text field, or into an amount, whose Enter takes money. */
export type KeysGo = 'nowhere' | 'text' | 'amount'

/** An Enter or Tab, judged by the keys before it. */
export interface EndingJudge {
  readonly character: (atMs: number) => void
  /** Shift and the like: scanners press them as fast as the rest. */
  readonly modifier: (atMs: number) => void
  /** A key that nobody scans: what is typed after it begins anew. */
  readonly forget: () => void
  /** True when what typed the keys before sent this one too: then it confirms nothing. */
  readonly isOfKeys: (atMs: number, into: KeysGo) => boolean
}

/**
 * Scanners press Enter behind every code, also one that is too short or too slow to be taken for a
 * reading; that Enter must not take money. Where characters go nowhere, nobody types them and then
 * confirms. Into an amount people do: there the pace tells. Pure.
 */
export function createEndingJudge(): EndingJudge {
  let pressedAtMs: number[] = []
  let lastCharacterMs = Number.NEGATIVE_INFINITY

  const forget = () => {
    pressedAtMs = []
    lastCharacterMs = Number.NEGATIVE_INFINITY
  }
  const press = (atMs: number) => {
    const isPaused = atMs - (pressedAtMs.at(-1) ?? atMs) > ENDING_LATE_MAX_MS
    pressedAtMs = [...(isPaused ? [] : pressedAtMs), atMs].slice(-PACE_KEYS_MAX)
  }
  const judge = (atMs: number, into: KeysGo): boolean => {
    const sinceMs = atMs - lastCharacterMs
    if (into === 'text' || sinceMs > ENDING_LATE_MAX_MS) return false
    if (into === 'nowhere') return true
    return sinceMs <= KEY_GAP_MAX_MS || isFasterThanPeople(pressedAtMs, atMs)
  }
  return {
    character: (atMs) => {
      press(atMs)
      lastCharacterMs = atMs
    },
    modifier: press,
    forget,
    isOfKeys: (atMs, into) => {
      const isOfKeys = judge(atMs, into)
      // A person's Enter ends what the person typed; behind a scanner's a second may follow (CR, LF).
      if (!isOfKeys) forget()
      return isOfKeys
    },
  }
}

/** Keys that the pace is looked for in. */
const PACE_KEYS_MAX = 64

/** True when from some key on, all up to the Enter came faster than fingers on a number pad. */
function isFasterThanPeople(pressedAtMs: readonly number[], enterAtMs: number): boolean {
  return pressedAtMs.some((atMs, index) => {
    const gaps = pressedAtMs.length - index
    return gaps >= BURST_STARTS_AT_KEYS && enterAtMs - atMs < gaps * PERSON_GAP_MIN_MS
  })
}
