import { CUTS_KNOWN } from './limits.ts'
import type { PaperEnd } from './printed-paper.ts'

/** How the papers of one source end. */
export interface PaperEnds {
  /** True when the last of them were all cut: silence is then a printer that holds its sender up. */
  readonly areCut: () => boolean
  readonly note: (endedBy: PaperEnd) => void
}

/** `areCut`: what was known before the program was started again. */
export function createPaperEnds(areCut = false): PaperEnds {
  let cuts = areCut ? CUTS_KNOWN : 0
  return {
    areCut: () => cuts >= CUTS_KNOWN,
    note: (endedBy) => {
      if (endedBy === 'cut' || endedBy === 'form-feed') cuts += 1
      else if (endedBy === 'idle') cuts = 0
    },
  }
}
