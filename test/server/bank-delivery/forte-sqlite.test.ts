import { describeForte } from './forte-suite.ts'

describeForte('SQLite', async () => [])
