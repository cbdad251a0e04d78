import { describeConformance } from './conformance.ts'
import { SQLITE } from './engines.ts'

describeConformance(SQLITE)
