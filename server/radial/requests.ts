import { requestIdSchema } from '../../src/contract/ids.ts'
import {
  type Currency,
  currencyExponent,
  isCurrency,
  type Minor,
  minor,
} from '../../src/contract/money.ts'
import { failed, type Reply, refused, success } from '../../src/contract/refusals.ts'
import { MalformedXmlError, type XmlElement } from '../xml/index.ts'
import { attributeOf, type Fields, fieldsOf, needed, textOf } from './fields.ts'
import {
  ACCOUNT_LENGTH_MAX,
  ENCRYPTED_LENGTH_MAX,
  FUND_REASON_LENGTH_MAX,
  ORDER_ID_LENGTH_MAX,
  PIN_LENGTH_MAX,
  PROMO_CODE_LENGTH_MAX,
  REQUEST_ID_LENGTH_MAX,
  TIME_LENGTH_MAX,
} from './limits.ts'
import { NotConfiguredError } from './malformed.ts'
import { RADIAL_NAMESPACE } from './namespaces.ts'
import { readXml } from './read-xml.ts'

/** What a caller may add in our own namespace, as the schemas have no word for it. */
export interface SaleNote {
  readonly lineId: string | undefined
  readonly allowRepeat: boolean | undefined
  /** For a void: the requestId of the redemption, which also undoes one that has not arrived. */
  readonly redeemRequestId: string | undefined
  /** For a sale: how a new card is handed over, and from when it can be used. */
  readonly delivery: 'number' | 'claim_link' | undefined
  /** In ms since 1970 UTC. */
  readonly activateAt: number | undefined
  readonly review: boolean | undefined
}

/** A request that moves value. */
export interface MoneyRequest extends SaleNote {
  readonly requestId: string
  readonly sessionId: string | undefined
  readonly orderId: string
  /** 1 to 22 characters, as sent; null for a new virtual card. */
  readonly account: string | null
  readonly pin: string | undefined
  readonly amountMinor: Minor
  readonly currency: Currency
  readonly fundReason: string | undefined
  readonly promoCode: string | undefined
}

/** A request that only asks about a number. */
export interface EnquiryRequest {
  readonly sessionId: string | undefined
  readonly account: string
  readonly pin: string | undefined
  readonly currency: Currency
  /** For a tender look-up only. */
  readonly tenderClass: string | undefined
}

/** What an operation knows besides context, PIN and amount. */
export interface MoneyForm {
  readonly fields: readonly ('FundReason' | 'PromoCode' | 'PaymentContextBase' | 'EncryptedPin')[]
  /** Attributes of our own element. */
  readonly notes: readonly (keyof SaleNote)[]
}

/** REQUEST_MALFORMED, or OPERATION_NOT_ALLOWED for what is not set up here; never with what was sent. */
export function readMoneyRequest(
  text: string,
  rootName: string,
  form: MoneyForm,
): Reply<MoneyRequest> {
  return reading(() => {
    const root = rootOf(text, rootName)
    const children = ['PaymentContext', 'Pin', 'Amount', 'own:Sale', ...form.fields]
    const fields = fieldsOf(root, { children, attributes: ROOT_ATTRIBUTES })
    const requestId = attributeOf(root, 'requestId', REQUEST_ID_LENGTH_MAX)
    if (requestId === undefined || !requestIdSchema.safeParse(requestId).success)
      throw new MalformedXmlError(NO_REQUEST_ID)
    const pin = pinOf(fields)
    const reason = fields.get('FundReason')
    const promoCode = fields.get('PromoCode')
    return {
      requestId,
      sessionId: attributeOf(root, 'sessionId', REQUEST_ID_LENGTH_MAX),
      ...contextOf(fields),
      ...{ pin, ...amountOf(needed(fields, 'Amount')) },
      fundReason: reason && textOf(reason, { max: FUND_REASON_LENGTH_MAX }),
      promoCode: promoCode && textOf(promoCode, { max: PROMO_CODE_LENGTH_MAX }),
      ...saleOf(fields.get('own:Sale'), form),
    }
  })
}

/** The same errors as {@link readMoneyRequest}. */
export function readEnquiry(
  text: string,
  rootName: string,
  extra: readonly ('Pin' | 'EncryptedPin' | 'TenderClass')[],
): Reply<EnquiryRequest> {
  return reading(() => {
    const root = rootOf(text, rootName)
    const children = [...ACCOUNT_FIELDS, 'CurrencyCode', ...extra]
    const fields = fieldsOf(root, { children, attributes: ROOT_ATTRIBUTES })
    const tenderClass = extra.includes('TenderClass') ? needed(fields, 'TenderClass') : undefined
    return {
      sessionId: attributeOf(root, 'sessionId', REQUEST_ID_LENGTH_MAX),
      account: accountOf(fields),
      pin: pinOf(fields),
      currency: currencyOf(textOf(needed(fields, 'CurrencyCode'), { max: 3 })),
      tenderClass: tenderClass && textOf(tenderClass, { max: REQUEST_ID_LENGTH_MAX }),
    }
  })
}

const ROOT_ATTRIBUTES = ['requestId', 'sessionId']
const ACCOUNT_FIELDS = ['PaymentAccountUniqueId', 'EncryptedPaymentAccountUniqueId']
const NO_REQUEST_ID =
  'requestId must be there, with 1 to 40 letters, digits or . _ : / + - and no blanks.'
const NO_ENCRYPTION =
  'Encrypted and tokenised numbers are not configured here. Send the plain number over TLS.'

function reading<Value>(read: () => Value): Reply<Value> {
  try {
    return success(read())
  } catch (error) {
    if (error instanceof MalformedXmlError) return failed('REQUEST_MALFORMED', error.message)
    if (error instanceof NotConfiguredError) return refused('OPERATION_NOT_ALLOWED', error.message)
    throw error
  }
}

function rootOf(text: string, name: string): XmlElement {
  const root = readXml(text)
  if (root.name === name && root.namespace === RADIAL_NAMESPACE) return root
  throw new MalformedXmlError(`Send a ${name} in the namespace ${RADIAL_NAMESPACE}.`)
}

function contextOf(fields: Fields): Pick<MoneyRequest, 'orderId' | 'account'> {
  const base = fields.get('PaymentContextBase')
  if (base && fields.has('PaymentContext'))
    throw new MalformedXmlError('Send PaymentContext or PaymentContextBase, not both.')
  const context = base ?? needed(fields, 'PaymentContext')
  const children = base ? ['OrderId'] : ['OrderId', ...ACCOUNT_FIELDS]
  const inner = fieldsOf(context, { children, attributes: [] })
  const orderId = textOf(needed(inner, 'OrderId'), { max: ORDER_ID_LENGTH_MAX })
  return { orderId, account: base ? null : accountOf(inner) }
}

function accountOf(fields: Fields): string {
  const encrypted = fields.get('EncryptedPaymentAccountUniqueId')
  if (encrypted) {
    textOf(encrypted, { max: ENCRYPTED_LENGTH_MAX })
    throw new NotConfiguredError(NO_ENCRYPTION)
  }
  const field = needed(fields, 'PaymentAccountUniqueId')
  const account = textOf(field, { max: ACCOUNT_LENGTH_MAX, attributes: ['isToken'] })
  const isToken = booleanOf(field, 'isToken')
  if (isToken === undefined) throw new MalformedXmlError('isToken is missing: send false.')
  if (isToken) throw new NotConfiguredError(NO_ENCRYPTION)
  return account
}

function pinOf(fields: Fields): string | undefined {
  const encrypted = fields.get('EncryptedPin')
  if (encrypted) {
    textOf(encrypted, { max: ENCRYPTED_LENGTH_MAX })
    throw new NotConfiguredError(NO_ENCRYPTION)
  }
  const pin = fields.get('Pin')
  return pin && textOf(pin, { max: PIN_LENGTH_MAX })
}

function amountOf(field: XmlElement): Pick<MoneyRequest, 'amountMinor' | 'currency'> {
  const text = textOf(field, { max: 20, attributes: ['currencyCode'] })
  const code = attributeOf(field, 'currencyCode', 3)
  if (code === undefined) throw new MalformedXmlError('currencyCode is missing.')
  const currency = currencyOf(code)
  return { amountMinor: minorOf(text, currency), currency }
}

function currencyOf(code: string): Currency {
  if (isCurrency(code)) return code
  throw new MalformedXmlError('The currency is not one of ISO 4217.')
}

/**
 * The decimal as minor units, digit by digit. Zeros beyond the currency's digits are nothing:
 * callers that always send two write 1000 yen as 1000.00. More than any card has, and zero, are
 * understood here and refused by the ledger.
 */
function minorOf(text: string, currency: Currency): Minor {
  const digits = currencyExponent(currency)
  const match = /^(\d{1,12})(?:\.(\d{1,3}))?$/.exec(text)
  const decimals = match?.[2] ?? ''
  if (!match || /[^0]/.test(decimals.slice(digits)))
    throw new MalformedXmlError(`Amount must be a decimal with at most ${digits} decimals.`)
  return minor(Number(`${match[1]}${decimals.slice(0, digits).padEnd(digits, '0')}`))
}

function saleOf(field: XmlElement | undefined, { notes }: MoneyForm): SaleNote {
  if (field === undefined) return NO_NOTES
  fieldsOf(field, { children: [], attributes: notes })
  return {
    delivery: deliveryOf(field),
    activateAt: timeOf(field, 'activateAt'),
    review: booleanOf(field, 'review'),
    lineId: attributeOf(field, 'lineId', ORDER_ID_LENGTH_MAX),
    allowRepeat: booleanOf(field, 'allowRepeat'),
    redeemRequestId: attributeOf(field, 'redeemRequestId', REQUEST_ID_LENGTH_MAX),
  }
}

const NO_NOTES: SaleNote = {
  lineId: undefined,
  allowRepeat: undefined,
  redeemRequestId: undefined,
  delivery: undefined,
  activateAt: undefined,
  review: undefined,
}

function deliveryOf(field: XmlElement): SaleNote['delivery'] {
  const text = attributeOf(field, 'delivery', 10)
  if (text === undefined || text === 'number' || text === 'claim_link') return text
  throw new MalformedXmlError('delivery must be number or claim_link.')
}

/** ISO 8601 with its offset, as `2026-12-24T18:00:00+01:00`. */
function timeOf(field: XmlElement, name: string): number | undefined {
  const text = attributeOf(field, name, TIME_LENGTH_MAX)
  if (text === undefined) return undefined
  const isWhole = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:\d\d)$/.test(text)
  const atMs = isWhole ? Date.parse(text) : Number.NaN
  if (atMs >= 0) return atMs
  throw new MalformedXmlError(`${name} must be a time with its offset, as 2026-12-24T18:00:00Z.`)
}

function booleanOf(field: XmlElement, name: string): boolean | undefined {
  const text = attributeOf(field, name, 5)
  if (text === undefined) return undefined
  if (text === 'true' || text === '1') return true
  if (text === 'false' || text === '0') return false
  throw new MalformedXmlError(`${name} must be true or false.`)
}
