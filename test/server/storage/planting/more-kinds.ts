import type { LedgerRequest, Waiting } from '../../../../server/ledger/request.ts'
import type { OperationKind } from '../../../../src/contract/operations.ts'
import type { Random } from '../../../helpers/random.ts'
import { standing } from '../../ledger/corrections.ts'
import { importOf, reversalOf } from '../../ledger/imports.ts'
import { stockedCard, type TestNetwork } from '../../ledger/network.ts'
import { activate, newCard, redeem, voidRequest } from '../../ledger/requests.ts'

/** Kinds of operations that a story has to have posted, so that changes are planted in such rows. */
export const TOLD_KINDS: readonly OperationKind[] = [
  'import',
  'import_reversal',
  'approve',
  'claim',
]

/**
 * A card of another system comes over, full or empty, open or blocked. Some are used and stay when
 * they are to be taken out again, and some are taken out twice.
 */
export async function tellImport(network: TestNetwork, random: Random): Promise<void> {
  const { webstore, station, programId } = network
  const run = (request: LedgerRequest) => network.database.ledger.execute(request)
  const fresh = newCard(programId, { pinHash: random.oneIn(2) ? 'a hash' : null })
  const brought = importOf(webstore, fresh, random.pick([0, 1, 6000]), {
    stands: random.pick(['active', 'active', 'blocked']),
    reference: random.oneIn(2) ? 'GX 12' : null,
    lastUsedAtMs: random.oneIn(2) ? network.clock.nowMs - 1 : null,
  })
  await run(brought)
  const isUsed = random.oneIn(3)
  if (isUsed) await run(redeem(station, { by: 'lookup', lookup: fresh.lookup }, 1))
  if (random.oneIn(3)) return
  await run(reversalOf(webstore, brought.requestId))
  if (random.oneIn(3)) await run(reversalOf(webstore, brought.requestId))
}

/** A card is sold that waits for its holder or for an approval: it is let go, stays, or ends. */
export async function tellWaiting(network: TestNetwork, random: Random): Promise<void> {
  const { webstore, station, programId } = network
  const run = (request: LedgerRequest) => network.database.ledger.execute(request)
  const kind = random.pick(['claim', 'approve'] as const)
  const dueMs = random.oneIn(2) ? network.clock.nowMs + 5 : null
  const waits: Waiting =
    kind === 'claim' ? { for: 'holder' } : { for: 'approval', activatesAtMs: dueMs }
  const isPrinted = kind === 'approve' && random.oneIn(2)
  const fresh = newCard(programId)
  const card = isPrinted ? await stockedCard(network) : ({ by: 'new', card: fresh } as const)
  const sale = activate(isPrinted ? station : webstore, card, 5000, { waits })
  await run(sale)
  const cardId = 'cardId' in card ? card.cardId : fresh.cardId
  const known = { by: 'id', cardId } as const
  await run(redeem(station, known, 100))
  const dice = random.below(4)
  if (dice === 0) return
  await run(dice === 1 ? voidRequest(webstore, sale.requestId) : standing(kind, webstore, known))
  if (dice === 2) await run(redeem(station, known, 100))
}
