import { decimal, type Sale, totalOf } from './sales.ts'

/** How one system writes sales down. `gift`: what means the gift tender there. */
export interface Writer {
  readonly gift: string
  readonly write: (sales: readonly Sale[]) => string
}

interface XmlWays {
  readonly root: string
  readonly head: (sale: Sale) => string
  readonly gift: (amount: string, isRefund: boolean) => string
  readonly cash: (amount: string, isRefund: boolean, inner: string) => string
  /** Change as lines of its own, or inside the cash tender. */
  readonly change: (amount: number) => { readonly line?: string; readonly inner?: string }
  readonly decimals?: number
  /** How a refund's amounts are written. */
  readonly isMinusRefund: boolean
  readonly voidLine: string
}

const flags = {
  sale: '',
  refund: '',
  void: ' CancelFlag="true"',
  training: ' TrainingModeFlag="true"',
}

function poslogWriter(ways: XmlWays): Writer['write'] {
  return (sales) => {
    const transactions = sales.map((sale) => {
      const isRefund = sale.kind === 'refund'
      const text = (minor: number) =>
        decimal(isRefund && ways.isMinusRefund ? -minor : minor, ways.decimals)
      const change = sale.change > 0 ? ways.change(sale.change) : {}
      const line = (inner: string, attributes = '') => `<LineItem${attributes}>${inner}</LineItem>`
      const goods = isRefund ? '<Return><Description>Mug</Description></Return>' : '<Sale/>'
      const lines = [
        line(goods),
        ...sale.gifts.map((gift) => line(ways.gift(text(gift), isRefund))),
        ...sale.voidedGifts.map((gift) => line(ways.gift(text(gift), false), ways.voidLine)),
        ...(sale.cash > 0 ? [line(ways.cash(text(sale.cash), isRefund, change.inner ?? ''))] : []),
        ...(change.line === undefined ? [] : [line(change.line)]),
      ]
      const total = `<Total TotalType="TransactionGrandAmount">${decimal(ways.isMinusRefund ? totalOf(sale) : Math.abs(totalOf(sale)), ways.decimals)}</Total>`
      return `<Transaction${flags[sale.kind]}>${ways.head(sale)}<RetailTransaction>${lines.join('')}${total}</RetailTransaction></Transaction>`
    })
    return `${ways.root}${transactions.join('')}</POSLog>`
  }
}

const id = ({ number }: Sale) =>
  `<RetailStoreID>9</RetailStoreID><WorkstationID>3</WorkstationID><SequenceNumber>${number}</SequenceNumber><BusinessDayDate>2026-11-22</BusinessDayDate>`
const ARTS = 'http://www.nrf-arts.org/IXRetail/namespace/'

const ncr: Writer = {
  gift: 'GiftCard',
  write: poslogWriter({
    root: `<POSLog xmlns="${ARTS}" xmlns:acs="http://www.ncr.com/rsd/acs/tlog/markup/poslog/2.1"> `,
    head: (sale) => `${id(sale)}<CurrencyCode>USD</CurrencyCode>`,
    gift: (amount, isRefund) =>
      `<Tender TenderType="CreditDebit" TypeCode="${isRefund ? 'Refund' : 'Sale'}" acs:TenderDescription="GiftCard"><TenderID>40</TenderID><Amount>${amount}</Amount></Tender>`,
    cash: (amount, isRefund) =>
      `<Tender TenderType="Cash" TypeCode="${isRefund ? 'Refund' : 'Sale'}"><TenderID>1</TenderID><Amount>${amount}</Amount></Tender>`,
    change: (amount) => ({
      line: `<Tender TenderType="Cash" TypeCode="Sale"><TenderID>1</TenderID><Amount>${decimal(-amount)}</Amount><TenderChange><Amount>${decimal(amount)}</Amount></TenderChange></Tender>`,
    }),
    isMinusRefund: false,
    voidLine: ' VoidFlag="true"',
  }),
}

const roqqio: Writer = {
  gift: 'PaymentTypeDescription=Gutschein',
  write: poslogWriter({
    root: `<?xml version="1.0" encoding="UTF-8"?>\n<POSLog MajorVersion="6" xmlns="${ARTS}" xmlns:fu="http://www.futura4retail.com/pos/namespace/">\n`,
    head: id,
    gift: (amount, isRefund) =>
      `<Tender TenderType="Voucher" TypeCode="${isRefund ? 'Refund' : 'Sale'}"><Amount Currency="EUR">${amount}</Amount><fu:PaymentTypeDescription>Gutschein</fu:PaymentTypeDescription></Tender>`,
    cash: (amount, isRefund) =>
      `<Tender TenderType="Cash" TypeCode="${isRefund ? 'Refund' : 'Sale'}"><Amount Currency="EUR">${amount}</Amount><fu:PaymentTypeDescription>Bar</fu:PaymentTypeDescription></Tender>`,
    change: (amount) => ({
      line: `<TenderChange TypeCode="Refund"><TenderChange TenderType="Cash"><Amount Currency="EUR">${decimal(amount, 3)}</Amount></TenderChange></TenderChange>`,
    }),
    decimals: 3,
    isMinusRefund: false,
    voidLine: ' CancelFlag="true"',
  }),
}

const r10: Writer = {
  gift: 'TenderID=77',
  write: poslogWriter({
    root: `<POSLog xmlns="${ARTS}" xmlns:r10Ex="http://www.Retalix.com/Extensions">`,
    head: id,
    gift: (amount) =>
      `<Tender TenderType="X:Custom"><Amount Currency="GBP">${amount}</Amount><TenderID>77</TenderID><r10Ex:TenderDescription>GIFT</r10Ex:TenderDescription></Tender>`,
    cash: (amount) =>
      `<Tender TenderType="Cash"><Amount Currency="GBP">${amount}</Amount><TenderID>1</TenderID></Tender>`,
    change: (amount) => ({
      line: `<Tender TenderType="Cash"><Amount Currency="GBP">0</Amount><TenderChange><Amount Currency="GBP">${decimal(amount)}</Amount></TenderChange><TenderID>1</TenderID></Tender>`,
    }),
    isMinusRefund: true,
    voidLine: ' VoidFlag="true"',
  }),
}

const wincor: Writer = {
  gift: 'MediaMember=801',
  write: poslogWriter({
    root: `<POSLog xmlns="${ARTS}" xmlns:WN="http://www.wincor-nixdorf.com">`,
    head: (sale) => `${id(sale)}<CurrencyCode>EUR</CurrencyCode>`,
    gift: (amount) =>
      `<Tender TenderType="Voucher" WN:Media="800" WN:MediaMember="801"><Amount>${amount}</Amount></Tender>`,
    cash: (amount, _, inner) =>
      `<Tender TenderType="Cash" WN:Media="100" WN:MediaMember="100"><Amount>${amount}</Amount>${inner}</Tender>`,
    change: (amount) => ({
      inner: `<TenderChange><Amount>${decimal(amount)}</Amount></TenderChange>`,
    }),
    isMinusRefund: false,
    voidLine: ' VoidFlag="true"',
  }),
}

const naxml: Writer = {
  gift: 'giftCard',
  write: (sales) => {
    const events = sales.map((sale) => {
      const sign = sale.kind === 'refund' ? -1 : 1
      const line = (code: string, minor: number, change: string, status = 'normal') =>
        `<TransactionLine status="${status}"><TenderInfo><Tender><TenderCode>${code}</TenderCode></Tender><TenderAmount>${decimal(minor)}</TenderAmount><ChangeFlag value="${change}"/></TenderInfo></TransactionLine>`
      const lines = [
        ...sale.gifts.map((gift) => line('giftCard', gift * sign, 'no')),
        ...sale.voidedGifts.map((gift) => line('giftCard', gift, 'no', 'cancel')),
        ...(sale.cash > 0 ? [line('cash', sale.cash * sign, 'no')] : []),
        ...(sale.change > 0 ? [line('cash', -sale.change, 'yes')] : []),
      ]
      const name = {
        sale: 'SaleEvent',
        training: 'SaleEvent',
        refund: 'RefundEvent',
        void: 'VoidEvent',
      }[sale.kind]
      const training = sale.kind === 'training' ? '<TrainingModeFlag value="yes"/>' : ''
      return `<${name}>${training}<RegisterID>3</RegisterID><TransactionID>${sale.number}</TransactionID><BusinessDate>2026-11-22</BusinessDate><TransactionDetailGroup>${lines.join('')}</TransactionDetailGroup><TransactionSummary><TransactionTotalGrandAmount>${decimal(totalOf(sale))}</TransactionTotalGrandAmount></TransactionSummary></${name}>`
    })
    return `<NAXML-POSJournal version="3.4"><TransmissionHeader><StoreLocationID>9</StoreLocationID></TransmissionHeader><JournalReport>${events.join('')}</JournalReport></NAXML-POSJournal>`
  },
}

const json: Writer = {
  gift: 'house card',
  write: (sales) =>
    sales
      .map((sale) => {
        const sign = sale.kind === 'refund' ? -1 : 1
        return `{"store":"9","till":"3","sequence":${sale.number},"businessDate":"2026-11-22","currency":"EUR","status":"${sale.kind === 'void' ? 'voided' : 'closed'}","training":${sale.kind === 'training'},"total":${decimal(totalOf(sale))},"payments":[${[
          ...sale.gifts.map((gift) => `{"name":"house card","amount":${decimal(gift * sign)}}`),
          ...sale.voidedGifts.map(
            (gift) => `{"name":"house card","amount":${decimal(gift)},"voided":true}`,
          ),
          ...(sale.cash > 0 ? [`{"name":"cash","amount":${decimal(sale.cash * sign)}}`] : []),
          ...(sale.change > 0
            ? [`{"name":"cash","amount":${decimal(sale.change)},"change":true}`]
            : []),
        ].join(',')}]}`
      })
      .join('\n'),
}

export const WRITERS: Readonly<Record<string, Writer>> = { ncr, roqqio, r10, wincor, naxml, json }
