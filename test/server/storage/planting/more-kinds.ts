import type { LedgerRequest, Waiting } from '../../../../server/ledger/request.ts'
import { type OperationKind, SETTLING_KINDS } from '../../../../src/contract/operations.ts'
import type { Random } from '../../../helpers/random.ts'
import { adjust, cashOut, credit, expire, extend, standing } from '../../ledger/corrections.ts'
import { capture, hold, release } from '../../ledger/holds.ts'
import { importOf, reversalOf } from '../../ledger/imports.ts'
import { cardWith, stockedCard, type TestNetwork } from '../../ledger/network.ts'
import { activate, newCard, redeem, voidRequest } from '../../ledger/requests.ts'
import { settle } from '../../ledger/settling.ts'

/**
 * Kinds of operations that a story has to have posted, so that changes are planted in such rows. A
 * capture is posted as a redemption.
 */
export const TOLD_KINDS: readonly OperationKind[] = [
  ...(['activate', 'fund', 'redeem', 'void', 'refund', 'cash_out', 'adjust', 'credit'] as const),
  ...(['block', 'unblock', 'deactivate', 'hold', 'release', 'expire', 'extend'] as const),
  ...(['approve', 'claim', 'import', 'import_reversal', 'merge', 'replace'] as const),
  ...SETTLING_KINDS,
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

/** Value of a card is kept for sales: one captured whole or in part, one given up, voided, or kept. */
export async function tellHold(network: TestNetwork, random: Random): Promise<void> {
  const { station } = network
  const run = (request: LedgerRequest) => network.database.ledger.execute(request)
  const card = await cardWith(network, 2000)
  const [one, other] = [hold(station, card, 900), hold(station, card, 500)]
  await run(one)
  await run(other)
  await run(capture(station, { by: 'request', requestId: one.requestId }, random.pick([null, 400])))
  const dice = random.below(4)
  if (dice === 0) await run(voidRequest(station, other.requestId))
  if (dice > 1) await run(release(station, { by: 'request', requestId: other.requestId }))
}

/** A location is paid, charged and corrected, in one of the ways in which that happens. */
export async function tellSettling(network: TestNetwork, random: Random): Promise<void> {
  const amount = 1 + random.below(900)
  for (const kind of SETTLING_KINDS) {
    const isTaken = kind === 'payable_adjust' && random.oneIn(2)
    const request = settle(network, kind, isTaken ? -amount : amount)
    await network.database.ledger.execute(request)
    if (random.oneIn(6)) await network.database.ledger.execute(request)
    if (random.oneIn(6)) await network.database.ledger.execute(settle(network, kind, 0))
  }
}

/** What people decide about a card: its value put right or paid out, and a stop or the end. */
export async function tellCare(network: TestNetwork, random: Random): Promise<void> {
  const { webstore, station } = network
  const run = (request: LedgerRequest) => network.database.ledger.execute(request)
  const card = await cardWith(network, 2000)
  await run(adjust(webstore, card, random.pick([-300, 300])))
  await run(credit(webstore, card, 200))
  await run(cashOut(station, card, 100))
  await run(standing('block', webstore, card))
  if (random.oneIn(2)) await run(standing('unblock', webstore, card))
  else await run(standing('deactivate', webstore, card))
}

/** A card whose date was told with its import passes it, and one of two is given another. */
export async function tellEnd(network: TestNetwork, random: Random): Promise<void> {
  const { webstore, programId, clock } = network
  const run = (request: LedgerRequest) => network.database.ledger.execute(request)
  const fresh = newCard(programId, { expiresAtMs: clock.nowMs + 5 })
  await run(importOf(webstore, fresh, 6000))
  clock.nowMs += 6
  const card = { by: 'id', cardId: fresh.cardId } as const
  await run(expire(webstore, card, { valueTo: random.pick(['suspense', 'breakage']) }))
  if (random.oneIn(2)) await run(extend(webstore, card, null))
}
