import { describeGifts } from './gift-suite.ts'

describeGifts('SQLite', { start: async () => [], end: async () => undefined })
