import { minor } from '../../src/contract/money.ts'
import { failed, type Reply, refused, success } from '../../src/contract/refusals.ts'
import { cardById, cardByNumber, type KnownCard, makeCard, numberRefusal } from '../cards/index.ts'
import type { CardSelector, ReplaceRequest } from '../ledger/request.ts'
import { readProgram } from '../programs/index.ts'
import type { StoredValueParams, StoredValueResult } from './api.ts'
import type { ApiClient } from './api-clients.ts'
import { cardContent, type GivenCard, selectorOf } from './asked-card.ts'
import { cardOf, careContent, nameCard } from './care.ts'
import { contentHash } from './content-hash.ts'
import { type Counter, callerKey, callerOf } from './counter.ts'
import { issuedCard, sealIssued } from './issued-card.ts'
import { isRecorded } from './ledger-desk.ts'
import { refuseStock } from './stock.ts'

type ReplaceParams = StoredValueParams<'replace'>
type ReplacementAnswer = StoredValueResult<'replace'>

/** Puts another card in the place of a lost one: one from stock, or a new virtual one. */
export async function replace(
  counter: Counter,
  client: ApiClient,
  params: ReplaceParams,
): Promise<Reply<ReplacementAnswer>> {
  const named = await nameCard(counter, params)
  if (!named.ok) return named
  const known = await cardOf(counter, client, params)
  if (known === undefined) {
    const isOnRecord = await isRecorded(counter.desk, callerKey(client), params.requestId)
    return refused(isOnRecord ? 'REQUEST_ID_REUSED' : 'CARD_NOT_FOUND_OR_PIN_INVALID')
  }
  const request = requestOf(counter, client, params, named.value)
  return 'form' in params.into
    ? replaceByNew(counter, client, request, known)
    : replaceByStock(counter, client, request, params.into)
}

function requestOf(counter: Counter, client: ApiClient, params: ReplaceParams, card: CardSelector) {
  const { requestId, reason, clerk, into } = params
  const intoContent = 'number' in into ? cardContent(counter.context, into) : into
  const content = careContent(counter, { ...params, into: intoContent })
  return {
    ...{ kind: 'replace' as const, requestId, reason, card },
    caller: callerOf(client, clerk),
    contentHash: contentHash('replace', content),
  }
}

type Asked = Omit<ReplaceRequest, 'into' | 'sealedAnswer'>

async function replaceByStock(
  counter: Counter,
  client: ApiClient,
  request: Asked,
  into: GivenCard | { readonly cardId: KnownCard['cardId'] },
): Promise<Reply<ReplacementAnswer>> {
  const { context, desk } = counter
  const ofNumber = 'number' in into ? await numberRefusal(context.database, into.number) : undefined
  if (ofNumber !== undefined) return refused(ofNumber)
  const found =
    'number' in into
      ? await cardByNumber(context.database, context.keys, into.number)
      : await cardById(context.database, into.cardId)
  const known = found?.networkId === client.networkId ? found : undefined
  const selector =
    'number' in into
      ? selectorOf(context.keys, into.number, known)
      : ({ by: 'id', ...into } as const)
  const { caller, requestId } = request
  // Whoever replaces cards has a role over their network, and any of its stock at hand.
  const sale = {
    caller: { ...caller, wholeNetwork: true },
    requestId,
    known,
    pin: 'right',
  } as const
  const elsewhere = await refuseStock(counter, { ...sale, amountMinor: ANY_AMOUNT })
  if (elsewhere) return elsewhere
  const { reply } = await desk.execute({ ...request, into: selector, sealedAnswer: null })
  return reply.ok ? success({ ...reply.value, issued: null, pinReset: null }) : reply
}

/** No amount is asked for: any sound one does where only its form is looked at. */
const ANY_AMOUNT = minor(1)

async function replaceByNew(
  { context, pins, desk }: Counter,
  client: ApiClient,
  request: Asked,
  { programId }: KnownCard,
): Promise<Reply<ReplacementAnswer>> {
  const program = await readProgram(context.database, client.networkId, programId)
  if (program === undefined) return failed('NOT_FOUND', 'There is no such program.')
  const { caller, requestId } = request
  const made = await makeCard(context, pins, { program, form: 'virtual', batch: null })
  const { reply, sealedAnswer } = await desk.execute({
    ...request,
    into: { by: 'new', card: made.card },
    sealedAnswer: sealIssued(context, caller.key, requestId, made),
  })
  if (!reply.ok) return reply
  const answered = { answer: reply.value, sealed: sealedAnswer }
  const issued = await issuedCard(context, caller.key, answered, made)
  return success({ ...reply.value, issued, pinReset: issued === null ? 'required' : null })
}
