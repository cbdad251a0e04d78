import { decimalText, minor } from '../../src/contract/money.ts'
import { type Reply, refused } from '../../src/contract/refusals.ts'
import { isWaiting } from '../ledger/card-states.ts'
import { usableCheck } from '../ledger/checks.ts'
import { type ApiClient, publicReply, type StoredValueResult } from '../stored-value/index.ts'
import { cardOf, type Door, paramsOf } from './door.ts'
import { failureOf } from './failures.ts'
import { TENDER_TYPE } from './limits.ts'
import { RADIAL_NAMESPACE } from './namespaces.ts'
import { lookUpTender } from './programs.ts'
import {
  type Answered,
  accountNode,
  amountNode,
  fault,
  replyDocument,
  verdictOf,
  waitingOf,
} from './replies.ts'
import { type EnquiryRequest, readEnquiry } from './requests.ts'
import { writeXml } from './write-xml.ts'

type Balance = StoredValueResult<'balance'>

/** What can be spent of a card. A card that cannot be used at all is a Fail, whatever it holds. */
export async function answerBalance(
  door: Door,
  client: ApiClient,
  text: string,
): Promise<Answered> {
  const nowMs = door.context.nowMs()
  const read = readEnquiry(text, 'StoredValueBalanceRequest', ['Pin', 'EncryptedPin'])
  if (!read.ok) return { reply: fault(read, nowMs) }
  const { account, currency, sessionId } = read.value
  const done = await readBalance(door, client, read.value).catch((error: unknown) =>
    failureOf(door.context, error),
  )
  const failure = done.ok ? undefined : done
  if (failure && verdictOf(failure) === 'Fault') return { reply: fault(failure, nowMs) }
  const availableMinor = done.ok ? done.value.availableMinor : minor(0)
  const reply = replyDocument('StoredValueBalanceReply', {
    sessionId,
    before: [accountNode(account)],
    failure,
    after: [amountNode('BalanceAmount', currency, availableMinor)],
    told: { code: 'OK', ...(done.ok && isWaiting(done.value.state) && unusableOf(done.value)) },
  })
  return { reply }
}

/** Which tender a number belongs to, told from its form and first digits. */
export async function answerLookup(door: Door, client: ApiClient, text: string): Promise<Answered> {
  const read = readEnquiry(text, 'TenderTypeLookupRequest', ['TenderClass'])
  if (!read.ok) return { reply: fault(read, door.context.nowMs()) }
  const code = await lookUpTender(door, client, read.value).catch((error: unknown) => {
    const failure = failureOf(door.context, error)
    return verdictOf(failure) === 'Fault' ? failure : 'UNKNOWN_FAILURE'
  })
  if (typeof code !== 'string') return { reply: fault(code, door.context.nowMs()) }
  const tender = { name: 'TenderType', content: TENDER_TYPE }
  const document = writeXml({
    name: 'TenderTypeLookupReply',
    attributes: { xmlns: RADIAL_NAMESPACE, sessionId: read.value.sessionId },
    content: [
      ...(code === 'TENDER_TYPE_FOUND' ? [tender] : []),
      { name: 'ResponseCode', content: code },
    ],
  })
  return { reply: { status: 200, outcome: 'ok', document } }
}

function unusableOf({ state, activatesAtMs, balanceMinor, currency }: Balance) {
  return { ...waitingOf(state, activatesAtMs), waitingAmount: decimalText(balanceMinor, currency) }
}

async function readBalance(
  { context, operations }: Door,
  client: ApiClient,
  { account, pin, currency }: EnquiryRequest,
): Promise<Reply<Balance>> {
  const card = cardOf(account, pin)
  if (!card.ok) return card
  const params = paramsOf('balance', { card: card.value, currency })
  if (!params.ok) return params
  const reply = await operations.balance(client, params.value)
  if (!reply.ok) return reply
  const { state } = reply.value
  // Its value is there: nothing of it can be spent, and the answer says so.
  if (isWaiting(state)) return reply
  const code =
    usableCheck(reply.value, context.nowMs()) ?? (state === 'pin_locked' ? 'PIN_LOCKED' : undefined)
  return code ? publicReply<Balance>(client, refused(code)) : reply
}
