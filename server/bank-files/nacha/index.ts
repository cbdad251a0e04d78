export { looksLikeNacha, parseNachaFile, readNacha, writeNachaFile } from './read/index.ts'
export { nachaRail } from './write/rail.ts'
