import { postgresEngine } from '../conformance/engines.ts'
import { describeJsonFuzz } from './json-suite.ts'

/** Fewer than on SQLite: what differs is what a database says of odd texts and numbers. */
const IS_FULL = process.env['COUNTERMARK_TEST_SCALE'] === 'full'

describeJsonFuzz(postgresEngine(18), IS_FULL ? 100_000 : 3_000, IS_FULL ? 400 : 20)
