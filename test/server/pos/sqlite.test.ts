import { describePos } from './pos-suite.ts'

describePos('SQLite', { start: async () => [], end: async () => undefined })
