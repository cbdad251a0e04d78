import type { FoundDialect } from '../../../../contract/screen/sources.ts'

/**
 * What is known of the printer language of one source. A source whose dialect is `auto` makes one
 * finder, gives it to the reader of each of its connections, and asks `found` after every paper:
 * what it says then is kept with the source's settings, shown as the found dialect, and given to
 * `createDialectFinder` at the next start.
 */
export interface DialectFinder {
  /** The dialect when the jobs so far leave no doubt, else null: ESC/POS is tried first. */
  readonly found: () => FoundDialect | null
}

/** `known`: what was found before the program was started again, or null. */
export function createDialectFinder(known: FoundDialect | null = null): DialectFinder {
  return { found: () => known }
}
