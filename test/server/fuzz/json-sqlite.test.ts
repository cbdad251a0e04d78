import { SQLITE } from '../conformance/engines.ts'
import { describeJsonFuzz } from './json-suite.ts'

/** Full: a million requests; each of the cards is in use for a while. */
const IS_FULL = process.env['COUNTERMARK_TEST_SCALE'] === 'full'

describeJsonFuzz(SQLITE, IS_FULL ? 1_000_000 : 10_000, IS_FULL ? 2_000 : 40)
