import type { ApiScope } from '../../src/contract/admin/views.ts'
import { ZERO } from '../../src/contract/money.ts'
import type { OperationAnswer } from '../../src/contract/operations.ts'
import type { Reply } from '../../src/contract/refusals.ts'
import { isWaiting } from '../ledger/card-states.ts'
import type { LoadClass } from '../load/index.ts'
import type { ApiClient } from '../stored-value/index.ts'
import { fundAndActivate, type Issued } from './activating.ts'
import { type Asked, cardOf, type Door, paramsOf, saleOf } from './door.ts'
import { answerBalance, answerLookup } from './enquiring.ts'
import { failureOf } from './failures.ts'
import { redeem, redeemVoid } from './redeeming.ts'
import {
  type Answered,
  amountNode,
  contextNode,
  fault,
  replyDocument,
  toldOf,
  verdictOf,
  waitingOf,
} from './replies.ts'
import { type MoneyForm, type MoneyRequest, readMoneyRequest } from './requests.ts'
import type { XmlNode } from './write-xml.ts'

/** One operation of the façade; key, scope, store and tender were checked before. */
export interface RadialOperation {
  /** Names it in the log of the key: `redeem.xml`. */
  readonly word: string
  readonly scope: ApiScope
  readonly load: LoadClass
  readonly answer: (door: Door, client: ApiClient, text: string) => Promise<Answered>
}

/** By the word in the address. */
export const STORED_VALUE_OPERATIONS: ReadonlyMap<string, RadialOperation> = new Map([
  ['balance', { word: 'balance.xml', scope: 'balance', load: 'balance', answer: answerBalance }],
  ['redeem', { word: 'redeem.xml', scope: 'redeem', load: 'redeem', answer: answerRedeem() }],
  [
    'redeemvoid',
    { word: 'redeemvoid.xml', scope: 'void', load: 'redeem', answer: answerRedeemVoid() },
  ],
  ['fund', { word: 'fund.xml', scope: 'fund', load: 'money', answer: answerFund() }],
  [
    'fundandactivate',
    { word: 'fundandactivate.xml', scope: 'activate', load: 'money', answer: answerActivate() },
  ],
  ['cashout', { word: 'cashout.xml', scope: 'cash-out', load: 'money', answer: answerCashOut() }],
])

export const TENDER_LOOKUP: RadialOperation = {
  word: 'lookup.xml',
  scope: 'balance',
  load: 'balance',
  answer: answerLookup,
}

/** What makes one money operation another than the next. */
interface MoneyRow<Value extends OperationAnswer> extends MoneyForm {
  /** The name of its documents, less `Request` and `Reply`. */
  readonly name: string
  readonly run: (door: Door, asked: Asked<MoneyRequest>) => Promise<Reply<Value>>
  /** What stands before and after the response code; `value` is undefined when nothing was done. */
  readonly before?: (request: MoneyRequest, value: Value | undefined) => readonly XmlNode[]
  readonly after: (request: MoneyRequest, value: Value | undefined) => readonly XmlNode[]
  readonly told?: (value: Value) => Readonly<Record<string, string | undefined>>
}

function moneyOperation<Value extends OperationAnswer>(
  row: MoneyRow<Value>,
): RadialOperation['answer'] {
  return async (door, client, text) => {
    const nowMs = door.context.nowMs()
    const read = readMoneyRequest(text, `${row.name}Request`, row)
    if (!read.ok) return { reply: fault(read, nowMs) }
    const request = read.value
    const done = await row
      .run(door, { client, request })
      .catch((error: unknown) => failureOf(door.context, error))
    const failure = done.ok ? undefined : done
    if (failure && verdictOf(failure) === 'Fault') return { reply: fault(failure, nowMs) }
    const value = done.ok ? done.value : undefined
    const reply = replyDocument(`${row.name}Reply`, {
      sessionId: request.sessionId,
      before: row.before?.(request, value) ?? [contextNode(request)],
      failure,
      after: row.after(request, value),
      told: value ? { ...toldOf(value), ...row.told?.(value) } : {},
    })
    return { reply, value }
  }
}

function answerRedeem() {
  return moneyOperation({
    name: 'StoredValueRedeem',
    fields: ['EncryptedPin'],
    notes: ['lineId', 'allowRepeat'],
    run: redeem,
    after: ({ currency }, value) => [
      amountNode('AmountRedeemed', currency, value?.appliedMinor),
      amountNode('BalanceAmount', currency, value?.availableMinor),
    ],
  })
}

function answerRedeemVoid() {
  return moneyOperation({
    name: 'StoredValueRedeemVoid',
    fields: ['EncryptedPin'],
    notes: ['lineId', 'redeemRequestId'],
    run: redeemVoid,
    after: () => [],
  })
}

function answerFund() {
  return moneyOperation({
    name: 'StoredValueFund',
    fields: ['FundReason'],
    notes: ['lineId', 'allowRepeat'],
    run: async ({ operations }, { client, request }) => {
      const card = cardOf(request.account ?? '', request.pin)
      if (!card.ok) return card
      const { fundReason } = request
      const params = paramsOf('fund', { ...saleOf(request), card: card.value, fundReason })
      return params.ok ? operations.fund(client, params.value) : params
    },
    after: amountOf('AmountFunded'),
  })
}

function answerActivate() {
  return moneyOperation<Issued>({
    name: 'StoredValueFundAndActivate',
    fields: ['FundReason', 'PromoCode', 'PaymentContextBase'],
    notes: ['lineId', 'allowRepeat', 'delivery', 'activateAt', 'review'],
    run: fundAndActivate,
    before: (request, value) => [
      contextNode(request, value?.shownNumber),
      ...(value?.issued ? [{ name: 'Pin', content: value.issued.pin }] : []),
      ...(value?.claim ? [{ name: 'CardClaimLink', content: value.claim.link }] : []),
    ],
    after: amountOf('AmountFunded'),
    told: ({ pinReset, claimRenewal, cardState, activatesAtMs }) => ({
      pinReset: pinReset ?? undefined,
      claimRenewal: claimRenewal ?? undefined,
      ...(cardState !== null && isWaiting(cardState) && waitingOf(cardState, activatesAtMs)),
    }),
  })
}

function answerCashOut() {
  return moneyOperation({
    name: 'StoredValueCashOut',
    fields: ['EncryptedPin'],
    notes: ['lineId', 'allowRepeat'],
    run: async ({ operations }, { client, request }) => {
      const card = cardOf(request.account ?? '', request.pin)
      if (!card.ok) return card
      // An emptied card is closed: these callers give its value back and issue another.
      const input = { ...saleOf(request), card: card.value, close: true }
      const params = paramsOf('cash-out', input)
      return params.ok ? operations['cash-out'](client, params.value) : params
    },
    after: amountOf('AmountOut'),
  })
}

/** The amount that was moved, under this name; zero when none was. */
function amountOf(name: string) {
  return ({ currency }: MoneyRequest, value: OperationAnswer | undefined): readonly XmlNode[] => [
    amountNode(name, currency, value?.appliedMinor ?? ZERO),
  ]
}
