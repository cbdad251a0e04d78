import { describeConformance } from './conformance.ts'
import { postgresEngine } from './engines.ts'

describeConformance(postgresEngine(18))
