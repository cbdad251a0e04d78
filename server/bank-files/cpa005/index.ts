export { type Cpa005File, parseCpa005, serializeCpa005 } from './model.ts'
export { looksLikeCpa005, readCpa005 } from './read/reading.ts'
export { cpa005Rail } from './write/rail.ts'
export { type Reversal, renderReversals } from './write/reversals.ts'
