import type { ReadingMeaning, ScannerAdvice, Symbology } from '../../../contract/screen/scanners.ts'
import type { ReadingAbout } from '../ports.ts'
import { KEY_DELAY_GOOD_MS } from './limits.ts'

/** What one reading tells about the way its scanner is set. */
export interface ObservedReading {
  readonly about: ReadingAbout
  readonly meaning: ReadingMeaning
  readonly symbology: Symbology | null
  /** The scanner types by the PC's own layout. */
  readonly isOwnLayout: boolean
}

/** What to change on the scanner, what matters most first; empty when all is well. Pure. */
export function adviseOn(reading: ObservedReading): readonly ScannerAdvice[] {
  return RULES.filter(([, applies]) => applies(reading)).map(([advice]) => advice)
}

const RULES: ReadonlyArray<readonly [ScannerAdvice, (reading: ObservedReading) => boolean]> = [
  ['check-line-settings', ({ meaning }) => meaning === 'garbled'],
  ['choose-profile', ({ meaning }) => meaning === 'garbled'],
  ['swipe-again', ({ meaning }) => meaning === 'not-read'],
  ['caps-lock-is-on', ({ about }) => about.burst?.capsLock === true],
  ['switch-alt-codes-off', ({ about }) => about.burst?.altCodes === true],
  ['set-us-keyboard', ({ isOwnLayout }) => isOwnLayout],
  [
    'shorten-key-delay',
    ({ about }) =>
      (about.burst?.timing.medianMs ?? 0) > KEY_DELAY_GOOD_MS && !about.burst?.altCodes,
  ],
  ['add-terminator', ({ about, meaning }) => about.framing === 'silence' && meaning !== 'garbled'],
  ['send-code-kind', ({ meaning, symbology }) => meaning === 'not-a-card' && symbology === null],
  ['use-own-mode', ({ about }) => about.way === 'wedge'],
]
