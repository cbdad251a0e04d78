import { type CardRules, readCard } from '../cards/index.ts'
import type { Clock, ReadingAbout } from '../ports.ts'
import { NEXT_TRACK_WITHIN_MS } from './limits.ts'

/** Tells the tracks of one swipe from readings of their own. */
export interface Swipes {
  /** True when another track of the same swipe has named the card already. */
  readonly isRest: (text: string, about: ReadingAbout) => boolean
}

/**
 * Many swipes send an Enter or CR behind each track, so that one swipe is two or three readings. Once a
 * track has named the card, what the others lack means nothing: taken for a reading of its own, a track
 * that is empty or could not be read would put the card away again. A track that names another card, or
 * a bank's, is a reading.
 */
export function createSwipes(
  { monotonicMs }: Pick<Clock, 'monotonicMs'>,
  rules: () => CardRules,
): Swipes {
  let named: { readonly by: string; readonly lastFour: string; readonly atMs: number } | undefined
  return {
    isRest: (text, { way, scanner }) => {
      const before = named
      const by = `${way} ${scanner}`
      const atMs = monotonicMs()
      named = undefined
      if (!TRACK.test(text)) return false
      const reading = readCard(text, rules())
      const isNext = before?.by === by && atMs - before.atMs <= NEXT_TRACK_WITHIN_MS
      if (reading.kind === 'card') named = { by, lastFour: reading.number.slice(-4), atMs }
      if (!isNext || text.startsWith('%')) return false
      if (reading.kind === 'card') return reading.number.endsWith(before.lastFour)
      const isNothing = reading.kind === 'not-read' || reading.kind === 'not-a-card'
      if (isNothing) named = { ...before, atMs }
      return isNothing
    },
  }
}

const TRACK = /^[%;+].*\?/
