import { afterAll, beforeAll, describe } from 'vitest'
import type { Engine } from './engines.ts'
import { describeConcurrency } from './suite/concurrency.ts'
import { describeIdempotency } from './suite/idempotency.ts'
import { describeOnce } from './suite/once.ts'
import { describeOperations } from './suite/operations.ts'
import { describePrecedence } from './suite/precedence.ts'
import { describeProperty } from './suite/property.ts'
import { describeRefusals } from './suite/refusals.ts'
import { describeUndoingRefusals } from './suite/undoing-refusals.ts'
import { describeVoidByOrder } from './suite/void-by-order.ts'

/** What every engine has to do, each subject on a ledger of its own. */
const SUITE: readonly (readonly [subject: string, describeSubject: (engine: Engine) => void])[] = [
  ['operations', describeOperations],
  ['refusals', describeRefusals],
  ['the order of refusals', describePrecedence],
  ['refusals of voids and refunds', describeUndoingRefusals],
  ['voids by order', describeVoidByOrder],
  ['idempotency', describeIdempotency],
  ['things that are done once', describeOnce],
  ['concurrency', describeConcurrency],
  ['random histories', describeProperty],
]

/** Holds an engine to the whole suite: the only content of the engine's test file. */
export function describeConformance(engine: Engine): void {
  describe(`the engine on ${engine.name}`, () => {
    beforeAll(engine.start)
    afterAll(engine.end)
    for (const [subject, describeSubject] of SUITE) describe(subject, () => describeSubject(engine))
  })
}
