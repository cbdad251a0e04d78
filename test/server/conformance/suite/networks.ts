import { describe, expect, test } from 'vitest'
import type { Caller, LedgerRequest } from '../../../../server/ledger/request.ts'
import type { LocationId, NetworkId, ProgramId } from '../../../../src/contract/ids.ts'
import { currency, minor } from '../../../../src/contract/money.ts'
import { caller, newId } from '../../ledger/names.ts'
import {
  addLocation,
  addProgram,
  cardWith,
  insert,
  run,
  runRefused,
  stockedCard,
  type TestNetwork,
} from '../../ledger/network.ts'
import {
  activate,
  fund,
  newCard,
  redeem,
  refund,
  voidOf,
  voidOperation,
} from '../../ledger/requests.ts'
import type { Engine } from '../engines.ts'
import { totals } from '../figures.ts'
import { onLedger } from '../on-ledger.ts'

let network: TestNetwork
/** A station of another network, and a person of it. */
let stranger: Caller
let person: Caller

/** Networks that share a database: what one does is to the other as if it did not exist. */
export function describeNetworks(engine: Engine): void {
  onLedger(
    engine,
    async (opened) => {
      network = opened
      const networkId = newId<NetworkId>()
      const locationId = newId<LocationId>()
      await insert(network.database, 'network', { id: networkId, name: 'Coast', created_at_ms: 1 })
      await addLocation(network.database, networkId, locationId)
      await addProgram(network.database, networkId, { id: newId<ProgramId>() })
      stranger = { ...caller('device:coast', locationId), networkId }
      person = { ...caller('staff:coast', null), networkId, wholeNetwork: true }
    },
    () => {
      describe.each(['lookup', 'id'] as const)('a card of another network, by %s', (by) => {
        const named = ({ lookup, cardId }: Awaited<ReturnType<typeof cardWith>>) =>
          by === 'id' ? ({ by, cardId } as const) : ({ by, lookup } as const)

        test.each<[string, (card: ReturnType<typeof named>) => LedgerRequest]>([
          ['redeem', (card) => redeem(stranger, card, 100)],
          ['fund', (card) => fund(stranger, card, 1000)],
        ])('%s: no such card', async (_kind, request) => {
          const card = await cardWith(network, 5000)
          const before = await totals(network)
          expect(await runRefused(network, request(named(card)))).toBe(
            'CARD_NOT_FOUND_OR_PIN_INVALID',
          )
          expect(await totals(network)).toEqual(before)
        })

        test('activate: no such card', async () => {
          const card = await stockedCard(network)
          expect(await runRefused(network, activate(stranger, named(card), 1000))).toBe(
            'CARD_NOT_FOUND_OR_PIN_INVALID',
          )
        })
      })

      test('a new card of a program of another network: no such program', async () => {
        const card = newCard(network.programId)
        expect(await runRefused(network, activate(stranger, { by: 'new', card }, 1000))).toBe(
          'OPERATION_NOT_ALLOWED',
        )
      })

      test('void and refund by operation: no such operation, also for people with a role', async () => {
        const card = await cardWith(network, 5000)
        const { operationId } = await run(network, redeem(network.station, card, 100))
        for (const from of [stranger, person]) {
          expect(await runRefused(network, voidOperation(from, operationId))).toBe(
            'ORIGINAL_NOT_FOUND',
          )
          const original = { by: 'operation', operationId } as const
          expect(await runRefused(network, refund(from, original, 50))).toBe('ORIGINAL_NOT_FOUND')
        }
      })

      test('void by order: nothing to undo, and nothing held off', async () => {
        const card = await cardWith(network, 5000)
        const order = { orderId: 'N-1', lineId: null, allowRepeat: false }
        const original = {
          by: 'order',
          order,
          card,
          amountMinor: minor(100),
          currency: currency('EUR'),
        } as const
        expect(await run(network, voidOf(stranger, original))).toMatchObject({
          applied: false,
          balanceMinor: null,
          cardLastFour: null,
        })
        expect(await run(network, redeem(network.station, card, 100, { order }))).toMatchObject({
          balanceMinor: 4900,
        })
      })

      test('one order, one payment and one request id in two networks: two operations', async () => {
        const order = { orderId: 'N-2', lineId: null, allowRepeat: false }
        const more = { order, payment: { key: 'P-1', json: '{}' } }
        const ours = redeem(network.station, await cardWith(network, 5000), 100, more)
        const theirs = redeem(stranger, await theirCard(), 100, {
          ...more,
          requestId: ours.requestId,
        })
        expect(await run(network, ours)).toMatchObject({ replayed: false })
        expect(await run(network, theirs)).toMatchObject({ replayed: false, balanceMinor: 900 })
        const stored = await network.database.ledger.outcome(stranger.key, ours.requestId)
        expect(stored?.reply).toMatchObject({ ok: true, value: { balanceMinor: 900 } })
      })
    },
  )
}

async function theirCard() {
  const programId = newId<ProgramId>()
  await addProgram(network.database, stranger.networkId ?? '', { id: programId })
  const card = newCard(programId)
  await run(network, activate(stranger, { by: 'new', card }, 1000))
  return { by: 'lookup', lookup: card.lookup } as const
}
