import { afterAll, beforeAll, describe } from 'vitest'
import type { Engine } from './engines.ts'
import { describeBooks } from './suite/books.ts'
import { describeCare } from './suite/care.ts'
import { describeConcurrency } from './suite/concurrency.ts'
import { describeFollowing } from './suite/following.ts'
import { describeGroups } from './suite/groups.ts'
import { describeHolds } from './suite/holds.ts'
import { describeIdempotency } from './suite/idempotency.ts'
import { describeImports } from './suite/imports.ts'
import { describeLives } from './suite/lives.ts'
import { describeMoves } from './suite/moves.ts'
import { describeNetworks } from './suite/networks.ts'
import { describeOnce } from './suite/once.ts'
import { describeOperations } from './suite/operations.ts'
import { describePrecedence } from './suite/precedence.ts'
import { describeProperty } from './suite/property.ts'
import { describeRefusals } from './suite/refusals.ts'
import { describeRules } from './suite/rules.ts'
import { describeSameBytes } from './suite/same-bytes.ts'
import { describeSettling } from './suite/settling.ts'
import { describeUndoingRefusals } from './suite/undoing-refusals.ts'
import { describeVoidByOrder } from './suite/void-by-order.ts'
import { describeWaiting } from './suite/waiting.ts'

/** What every engine has to do, each subject on a ledger of its own. */
const SUITE: readonly (readonly [subject: string, describeSubject: (engine: Engine) => void])[] = [
  ['operations', describeOperations],
  ['operations of care', describeCare],
  ['holds', describeHolds],
  ['cards that wait', describeWaiting],
  ['imports', describeImports],
  ['rules', describeRules],
  ['lives of cards', describeLives],
  ['one card in the place of another', describeMoves],
  ['value that follows to a successor', describeFollowing],
  ['what is paid to locations', describeSettling],
  ['books', describeBooks],
  ['refusals', describeRefusals],
  ['the order of refusals', describePrecedence],
  ['refusals of voids and refunds', describeUndoingRefusals],
  ['voids by order', describeVoidByOrder],
  ['idempotency', describeIdempotency],
  ['things that are done once', describeOnce],
  ['networks', describeNetworks],
  ['groups', describeGroups],
  ['concurrency', describeConcurrency],
  ['the same bytes', describeSameBytes],
  ['random histories', describeProperty],
]

/** A database server starts and ends in a second; on a busy machine its disk may be slow. */
const START_MS_MAX = 240_000

/** Holds an engine to the whole suite: the only content of the engine's test file. */
export function describeConformance(engine: Engine): void {
  describe(`the engine on ${engine.name}`, () => {
    beforeAll(engine.start, START_MS_MAX)
    afterAll(engine.end, START_MS_MAX)
    for (const [subject, describeSubject] of SUITE) describe(subject, () => describeSubject(engine))
  })
}
