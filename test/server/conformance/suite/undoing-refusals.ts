import { expect, test } from 'vitest'
import { encodeOperationId } from '../../../../server/ledger/operation-id.ts'
import type { LedgerRequest } from '../../../../server/ledger/request.ts'
import type { OperationId } from '../../../../src/contract/ids.ts'
import { currency } from '../../../../src/contract/money.ts'
import type { RefusalCode } from '../../../../src/contract/refusals.ts'
import { caller, newId } from '../../ledger/names.ts'
import { cardWith, run, runRefused, stockedCard, type TestNetwork } from '../../ledger/network.ts'
import {
  activate,
  fund,
  nextRequestId,
  redeem,
  refund,
  voidOperation,
  voidRequest,
} from '../../ledger/requests.ts'
import type { Engine } from '../engines.ts'
import { setCard, totals } from '../figures.ts'
import { onLedger } from '../on-ledger.ts'

let network: TestNetwork

/** Refusals of voids and refunds. */
export function describeUndoingRefusals(engine: Engine): void {
  onLedger(
    engine,
    (opened) => {
      network = opened
    },
    () => {
      refusalsOfVoidsAndRefunds()
    },
  )
}

type Row = readonly [string, RefusalCode, () => Promise<LedgerRequest>]

const USD = currency('USD')

const UNDOING: readonly Row[] = [
  [
    'void: an operation id that was never given out',
    'ORIGINAL_NOT_FOUND',
    async () => voidOperation(network.station, encodeOperationId(1, 999_999)),
  ],
  [
    'void: an operation id with the right number and another time',
    'ORIGINAL_NOT_FOUND',
    async () => {
      const taken = await run(network, redeem(network.station, await cardWith(network, 5000), 100))
      const wrong = `00000000${taken.operationId.slice(8)}` as OperationId
      return voidOperation(network.station, wrong)
    },
  ],
  [
    'void: by operation id, what was done at another location',
    'ORIGINAL_NOT_FOUND',
    async () => {
      const taken = await run(network, redeem(network.station, await cardWith(network, 5000), 100))
      return voidOperation(caller('device:there', network.there), taken.operationId)
    },
  ],
  [
    'void: by operation id, from another network',
    'ORIGINAL_NOT_FOUND',
    async () => {
      const taken = await run(network, redeem(network.station, await cardWith(network, 5000), 100))
      const other = { ...network.webstore, networkId: newId<typeof network.networkId>() }
      return voidOperation(other, taken.operationId)
    },
  ],
  [
    'void: of a void',
    'ORIGINAL_NOT_REVERSIBLE',
    async () => {
      const taken = redeem(network.station, await cardWith(network, 5000), 100)
      await run(network, taken)
      const undo = voidRequest(network.station, taken.requestId)
      await run(network, undo)
      return voidRequest(network.station, undo.requestId)
    },
  ],
  [
    'void: of a refund',
    'ORIGINAL_NOT_REVERSIBLE',
    async () => {
      const given = refund(network.station, await redeemed(1000), 400)
      await run(network, given)
      return voidRequest(network.station, given.requestId)
    },
  ],
  [
    'void: of a load after the window',
    'ORIGINAL_NOT_REVERSIBLE',
    async () => {
      const load = fund(network.webstore, await cardWith(network, 5000), 1000)
      await run(network, load)
      network.clock.nowMs += 86_400_001
      return voidRequest(network.webstore, load.requestId)
    },
  ],
  [
    'void: of an activation whose value was partly spent',
    'ORIGINAL_NOT_REVERSIBLE',
    async () => {
      const card = await stockedCard(network)
      const sold = activate(network.station, card, 5000)
      await run(network, sold)
      await run(network, redeem(network.station, card, 1))
      return voidRequest(network.station, sold.requestId)
    },
  ],
  [
    'void: of a load whose value was partly spent',
    'INSUFFICIENT_FUNDS',
    async () => {
      const card = await cardWith(network, 5000)
      const load = fund(network.station, card, 1000)
      await run(network, load)
      await run(network, redeem(network.station, card, 5001))
      return voidRequest(network.station, load.requestId)
    },
  ],
  [
    'void: of an activation with a later load that still stands',
    'ORIGINAL_NOT_REVERSIBLE',
    async () => {
      const card = await stockedCard(network)
      const sold = activate(network.station, card, 5000)
      await run(network, sold)
      await run(network, fund(network.station, card, 1000))
      return voidRequest(network.station, sold.requestId)
    },
  ],
  [
    'void: of a load on a blocked card',
    'CARD_BLOCKED',
    async () => {
      const card = await cardWith(network, 5000)
      const load = fund(network.webstore, card, 1000)
      await run(network, load)
      await setCard(network, card.cardId, { state: 'blocked' })
      return voidRequest(network.webstore, load.requestId)
    },
  ],
  [
    'refund: of nothing known',
    'ORIGINAL_NOT_FOUND',
    async () => refund(network.station, { by: 'request', requestId: nextRequestId() }, 100),
  ],
  [
    "refund: by request id, another caller's redemption",
    'ORIGINAL_NOT_FOUND',
    async () => refund(caller('device:two', network.here), await redeemed(1000), 100),
  ],
  [
    'refund: of a redemption that was voided',
    'ORIGINAL_NOT_REVERSIBLE',
    async () => {
      const original = await redeemed(1000)
      await run(network, voidRequest(network.station, original.requestId))
      return refund(network.station, original, 100)
    },
  ],
  [
    'refund: of a load',
    'ORIGINAL_NOT_REVERSIBLE',
    async () => {
      const load = fund(network.station, await cardWith(network, 5000), 1000)
      await run(network, load)
      return refund(network.station, { by: 'request', requestId: load.requestId }, 100)
    },
  ],
  [
    'refund: in another currency',
    'CURRENCY_MISMATCH',
    async () => refund(network.station, await redeemed(1000), 100, { currency: USD }),
  ],
  [
    'refund: one cent more than is left',
    'REFUND_EXCEEDS_REDEEMED',
    async () => {
      const original = await redeemed(1000)
      await run(network, refund(network.station, original, 400))
      return refund(network.station, original, 601)
    },
  ],
]

function refusalsOfVoidsAndRefunds(): void {
  test.each(UNDOING)('%s: %s', async (_name, code, prepare) => {
    const request = await prepare()
    const before = await totals(network)
    expect(await runRefused(network, request)).toBe(code)
    expect(await totals(network)).toEqual(before)
    expect(await runRefused(network, request)).toBe(code)
  })
}
async function redeemed(amount: number) {
  const taken = redeem(network.station, await cardWith(network, 5000), amount)
  await run(network, taken)
  return { by: 'request', requestId: taken.requestId } as const
}
