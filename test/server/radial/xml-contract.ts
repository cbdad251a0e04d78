import { setTimeout } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { currency, decimalText, minor } from '../../../src/contract/money.ts'
import { arrangeCard, nextId } from '../contract/arrange.ts'
import { describeContract } from '../contract/contract-house.ts'
import { CONTRACT_ROWS, type ContractRow, type RowCard, UNFIT } from '../contract/rows.ts'
import type { ApiHouse } from '../stored-value/api-house.ts'
import { balanceXml, fieldOf, type MoneyParts, moneyXml, outcomeOf, postXml } from './xml-house.ts'

/** The documents of the operations that the façade has, and where the amount that moved stands. */
const DOCUMENTS: Readonly<Record<string, readonly [word: string, name: string, amount: string]>> = {
  'fund-and-activate': ['fundandactivate', 'StoredValueFundAndActivate', 'AmountFunded'],
  fund: ['fund', 'StoredValueFund', 'AmountFunded'],
  redeem: ['redeem', 'StoredValueRedeem', 'AmountRedeemed'],
  void: ['redeemvoid', 'StoredValueRedeemVoid', ''],
  'cash-out': ['cashout', 'StoredValueCashOut', 'AmountOut'],
  balance: ['balance', 'StoredValueBalance', 'BalanceAmount'],
}

/** A code that is a Fault in place of a Fail. */
const FAULTS: Readonly<Record<string, string>> = { AMOUNT_INVALID: '422 Fault AMOUNT_INVALID' }
/** What XML always means, and JSON has to say to mean the same. */
const TWINS: Readonly<Record<string, object>> = {
  redeem: { partial: 'allow' },
  'cash-out': { close: true },
}

const ROWS = CONTRACT_ROWS.filter(({ operation }) => operation in DOCUMENTS)

/** Holds the façade to every row of the contract that it can express, beside the JSON API. */
export function describeXmlContract(
  name: string,
  start: () => Promise<readonly string[]>,
  end: () => Promise<void>,
): void {
  describeContract(`the contract as XML on ${name}`, { start, end }, (house) => {
    test.each(ROWS)('$operation of a $form card ($history), $ask: $outcome', async (row) => {
      const json = await asJson(house(), row)
      const xml = await asXml(house(), row)
      expect(xml.outcome).toBe(expectedOf(row, json.outcome))
      const amount = isUnusable(row) ? '0.00' : json.amount
      if (xml.amount !== undefined) expect(xml.amount).toBe(amount)
    })

    test('most of the contract can be said in XML', () => {
      expect(ROWS.length).toBeGreaterThan(40)
    })
  })
}

/**
 * Where XML differs from JSON, as docs/api/radial.md says: some codes are a Fault, and the balance of
 * a card that cannot be used is a Fail with the reason, where JSON tells its state. Nothing else.
 */
function expectedOf(row: ContractRow, outcome: string): string {
  if (outcome === 'SUCCESS' && isUnusable(row)) return `Fail ${reasonOf(row)}`
  if (outcome === 'SUCCESS') return 'Success OK'
  if (outcome === 'PARTIAL') return 'Success PARTIAL_APPROVED'
  return FAULTS[outcome] ?? `Fail ${outcome}`
}

function isUnusable(row: ContractRow): boolean {
  return row.operation === 'balance' && reasonOf(row) !== undefined
}

function reasonOf({ history }: ContractRow): string | undefined {
  return new Map<string, string>(Object.entries(UNFIT)).get(history)
}

async function asJson(house: ApiHouse, row: ContractRow) {
  const card = await arrangeCard(house, row)
  const id = row.operation === 'balance' ? {} : { requestId: nextId() }
  const body = { ...id, ...row.body(card), ...TWINS[row.operation] }
  const { value, refusal, error } = (await house.post(`/v1/storedvalue/${row.operation}`, body))
    .body
  const moved = value?.[row.operation === 'balance' ? 'availableMinor' : 'appliedMinor']
  const amount = decimalText(minor(typeof moved === 'number' ? moved : 0), currency('EUR'))
  const done = Number(value?.['remainingDueMinor'] ?? 0) > 0 ? 'PARTIAL' : 'SUCCESS'
  return { outcome: refusal?.code ?? error?.code ?? done, amount }
}

async function asXml(house: ApiHouse, row: ContractRow) {
  const card = await arrangeCard(house, row)
  const [word, name, amountName] = DOCUMENTS[row.operation] ?? ['', '', '']
  const body = bodyOf(row.body(card), card)
  const text = word === 'balance' ? balanceXml(body.card ?? {}) : moneyXml(name, body)
  const ask = () => postXml(house, `storedvalue/${word}/GS.xml`, text)
  let answer = await ask()
  // One key asks more in a second than its limit lets it.
  for (; answer.status === 429; answer = await ask()) await setTimeout(100)
  return { outcome: outcomeOf(answer), amount: fieldOf(answer.root, amountName) }
}

/** The members of the rows' JSON bodies that the façade has a word for. */
interface JsonBody {
  readonly card?: { readonly number: string; readonly pin?: string }
  readonly amountMinor?: number
  readonly currency?: string
  readonly original?: JsonBody & { readonly requestId?: string; readonly orderId?: string }
}

/** A JSON body in the façade's words; of what it must say and JSON need not, the row's own. */
function bodyOf(json: JsonBody, { number, pin }: RowCard): MoneyParts {
  const { original } = json
  const { amountMinor = AMOUNT_OF_ALL, currency: code = 'EUR' } = original ?? json
  const redeemRequestId = original?.requestId
  return {
    requestId: nextId(),
    orderId: original ? 'before' : nextId(),
    card: json.card ?? original?.card ?? { number, pin },
    amount: decimalText(minor(amountMinor), currency(code)),
    currency: code,
    ...(redeemRequestId === undefined ? {} : { sale: { redeemRequestId } }),
  }
}

/** What the rows' cards hold: a cash-out of all names it here. */
const AMOUNT_OF_ALL = 2500
