import { expect, test } from 'vitest'
import type { LedgerRequest } from '../../../../server/ledger/request.ts'
import type { LocationId, ProgramId } from '../../../../src/contract/ids.ts'
import { AMOUNT_MINOR_MAX, currency } from '../../../../src/contract/money.ts'
import type { RefusalCode } from '../../../../src/contract/refusals.ts'
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
import { activate, fund, newCard, redeem, refund } from '../../ledger/requests.ts'
import type { Engine } from '../engines.ts'
import { setCard, totals } from '../figures.ts'
import { onLedger } from '../on-ledger.ts'

let network: TestNetwork

/** Refusals of activations, loads and redemptions. */
export function describeRefusals(engine: Engine): void {
  onLedger(
    engine,
    (opened) => {
      network = opened
    },
    () => {
      refusals()
    },
  )
}

type Row = readonly [string, RefusalCode, () => Promise<LedgerRequest>]

const USD = currency('USD')

const AMOUNTS: readonly Row[] = [0, -100, AMOUNT_MINOR_MAX + 1].flatMap((amount): Row[] => [
  [
    `redeem: an amount of ${amount}`,
    'AMOUNT_INVALID',
    async () => redeem(network.station, await cardWith(network, 5000), amount),
  ],
  [
    `fund: an amount of ${amount}`,
    'AMOUNT_INVALID',
    async () => fund(network.station, await cardWith(network, 5000), amount),
  ],
  [
    `activate: an amount of ${amount}`,
    'AMOUNT_INVALID',
    async () => activate(network.station, await stockedCard(network), amount),
  ],
  [
    `refund: an amount of ${amount}`,
    'AMOUNT_INVALID',
    async () => refund(network.station, await redeemed(1000), amount),
  ],
])

const CARDS: readonly Row[] = [
  [
    'redeem: a card that nobody made',
    'CARD_NOT_FOUND_OR_PIN_INVALID',
    async () => redeem(network.station, { by: 'lookup', lookup: new Uint8Array(32) }, 100),
  ],
  [
    'redeem: a wrong PIN, even where none is asked for',
    'CARD_NOT_FOUND_OR_PIN_INVALID',
    async () => redeem(network.station, await cardWith(network, 5000), 100, { pin: 'wrong' }),
  ],
  [
    'redeem: online without the PIN that the program asks for online',
    'CARD_NOT_FOUND_OR_PIN_INVALID',
    async () => {
      const card = await cardOf({ pin_policy: 'online' }, { pinHash: 'a hash' })
      return redeem({ ...network.station, channel: 'webstore' }, card, 100)
    },
  ],
  [
    'redeem: at a station without the PIN that the program always asks for',
    'CARD_NOT_FOUND_OR_PIN_INVALID',
    async () =>
      redeem(network.station, await cardOf({ pin_policy: 'always' }, { pinHash: 'x' }), 100),
  ],
  [
    'redeem: by a caller of another network',
    'CARD_NOT_FOUND_OR_PIN_INVALID',
    async () => {
      const other = { ...network.station, networkId: newId<typeof network.networkId>() }
      return redeem(other, await cardWith(network, 5000), 100)
    },
  ],
  [
    'redeem: where the program does not list the location',
    'CARD_NOT_ACCEPTED_HERE',
    async () => redeem(network.station, await cardOf({ accepted_at: 'listed' }), 100),
  ],
  [
    'redeem: at a location of another network',
    'CARD_NOT_ACCEPTED_HERE',
    async () =>
      redeem(caller('device:far', await foreignLocation()), await cardWith(network, 5000), 100),
  ],
  [
    'redeem: at a closed location',
    'CARD_NOT_ACCEPTED_HERE',
    async () => {
      const id = newId<LocationId>()
      await addLocation(network.database, network.networkId, id, { state: 'closed' })
      return redeem(caller('device:shut', id), await cardWith(network, 5000), 100)
    },
  ],
  [
    'redeem: nowhere, so that nobody would be owed it',
    'CARD_NOT_ACCEPTED_HERE',
    async () => redeem(network.webstore, await cardWith(network, 5000), 100),
  ],
  [
    'activate: a new card of a program that does not exist',
    'OPERATION_NOT_ALLOWED',
    async () => activate(network.webstore, { by: 'new', card: newCard(newId<ProgramId>()) }, 5000),
  ],
  [
    'redeem: in another currency than the card',
    'CURRENCY_MISMATCH',
    async () => redeem(network.station, await cardWith(network, 5000), 100, { currency: USD }),
  ],
  [
    'redeem: at a location that is owed in another currency',
    'CURRENCY_MISMATCH',
    async () => {
      const id = newId<LocationId>()
      await addLocation(network.database, network.networkId, id, { currency: 'USD' })
      return redeem(caller('device:usd', id), await cardWith(network, 5000), 100)
    },
  ],
  [
    'redeem: a card past its date, before the nightly job',
    'CARD_EXPIRED',
    async () => {
      const card = await cardWith(network, 5000)
      await setCard(network, card.cardId, { expires_at_ms: network.clock.nowMs })
      return redeem(network.station, card, 100)
    },
  ],
  [
    'redeem: a card in stock',
    'CARD_NOT_ACTIVE',
    async () => redeem(network.station, await stockedCard(network), 100),
  ],
  [
    'fund: a card in stock',
    'CARD_NOT_ACTIVE',
    async () => fund(network.station, await stockedCard(network), 1000),
  ],
  [
    'activate: a card a second time',
    'CARD_ALREADY_ACTIVE',
    async () => activate(network.station, await cardWith(network, 5000), 1000),
  ],
  [
    'fund: a card that cannot be loaded again',
    'NOT_RELOADABLE',
    async () => fund(network.station, await cardOf({ reloadable: 0 }), 1000),
  ],
  [
    'activate: below the least load',
    'LIMIT_SINGLE_LOAD',
    async () => activate(network.station, await stockedCard(network), 99),
  ],
  [
    'fund: above the largest load',
    'LIMIT_SINGLE_LOAD',
    async () => fund(network.station, await cardWith(network, 5000), 50_001),
  ],
  [
    'fund: above the largest balance',
    'LIMIT_BALANCE',
    async () => {
      const card = await cardWith(network, 50_000)
      await run(network, fund(network.station, card, 40_000))
      return fund(network.station, card, 10_001)
    },
  ],
  [
    'redeem: what is held for another sale',
    'FUNDS_HELD',
    async () => {
      const card = await cardWith(network, 5000)
      await setCard(network, card.cardId, { held_minor: 4000 })
      return redeem(network.station, card, 1001)
    },
  ],
  [
    'redeem: one cent more than the balance',
    'INSUFFICIENT_FUNDS',
    async () => redeem(network.station, await cardWith(network, 5000), 5001),
  ],
  [
    'redeem: part of nothing',
    'INSUFFICIENT_FUNDS',
    async () => {
      const card = await cardWith(network, 5000)
      await run(network, redeem(network.station, card, 5000))
      return redeem(network.station, card, 100, { partial: 'allow' })
    },
  ],
]

function refusals(): void {
  test.each([...AMOUNTS, ...CARDS])('%s: %s', async (_name, code, prepare) => {
    const request = await prepare()
    const before = await totals(network)
    expect(await runRefused(network, request)).toBe(code)
    expect(await totals(network)).toEqual(before)
    // The same id keeps its refusal, and so does a void of it find nothing to undo.
    expect(await runRefused(network, request)).toBe(code)
  })

  test('an online PIN policy asks for none at a station', async () => {
    const card = await cardOf({ pin_policy: 'online' }, { pinHash: 'a hash' })
    expect(await run(network, redeem(network.station, card, 100))).toMatchObject({ applied: true })
  })

  test('a card without a PIN needs none, whatever the policy', async () => {
    const card = await cardOf({ pin_policy: 'always' })
    expect(await run(network, redeem(network.station, card, 100))).toMatchObject({ applied: true })
  })

  test('a listed location accepts the card', async () => {
    const programId = newId<ProgramId>()
    const listed = { accepted_at: 'listed' as const, listed: [network.here] }
    await addProgram(network.database, network.networkId, { id: programId, ...listed })
    const card = newCard(programId)
    await run(network, activate(network.webstore, { by: 'new', card }, 5000))
    const selector = { by: 'id', cardId: card.cardId } as const
    expect(await run(network, redeem(network.station, selector, 100))).toMatchObject({
      balanceMinor: 4900,
    })
  })
}
async function redeemed(amount: number) {
  const taken = redeem(network.station, await cardWith(network, 5000), amount)
  await run(network, taken)
  return { by: 'request', requestId: taken.requestId } as const
}

/** A card with 50.00 of a program with these rules. */
async function cardOf(
  program: Parameters<typeof addProgram>[2],
  more: Parameters<typeof newCard>[1] = {},
) {
  const programId = newId<ProgramId>()
  await addProgram(network.database, network.networkId, { ...program, id: programId })
  const card = newCard(programId, more)
  await run(network, activate(network.webstore, { by: 'new', card }, 5000))
  return { by: 'lookup', lookup: card.lookup } as const
}

async function foreignLocation(): Promise<LocationId> {
  const [networkId, locationId] = [newId<typeof network.networkId>(), newId<LocationId>()]
  const row = { id: networkId, name: 'Coast', created_at_ms: 0 }
  await insert(network.database, 'network', row)
  await addLocation(network.database, networkId, locationId)
  return locationId
}
