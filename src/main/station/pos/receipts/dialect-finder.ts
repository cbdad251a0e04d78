import type { FoundDialect } from '../../../../contract/screen/sources.ts'
import { createPaperEnds, type PaperEnds } from './paper-ends.ts'

/**
 * What is known of the printer language of one source and of its papers. A source whose dialect is `auto` makes one
 * finder, gives it to the reader of each of its connections, and asks `found` after every paper:
 * what it says then is kept with the source's settings, shown as the found dialect, and given to
 * `createDialectFinder` at the next start. To find it anew, the source makes a new finder.
 */
export interface DialectFinder {
  /** The dialect when the jobs so far leave no doubt, else null: ESC/POS is tried first. */
  readonly found: () => FoundDialect | null
  /** True when bytes may be read as they come; false: a whole job is looked at first. */
  readonly isTrusted: () => boolean
  /** A job was clear. */
  readonly settle: (dialect: FoundDialect) => void
  /** A paper had commands that the found dialect does not have: the next job is looked at anew. */
  readonly doubt: () => void
  /** How its papers end; kept as the dialect is. */
  readonly ends: PaperEnds
}

/** `known`: what was found before the program was started again, or null. */
export function createDialectFinder(
  known: FoundDialect | null = null,
  ends: PaperEnds = createPaperEnds(),
): DialectFinder {
  let found = known
  let isDoubted = false
  return {
    ends,
    found: () => found,
    isTrusted: () => found !== null && found !== 'text' && !isDoubted,
    settle: (dialect) => {
      found = dialect
      isDoubted = false
    },
    doubt: () => {
      isDoubted = true
    },
  }
}
