export { looksLikeXml } from './read/document.ts'
export { readSepaFile } from './read/reading.ts'
export { sepaRail } from './writing.ts'
