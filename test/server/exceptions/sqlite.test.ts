import { describeExceptions } from './exception-suite.ts'

describeExceptions('SQLite', { start: async () => [], end: async () => undefined })
