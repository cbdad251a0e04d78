export { readerDialect } from './dialect.ts'
export { readDialect } from './kept-statements.ts'
