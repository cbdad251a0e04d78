import { failed, type Reply } from '../../src/contract/refusals.ts'
import { lookupOf } from '../cards/index.ts'
import type { Enquiry } from '../guards/index.ts'
import type { StoredValueName } from './api.ts'
import type { ApiClient } from './api-clients.ts'
import type { GivenCard } from './asked-card.ts'
import { type Counter, callerKey } from './counter.ts'
import type { NumberedOperations } from './operations.ts'
import { tellsFunds, withoutFunds } from './refusal-funds.ts'

const TOO_OFTEN =
  'Too many cards were asked for, or too many that do not exist. Nothing was done; wait as long as retryAfterMs says, then send it again with the same id.'

/** What is asked and moves nothing. */
const QUESTIONS: ReadonlySet<StoredValueName> = new Set(['balance', 'verify-pin'])

type Operation = (client: ApiClient, params: unknown) => Promise<Reply<unknown>>

/**
 * The same operations behind the guards: whoever tries out numbers waits, whether or not there are
 * such cards. Operations that name no card by its number are let through.
 */
export function guarded(counter: Counter, operations: NumberedOperations): NumberedOperations {
  const names = Object.keys(operations) as StoredValueName[]
  const rows = names.map((name) => {
    // The table ties each name to its params and result; inside, one row is like another.
    return [name, guardedOne(counter, name, operations[name] as Operation)]
  })
  return Object.fromEntries(rows) as NumberedOperations
}

function guardedOne(counter: Counter, name: StoredValueName, operate: Operation): Operation {
  const { enquiries } = counter.guards
  return async (client, params) => {
    const [card] = givenCards(params)
    if (card === undefined) return operate(client, params)
    const enquiry = enquiryOf(counter, client, card, QUESTIONS.has(name))
    const waitMs = enquiries.admit(enquiry)
    if (waitMs > 0) return failed('RATE_LIMITED', TOO_OFTEN, waitMs)
    const reply = await operate(client, params)
    if (isMiss(reply)) enquiries.missed(enquiry)
    // Whoever gave the PIN proved the card; to all others a balance is told as often as to enquiries.
    if (enquiry.hasPin || !tellsFunds(reply)) return reply
    return enquiries.admit({ ...enquiry, isQuestion: true }) > 0 ? withoutFunds(reply) : reply
  }
}

function enquiryOf(
  { context }: Counter,
  client: ApiClient,
  card: GivenCard,
  isQuestion: boolean,
): Enquiry {
  return {
    caller: callerKey(client),
    networkId: client.networkId,
    isPublic: client.kind === 'webstore',
    address: client.address,
    card: Buffer.from(lookupOf(context.keys, card.number)).toString('base64'),
    isQuestion,
    hasPin: card.pin !== undefined,
  }
}

/** What an operation may name cards in. */
interface Naming {
  readonly card?: GivenCard
  readonly original?: { readonly card?: GivenCard }
  readonly into?: object
}

/** The cards that an operation names by number: itself, in what it undoes, and in their places. */
export function givenCards(params: unknown): readonly GivenCard[] {
  const { card, original, into } = params as Naming
  const second = into && 'number' in into ? (into as GivenCard) : undefined
  return [card ?? original?.card, second].filter((named) => named !== undefined)
}

function isMiss(reply: Reply<unknown>): boolean {
  if (reply.ok || !('refusal' in reply)) return false
  const { code } = reply.refusal
  return code === 'CARD_NOT_FOUND_OR_PIN_INVALID' || code === 'PIN_LOCKED'
}
