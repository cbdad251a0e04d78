export { bookHandlers } from './admin.ts'
export { type CardThen, cardsAsOf } from './cards-as-of.ts'
export { chartOf, openChart } from './chart-of-accounts.ts'
export { type ClosedDay, checkPeriod, closedDaysIn, closedEnds } from './closed-days.ts'
export { checkClosed, closeNext, startCloser } from './closer.ts'
export { cardsOf, postingsOf } from './closing.ts'
export { csvLines, harmless } from './csv.ts'
export { type FileParts, jsonDocument, localTime, programNames } from './file-parts.ts'
export {
  type Groups,
  keyOf,
  movedOnCards,
  type Posting,
  postingsIn,
  rowsByGroup,
  rowsIn,
} from './postings.ts'
export { FLOWS, flowOf } from './roll-forward.ts'
export { rollForward, trialBalance } from './statements.ts'
