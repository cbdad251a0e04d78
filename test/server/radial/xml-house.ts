import { OWN_NAMESPACE, RADIAL_NAMESPACE } from '../../../server/radial/namespaces.ts'
import { readXml } from '../../../server/radial/read-xml.ts'
import { writeXml, type XmlNode } from '../../../server/radial/write-xml.ts'
import type { XmlElement } from '../../../server/xml/index.ts'
import type { CardInHand } from '../stored-value/api-house.ts'

/** The store of the tests' key: its location's name, as such callers write stores. */
export const STORE = 'CornerBakery'

/** What came back, with its document read. */
export interface XmlAnswer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  readonly root: XmlElement
}

/** Where a server listens and the key to send; a house of the JSON tests is one. */
export interface XmlTarget {
  readonly url: string
  readonly key: string
}

/** Posts a document to an operation of the façade. */
export async function postXml(
  { url, key }: XmlTarget,
  path: string,
  body: string | Uint8Array,
  headers: Readonly<Record<string, string>> = {},
): Promise<XmlAnswer> {
  const response = await fetch(`${url}/v1.0/stores/${STORE}/payments/${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/xml', ...headers },
    body: body as BodyInit,
  })
  const text = await response.text()
  return { status: response.status, headers: response.headers, text, root: readXml(text) }
}

/** What a money request of the tests says, unless something else is wanted. */
export interface MoneyParts {
  readonly requestId: string
  readonly orderId: string
  readonly card?: Partial<CardInHand> | undefined
  readonly amount: string
  readonly currency?: string
  readonly fundReason?: string
  readonly promoCode?: string
  readonly sale?: Readonly<Record<string, string>>
}

/** The document of a money request; `virtual` asks for a new card. */
export function moneyXml(name: string, parts: MoneyParts): string {
  const { requestId, orderId, card, amount, currency = 'EUR', fundReason, promoCode, sale } = parts
  const order: XmlNode = { name: 'OrderId', content: orderId }
  const context: XmlNode = card?.number
    ? { name: 'PaymentContext', content: [order, accountNode(card.number)] }
    : { name: 'PaymentContextBase', content: [order] }
  const optional = (field: string, content: string | undefined): XmlNode[] =>
    content === undefined ? [] : [{ name: field, content }]
  return writeXml({
    name: `${name}Request`,
    attributes: { xmlns: RADIAL_NAMESPACE, requestId },
    content: [
      context,
      ...optional('Pin', card?.pin),
      { name: 'Amount', attributes: { currencyCode: currency }, content: amount },
      ...optional('FundReason', fundReason),
      ...optional('PromoCode', promoCode),
      ...(sale ? [{ name: 'Sale', attributes: { xmlns: OWN_NAMESPACE, ...sale } }] : []),
    ],
  })
}

export function balanceXml(card: Partial<CardInHand>, currency = 'EUR'): string {
  return writeXml({
    name: 'StoredValueBalanceRequest',
    attributes: { xmlns: RADIAL_NAMESPACE },
    content: [
      accountNode(card.number ?? ''),
      ...(card.pin === undefined ? [] : [{ name: 'Pin', content: card.pin }]),
      { name: 'CurrencyCode', content: currency },
    ],
  })
}

export function lookupXml(number: string, tenderClass = 'StoredValue', currency = 'EUR'): string {
  return writeXml({
    name: 'TenderTypeLookupRequest',
    attributes: { xmlns: RADIAL_NAMESPACE },
    content: [
      accountNode(number),
      { name: 'TenderClass', content: tenderClass },
      { name: 'CurrencyCode', content: currency },
    ],
  })
}

function accountNode(number: string): XmlNode {
  return { name: 'PaymentAccountUniqueId', attributes: { isToken: 'false' }, content: number }
}

/** The text of a field at any depth; undefined when it is not there. */
export function fieldOf(element: XmlElement, name: string): string | undefined {
  if (element.name === name) return element.text
  for (const child of element.children) {
    const value = fieldOf(child, name)
    if (value !== undefined) return value
  }
  return undefined
}

/** The attributes of the extra element. */
export function reasonOf({ root }: XmlAnswer): Readonly<Record<string, string>> {
  const reason = root.children.find(({ name }) => name === 'Reason')
  if (reason?.namespace !== OWN_NAMESPACE) throw new Error('there is no reason')
  return Object.fromEntries(reason.attributes)
}

/** `Success OK`, `Fail CARD_EXPIRED`, `Timeout …`, or `400 Fault REQUEST_MALFORMED`. */
export function outcomeOf(answer: XmlAnswer): string {
  const { status, root } = answer
  const code = reasonOf(answer)['code'] ?? ''
  if (root.name === 'Fault') {
    if (fieldOf(root, 'Code') !== code) throw new Error('a fault has two codes')
    return `${status} Fault ${code}`
  }
  if (status !== 200) throw new Error(`status ${status} for no fault`)
  return `${fieldOf(root, 'ResponseCode')} ${code}`
}
