import { cardNumberSchema, pinSchema } from '../../src/contract/card-number.ts'
import { parseUnknown } from '../../src/contract/parse.ts'
import { failed, type Reply, refused, success } from '../../src/contract/refusals.ts'
import type { ServerContext } from '../context.ts'
import {
  type ApiClient,
  type Counter,
  STORED_VALUE,
  type StoredValueAsked,
  type StoredValueName,
  type StoredValueOperations,
} from '../stored-value/index.ts'
import type { MoneyRequest } from './requests.ts'

/** What every operation of the façade is given: the JSON API's own operations among it. */
export interface Door {
  readonly context: ServerContext
  readonly counter: Counter
  readonly operations: StoredValueOperations
}

/** Whoever asks, and what of. */
export interface Asked<Request> {
  readonly client: ApiClient
  readonly request: Request
}

/**
 * The card of a request as the JSON API takes it. Letters, a number too short or a PIN of three
 * digits are what a shopper typed, and no card of ours: refused as an unknown card is, and nothing
 * is recorded.
 */
export function cardOf(
  account: string,
  pin: string | undefined,
): Reply<{ readonly number: string; readonly pin: string | undefined }> {
  const isCard = cardNumberSchema.safeParse(account).success
  const isPin = pin === undefined || pinSchema.safeParse(pin).success
  return isCard && isPin
    ? success({ number: account, pin })
    : refused('CARD_NOT_FOUND_OR_PIN_INVALID')
}

/** What every money operation of the JSON API is told of a sale. */
export function saleOf({ requestId, orderId, lineId, allowRepeat, ...rest }: MoneyRequest) {
  const { amountMinor, currency } = rest
  return { requestId, amountMinor, currency, orderId, lineId, allowRepeat }
}

/** The params of an operation of the JSON API, judged by its own schema. */
export function paramsOf<Name extends StoredValueName>(
  name: Name,
  input: Readonly<Record<string, unknown>>,
): Reply<StoredValueAsked<Name>> {
  const given: unknown = input
  const parsed = parseUnknown(STORED_VALUE[name].params, given)
  if (parsed.ok) return success(parsed.value as StoredValueAsked<Name>)
  return failed('REQUEST_MALFORMED', `${parsed.problem.path}: ${parsed.problem.message}`)
}
