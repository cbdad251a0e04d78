import { type CardNumber, cardNumber } from '../../src/contract/card-number.ts'
import { openNumber, readLinkToken } from '../cards/index.ts'
import type { ServerContext } from '../context.ts'
import { deriveKey, hmacOf, type Keys } from '../keys.ts'
import type { StoredValueName } from './api.ts'
import type { ApiClient } from './api-clients.ts'
import type { CardName } from './api-parts.ts'
import type { NumberedOperations, StoredValueOperations } from './operations.ts'

type Operation = (client: ApiClient, params: unknown) => Promise<unknown>

/**
 * The same operations for callers that name cards by what is printed on them: a token is a card's
 * number from here on, to the guards, to the ledger and in what tells a retry from another request.
 * So a request that was sent with the number has the same answer when it is sent with the token.
 */
export function byAnyName(
  context: ServerContext,
  operations: NumberedOperations,
): StoredValueOperations {
  const names = Object.keys(operations) as StoredValueName[]
  const rows = names.map((name) => {
    // The table ties each name to its params and result; inside, one row is like another.
    const operate = operations[name] as Operation
    const asked: Operation = async (client, params) =>
      operate(client, await numbered(context, params as Naming))
    return [name, asked]
  })
  return Object.fromEntries(rows) as StoredValueOperations
}

/** What an operation may name cards in. */
interface Naming {
  readonly card?: CardName | undefined
  readonly into?: object | undefined
  readonly original?: object | undefined
}

async function numbered(context: ServerContext, params: Naming): Promise<object> {
  const { card, into, original } = params
  return {
    ...params,
    ...(card && { card: await named(context, card) }),
    ...(into && { into: await named(context, into) }),
    ...(original && { original: await numbered(context, original) }),
  }
}

/** A card by its number; anything else as it is. */
async function named(context: ServerContext, name: object): Promise<object> {
  if ('token' in name) {
    const { token, ...rest } = name
    return { ...rest, number: await numberOf(context, String(token)) }
  }
  if ('claimToken' in name) {
    const { claimToken: _opens, ...rest } = name
    return { ...rest, number: NO_GIFT }
  }
  return name
}

/**
 * The number of the card that a token names. A token that names none gets a number that no card has,
 * always the same one: so it is counted, refused and locked as any such number is.
 */
async function numberOf(context: ServerContext, token: string): Promise<CardNumber> {
  const cardId = readLinkToken(context.keys, token)
  const number = cardId && (await openNumber(context, cardId))
  return number ?? standIn(context.keys, token)
}

/** 20 letters and digits: none of ours has letters, and none of others is guessed. */
function standIn(keys: Keys, token: string): CardNumber {
  const key = deriveKey(keys.pinPepper, 'countermark token of no card')
  const digest = BigInt(`0x${Buffer.from(hmacOf(key, token)).toString('hex')}`)
  const text = digest.toString(36).toUpperCase().padStart(STAND_IN_RANDOM, '0')
  return cardNumber(`0X${text.slice(-STAND_IN_RANDOM)}`)
}

const STAND_IN_RANDOM = 18

/**
 * A proxy number of no gift. What opens a gift to its holder is not looked at here, whether it is
 * good or made up: it is refused as a proxy number is.
 */
const NO_GIFT = cardNumber('0000000000000000000')
