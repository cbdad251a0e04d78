import fc from 'fast-check'
import { type Line, type PrintedReceipt, RIGHT_COLUMNS, type TextStyle } from './receipt-lines.ts'

/** How one country's shops write. Words are those that receipts have, with their accents. */
interface Country {
  readonly language: string
  readonly currencies: readonly string[]
  readonly items: readonly string[]
  readonly gifts: readonly string[]
  readonly total: readonly string[]
  readonly cash: string
  readonly card: string
  readonly change: string
  readonly receipt: string
  readonly till: string
  readonly thanks: string
  /** Thousands and decimal marks. */
  readonly marks: readonly (readonly [string, string])[]
}

const COUNTRIES: readonly Country[] = [
  {
    ...{ language: 'en', currencies: ['USD', 'GBP', 'CAD', 'JPY'] },
    items: ['Flat white', 'Blueberry muffin', 'Socks 2 pack', 'Gift wrap', 'Fish & chips'],
    gifts: ['GIFT CARD', 'Gift Card', 'GIFT CERTIFICATE', 'Giftcard'],
    ...{ total: ['TOTAL', 'Grand Total', 'Amount due'], cash: 'Cash', card: 'VISA' },
    ...{ change: 'Change', receipt: 'Receipt', till: 'Till', thanks: 'Thank you' },
    marks: [[',', '.']],
  },
  {
    ...{ language: 'fr', currencies: ['EUR', 'CAD', 'CHF'] },
    items: ['Café crème', 'Crêpe au sucre', 'Pâté de campagne', 'Pain', 'Thé glacé'],
    gifts: ['CARTE CADEAU', 'Chèque cadeau', "BON D'ACHAT", 'Carte KDO'],
    ...{ total: ['TOTAL TTC', 'NET A PAYER', 'Total'], cash: 'Espèces', card: 'CB' },
    ...{ change: 'Rendu', receipt: 'Ticket', till: 'Caisse', thanks: 'Merci et à bientôt' },
    marks: [
      [' ', ','],
      ['', ','],
    ],
  },
  {
    ...{ language: 'es', currencies: ['EUR', 'MXN'] },
    items: ['Café con leche', 'Jamón ibérico', 'Piña', 'Agua', 'Churros'],
    gifts: ['TARJETA REGALO', 'Tarjeta de Regalo', 'Cheque regalo'],
    ...{ total: ['TOTAL', 'TOTAL A PAGAR'], cash: 'Efectivo', card: 'Tarjeta' },
    ...{ change: 'Cambio', receipt: 'Ticket', till: 'Caja', thanks: '¡Gracias!' },
    marks: [
      ['.', ','],
      [',', '.'],
    ],
  },
  {
    ...{ language: 'de', currencies: ['EUR', 'CHF'] },
    items: ['Müsliriegel', 'Weißbier', 'Brötchen', 'Äpfel 1kg', 'Öl'],
    gifts: ['GUTSCHEIN', 'Geschenkkarte', 'Geschenkgutschein'],
    ...{ total: ['SUMME', 'Gesamtbetrag', 'Zu zahlen'], cash: 'Bar', card: 'EC-Karte' },
    ...{ change: 'Rückgeld', receipt: 'Beleg', till: 'Kasse', thanks: 'Vielen Dank' },
    marks: [
      ['.', ','],
      ["'", '.'],
    ],
  },
  {
    ...{ language: 'it', currencies: ['EUR'] },
    items: ['Caffè', 'Tiramisù', 'Acqua', 'Panino', 'Gelato'],
    gifts: ['CARTA REGALO', 'Buono regalo'],
    ...{ total: ['TOTALE', 'Totale complessivo'], cash: 'Contanti', card: 'Bancomat' },
    ...{ change: 'Resto', receipt: 'Scontrino', till: 'Cassa', thanks: 'Grazie' },
    marks: [['.', ',']],
  },
  {
    ...{ language: 'nl', currencies: ['EUR'] },
    items: ['Koffie verkeerd', 'Stroopwafels', 'Crème brûlée', 'Kaas', 'Thee'],
    gifts: ['CADEAUBON', 'Cadeaukaart'],
    ...{ total: ['TOTAAL', 'Te betalen'], cash: 'Contant', card: 'Pinnen' },
    ...{ change: 'Wisselgeld', receipt: 'Bon', till: 'Kassa', thanks: 'Tot ziens' },
    marks: [['.', ',']],
  },
  {
    ...{ language: 'pt', currencies: ['BRL', 'EUR'] },
    items: ['Pão de queijo', 'Café', 'Açaí', 'Água', 'Feijão'],
    gifts: ['VALE PRESENTE', 'Cartão presente', 'CUPOM'],
    ...{ total: ['TOTAL', 'TOTAL A PAGAR'], cash: 'Dinheiro', card: 'Cartão' },
    ...{ change: 'Troco', receipt: 'Cupom', till: 'Caixa', thanks: 'Obrigado' },
    marks: [['.', ',']],
  },
]

const WIDTHS = [32, 35, 42, 44, 48]
const PLAIN: TextStyle = { align: 'left', isBold: false, isWide: false }

interface Writing {
  readonly country: Country
  readonly currency: string
  readonly marks: readonly [string, string]
  readonly unit: 'none' | 'before' | 'after'
}

const writing: fc.Arbitrary<Writing> = fc.constantFrom(...COUNTRIES).chain((country) =>
  fc.record({
    country: fc.constant(country),
    currency: fc.constantFrom(...country.currencies),
    marks: fc.constantFrom(...country.marks),
    unit: fc.constantFrom('none', 'before', 'after'),
  }),
)

/** Receipts of all these shops: one to three gift tenders, other tenders, change, in any layout. */
export const receipts: fc.Arbitrary<PrintedReceipt> = writing.chain((how) =>
  fc
    .record({
      columns: fc.constantFrom(...WIDTHS),
      items: fc.array(
        fc.tuple(fc.constantFrom(...how.country.items), fc.integer({ min: 50, max: 250_000 })),
        {
          minLength: 1,
          maxLength: 6,
        },
      ),
      gifts: fc.array(
        fc.tuple(fc.constantFrom(...how.country.gifts), fc.integer({ min: 1, max: 200_000 })),
        { minLength: 0, maxLength: 3 },
      ),
      total: fc.constantFrom(...how.country.total),
      other: fc.constantFrom('none', 'cash', 'card'),
      isOtherFirst: fc.boolean(),
      layout: fc.constantFrom('same', 'next'),
      isBold: fc.boolean(),
      isWide: fc.boolean(),
      number: fc.integer({ min: 100_000, max: 999_999 }),
      hasRules: fc.boolean(),
      hasCode: fc.boolean(),
      hasDrawer: fc.boolean(),
    })
    .map((drawn) => compose(how, withEnoughBought(how, drawn))),
)

interface Drawn {
  readonly columns: number
  readonly items: readonly (readonly [string, number])[]
  readonly gifts: readonly (readonly [string, number])[]
  readonly total: string
  readonly other: string
  readonly isOtherFirst: boolean
  readonly layout: string
  readonly isBold: boolean
  readonly isWide: boolean
  readonly number: number
  readonly hasRules: boolean
  readonly hasCode: boolean
  readonly hasDrawer: boolean
}

/** Nobody pays more with a gift card than the sale comes to. */
function withEnoughBought({ country }: Writing, drawn: Drawn): Drawn {
  const paid = sum(drawn.gifts)
  const [name = ''] = country.items
  return paid === 0 ? drawn : { ...drawn, items: [...drawn.items, [name, paid]] }
}

function compose(how: Writing, drawn: Drawn): PrintedReceipt {
  const { country } = how
  const money = (minor: number) => written(how, minor)
  const rule: Line[] = drawn.hasRules ? [{ kind: 'rule' }] : []
  const lines: Line[] = [
    ...(drawn.hasDrawer ? [{ kind: 'drawer' } as const] : []),
    text(country.thanks, { align: 'center', isWide: drawn.isWide }),
    text(`${country.receipt} ${drawn.number}  ${country.till} 3`),
    ...rule,
    ...drawn.items.flatMap(([name, price]) => amountLines(name, money(price), drawn)),
    ...rule,
    ...amountLines(drawn.total, money(sum(drawn.items)), drawn, true),
    ...tenders(how, drawn),
    ...rule,
    ...(drawn.hasCode ? [{ kind: 'qr', data: `R${drawn.number}` } as const] : []),
    text(country.thanks, { align: 'center' }),
    { kind: 'feed', rows: 2 },
  ]
  const { columns } = drawn
  const gifts = drawn.gifts.map(([label, amountMinor]) => ({ label, amountMinor }))
  const number = String(drawn.number)
  return { lines, columns, currency: how.currency, language: country.language, number, gifts }
}

function tenders(how: Writing, drawn: Drawn): Line[] {
  const { country } = how
  const money = (minor: number) => written(how, minor)
  const gifts = drawn.gifts.flatMap(([label, amount]) =>
    amountLines(label, money(amount), drawn, drawn.isBold),
  )
  if (drawn.other === 'none') return gifts
  const isCash = drawn.other === 'cash'
  const paid = amountLines(isCash ? country.cash : country.card, money(20_000), drawn)
  const change = isCash ? amountLines(country.change, money(435), drawn) : []
  return drawn.isOtherFirst ? [...paid, ...gifts, ...change] : [...gifts, ...paid, ...change]
}

/** On one row where it fits and the shop prints so; else the amount alone on the next. */
function amountLines(left: string, right: string, drawn: Drawn, isBold = false): Line[] {
  const fits = left.length <= drawn.columns - RIGHT_COLUMNS - 1
  if (drawn.layout === 'same' && fits) return [{ kind: 'sides', left, right, isBold }]
  return [text(left, { isBold }), text(right, { align: 'right', isBold })]
}

function text(value: string, style: Partial<TextStyle> = {}): Line {
  return { kind: 'text', text: value, style: { ...PLAIN, ...style } }
}

function sum(items: readonly (readonly [string, number])[]): number {
  return items.reduce((total, [, price]) => total + price, 0)
}

const SIGNS: Readonly<Record<string, string>> = {
  USD: '$',
  CAD: '$',
  GBP: '£',
  MXN: '$',
  BRL: 'R$',
}

/** An amount as the shop prints it. */
function written({ currency, marks, unit }: Writing, minor: number): string {
  const exponent = currency === 'JPY' ? 0 : 2
  const digits = String(minor).padStart(exponent + 1, '0')
  const whole = digits.slice(0, digits.length - exponent)
  const grouped = whole.replaceAll(/\B(?=(\d{3})+$)/g, marks[0])
  const amount = exponent === 0 ? grouped : `${grouped}${marks[1]}${digits.slice(-exponent)}`
  if (unit === 'none') return amount
  const sign = SIGNS[currency] ?? currency
  return unit === 'after'
    ? `${amount} ${currency}`
    : `${sign}${sign.length > 1 ? ' ' : ''}${amount}`
}
