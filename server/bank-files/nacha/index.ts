export { looksLikeNacha, parseNachaFile, readNacha, writeNachaFile } from './read/index.ts'
export { isRoutingNumber } from './routing.ts'
export { nachaRail } from './write/rail.ts'
