export { cardPrefixesFor, isAcceptedAt, networkOf } from './acceptance.ts'
export { isUsablePrefix } from './prefix.ts'
export { listPrograms, readProgram } from './program-view.ts'
export { createProgram, type NewProgram } from './programs.ts'
