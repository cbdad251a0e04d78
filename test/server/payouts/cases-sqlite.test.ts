import { tellCases } from './cases-suite.ts'

tellCases(async () => [])
