export { looksExchanged } from './institutions.ts'
export { looksLikeCpa005, readCpa005 } from './read/reading.ts'
export { cpa005Rail } from './write/rail.ts'
export { type Reversal, renderReversals } from './write/reversals.ts'
