import fc from 'fast-check'
import { type Currency, currency, currencyExponent } from '../../../../src/contract/money.ts'

/** The words of a shop's language, as its POS prints them. */
interface Tongue {
  readonly gift: readonly string[]
  readonly total: readonly string[]
  readonly cash: string
  readonly change: string
  readonly receipt: string
  readonly clerk: string
  readonly balance: string
  readonly copy: readonly string[]
  readonly training: readonly string[]
  readonly voided: readonly string[]
  readonly refunded: readonly string[]
  readonly voidWord: string
  readonly report: readonly string[]
}

export const TONGUES: Readonly<Record<string, Tongue>> = {
  en: {
    gift: ['Gift Card', 'GIFT CERTIFICATE', 'GiftCard', 'GIFT CARD PAYMENT', 'Paid: Gift Card'],
    total: ['TOTAL', 'Grand Total', 'Amount due'],
    ...{ cash: 'CASH', change: 'Change Due', receipt: 'Receipt', clerk: 'Cashier' },
    balance: 'GIFT CARD BALANCE',
    copy: ['*** DUPLICATE ***', 'REPRINT', 'Receipt copy'],
    training: ['** TRAINING MODE **', 'TRAINING'],
    voided: ['*** VOID ***', 'TRANSACTION VOIDED'],
    refunded: ['*** REFUND ***', 'RETURN'],
    ...{ voidWord: 'VOID', report: ['Z REPORT', 'END OF DAY'] },
  },
  fr: {
    gift: ['Carte cadeau', 'CARTE-CADEAU', 'Chèque cadeau', "BON D'ACHAT", 'Carte KDO'],
    total: ['TOTAL TTC', 'NET A PAYER', 'Total à payer'],
    ...{ cash: 'ESPÈCES', change: 'Monnaie rendue', receipt: 'Ticket', clerk: 'Caissier' },
    balance: 'SOLDE CARTE CADEAU',
    copy: ['*** DUPLICATA ***', 'COPIE DE TICKET'],
    training: ['MODE ÉCOLE', '*** FORMATION ***'],
    voided: ['*** ANNULATION ***', 'TICKET ANNULÉ'],
    refunded: ['*** REMBOURSEMENT ***', 'REPRISE'],
    ...{ voidWord: 'ANNULATION', report: ['RAPPORT Z', 'CLÔTURE DE CAISSE'] },
  },
  es: {
    gift: ['Tarjeta de Regalo', 'TARJETA REGALO', 'Cheque regalo'],
    total: ['TOTAL A PAGAR', 'Importe total', 'TOTAL'],
    ...{ cash: 'EFECTIVO', change: 'Su cambio', receipt: 'Ticket', clerk: 'Cajero' },
    balance: 'SALDO TARJETA REGALO',
    copy: ['DUPLICADO', '** COPIA **'],
    training: ['MODO PRÁCTICA', 'ENTRENAMIENTO'],
    voided: ['*** ANULADO ***', 'ANULACIÓN'],
    refunded: ['DEVOLUCIÓN', '*** REEMBOLSO ***'],
    ...{ voidWord: 'ANULACION', report: ['INFORME Z', 'CIERRE DE CAJA'] },
  },
  de: {
    gift: ['Gutschein', 'GESCHENKGUTSCHEIN', 'Geschenkkarte', 'Gutschein eingelöst'],
    total: ['SUMME', 'Gesamtbetrag', 'Zu zahlen'],
    ...{ cash: 'BAR', change: 'Wechselgeld', receipt: 'Beleg', clerk: 'Bediener' },
    balance: 'RESTGUTHABEN GUTSCHEIN',
    copy: ['*** KOPIE ***', 'ZWEITDRUCK'],
    training: ['SCHULUNG', '*** ÜBUNG ***'],
    voided: ['*** STORNO ***', 'STORNOBELEG'],
    refunded: ['RETOURE', '*** ERSTATTUNG ***'],
    ...{ voidWord: 'STORNO', report: ['Z-BERICHT', 'TAGESABSCHLUSS'] },
  },
  it: {
    gift: ['Carta Regalo', 'BUONO REGALO'],
    total: ['TOTALE', 'TOTALE COMPLESSIVO'],
    ...{ cash: 'CONTANTI', change: 'Resto', receipt: 'Scontrino', clerk: 'Cassiere' },
    balance: 'SALDO CARTA REGALO',
    copy: ['*** COPIA ***', 'RISTAMPA'],
    training: ['MODALITÀ FORMAZIONE', 'FORMAZIONE'],
    voided: ['ANNULLATO', '*** ANNULLAMENTO ***'],
    refunded: ['RESO', '*** RIMBORSO ***'],
    ...{ voidWord: 'ANNULLO', report: ['CHIUSURA GIORNALIERA', 'CHIUSURA CASSA'] },
  },
  nl: {
    gift: ['Cadeaubon', 'Cadeaukaart', 'Betaald met Cadeaubon'],
    total: ['TOTAAL', 'Te betalen'],
    ...{ cash: 'CONTANT', change: 'Wisselgeld', receipt: 'Bon', clerk: 'Kassier' },
    balance: 'SALDO CADEAUKAART',
    copy: ['*** KOPIE ***', 'HERDRUK'],
    training: ['*** TRAINING ***', 'OEFENMODUS'],
    voided: ['*** GEANNULEERD ***', 'ANNULERING'],
    refunded: ['*** RETOUR ***', 'TERUGBETALING'],
    ...{ voidWord: 'GEANNULEERD', report: ['DAGAFSLUITING', 'Z RAPPORT'] },
  },
  pt: {
    gift: ['Cupom', 'Cartão Presente', 'VALE PRESENTE'],
    total: ['TOTAL', 'VALOR A PAGAR', 'Valor total'],
    ...{ cash: 'DINHEIRO', change: 'Troco', receipt: 'Transaction', clerk: 'Operador' },
    balance: 'SALDO VALE PRESENTE',
    copy: ['*** CÓPIA ***', 'SEGUNDA VIA'],
    training: ['TREINAMENTO', 'MODO TREINAMENTO'],
    voided: ['*** CANCELADO ***', 'CANCELAMENTO'],
    refunded: ['DEVOLUÇÃO', '*** REEMBOLSO ***'],
    ...{ voidWord: 'ESTORNO', report: ['REDUÇÃO Z', 'FECHAMENTO DE CAIXA'] },
  },
}

/** How a POS writes its amounts. */
interface Spelling {
  readonly currency: Currency
  readonly group: string
  readonly decimal: string
  /** Before the number, behind it; with the blanks that stand between. */
  readonly before: string
  readonly after: string
  readonly minus: 'before' | 'behind' | 'brackets' | 'CR'
}

const MARKS = [',', '.', ' ', "'", '\u2019', '\u00a0', '\u202f', ''] as const
const CURRENCIES = ['EUR', 'CAD', 'USD', 'GBP', 'CHF', 'BRL', 'MYR', 'JPY', 'KRW', 'CLP', 'KWD']
const SIGNS: Readonly<Record<string, readonly string[]>> = {
  ...{ EUR: ['€', 'EUR'], CAD: ['$', 'C$', 'CAD'], USD: ['$', 'US$', 'USD'], GBP: ['£', 'GBP'] },
  ...{ CHF: ['CHF', 'Fr.'], BRL: ['R$', 'BRL'], MYR: ['RM', 'MYR'], JPY: ['¥', 'JPY', '円'] },
  ...{ KRW: ['₩', 'KRW', '원'], CLP: ['$', 'CLP'], KWD: ['KWD'] },
}

const spelling: fc.Arbitrary<Spelling> = fc
  .record({
    code: fc.constantFrom(...CURRENCIES),
    group: fc.constantFrom(...MARKS),
    decimal: fc.constantFrom('.', ','),
    place: fc.constantFrom('before', 'before-spaced', 'after', 'after-spaced', 'none'),
    sign: fc.nat(),
    minus: fc.constantFrom('before', 'behind', 'brackets', 'CR' as const),
  })
  .filter(({ group, decimal }) => group !== decimal)
  .map(({ code, group, decimal, place, sign, minus }): Spelling => {
    const signs = SIGNS[code] ?? []
    const mark = signs[sign % signs.length] ?? code
    return {
      ...{ currency: currency(code), group, decimal, minus: minus as Spelling['minus'] },
      before: place === 'before' ? mark : place === 'before-spaced' ? `${mark} ` : '',
      after: place === 'after' ? mark : place === 'after-spaced' ? ` ${mark}` : '',
    }
  })

/** The amount as this POS prints it. */
function spell(amountMinor: number, how: Spelling): string {
  const exponent = currencyExponent(how.currency)
  const digits = String(Math.abs(amountMinor)).padStart(exponent + 1, '0')
  const whole = digits.slice(0, digits.length - exponent)
  const grouped = whole.replaceAll(/\B(?=(?:\d{3})+$)/g, how.group)
  const number = exponent === 0 ? grouped : `${grouped}${how.decimal}${digits.slice(-exponent)}`
  const marked = `${how.before}${number}${how.after}`
  if (amountMinor >= 0) return marked
  switch (how.minus) {
    case 'behind':
      return `${how.before}${number}-${how.after}`
    case 'brackets':
      return `(${marked})`
    case 'CR':
      return `${marked} CR`
    default:
      return `-${marked}`
  }
}

export type SaleKind =
  | 'payment'
  | 'copy'
  | 'training'
  | 'void'
  | 'refund'
  | 'taken-back'
  | 'house-minus'
  | 'report'

/** A sale as it happened, and everything that its POS decides about the paper. */
export interface RenderedSale {
  readonly kind: SaleKind
  readonly tongue: string
  readonly spelling: Spelling
  readonly rows: readonly string[]
  readonly gifts: readonly number[]
  readonly totalMinor: number
  readonly number: string
}

const layout = fc.record({
  width: fc.constantFrom(32, 40, 42, 48, 56),
  leader: fc.constantFrom(' ', ' ', '.'),
  amountPlace: fc.constantFrom('same', 'next', 'behind-card', 'single-blank'),
  colon: fc.constantFrom('', ':', ' :'),
  showsBalance: fc.boolean(),
  sellsCard: fc.boolean(),
  blanks: fc.boolean(),
  heading: fc.constantFrom('top', 'bottom'),
})
type Layout = typeof layout extends fc.Arbitrary<infer Value> ? Value : never

/** Any sale with gift-card tenders, in any of the languages, spellings and layouts. */
export const renderedSale: fc.Arbitrary<RenderedSale> = fc
  .record({
    kind: fc.constantFrom<SaleKind>(
      ...(['payment', 'payment', 'payment', 'copy', 'training', 'void'] as const),
      ...(['refund', 'taken-back', 'house-minus', 'report'] as const),
    ),
    tongue: fc.constantFrom(...Object.keys(TONGUES)),
    spelling,
    layout,
    gifts: fc.array(fc.integer({ min: 1, max: 1_999_999 }), { minLength: 1, maxLength: 3 }),
    cash: fc.option(fc.integer({ min: 1, max: 500_000 }), { nil: 0 }),
    change: fc.option(fc.integer({ min: 1, max: 9_999 }), { nil: 0 }),
    word: fc.nat(),
    number: fc.integer({ min: 1, max: 999_999 }).map((count) => String(count).padStart(6, '0')),
  })
  .map((sale) => ({
    ...{ kind: sale.kind, tongue: sale.tongue, spelling: sale.spelling, number: sale.number },
    gifts: sale.gifts,
    totalMinor: sum(sale.gifts) + sale.cash,
    rows: rowsOf(sale),
  }))

interface Sale {
  readonly kind: SaleKind
  readonly tongue: string
  readonly spelling: Spelling
  readonly layout: Layout
  readonly gifts: readonly number[]
  readonly cash: number
  readonly change: number
  readonly word: number
  readonly number: string
}

function rowsOf(sale: Sale): string[] {
  const { kind, layout: how, gifts, cash, number } = sale
  const tongue = TONGUES[sale.tongue]
  if (tongue === undefined) throw new Error(`no words for ${sale.tongue}`)
  const pick = (words: readonly string[]) => words[sale.word % words.length] ?? ''
  const label = pick(tongue.gift)
  const total = sum(gifts) + cash
  const isBack = kind === 'refund' || kind === 'void'
  const minus = kind === 'house-minus' || isBack ? -1 : 1
  const change = cash > 0 ? sale.change : 0
  const row = (name: string, amountMinor: number) => priced(sale, name, amountMinor)
  const marks: Readonly<Partial<Record<SaleKind, readonly string[]>>> = {
    ...{ copy: tongue.copy, training: tongue.training, void: tongue.voided },
    ...{ refund: tongue.refunded, report: tongue.report },
  }
  const heading = marks[kind] === undefined ? [] : [pick(marks[kind])]
  const isTop = how.heading === 'top' || kind === 'report'
  const sold = how.sellsCard ? row(label, 5_000) : []
  const tenders = gifts.flatMap((gift) => tendered(sale, label, gift * minus))
  const back = kind === 'taken-back' ? takenBack(sale, tongue, label) : []
  return [
    ...['QUAY BAKERY', '12 HARBOUR STREET'],
    ...(isTop ? heading : []),
    `${tongue.receipt} ${number}`,
    `${tongue.clerk}: ANNA`,
    ...row('ESPRESSO 250G', 1_250),
    ...(kind === 'report' ? [] : sold),
    ...row(pick(tongue.total), isBack ? -total : total),
    ...tenders,
    ...back,
    ...(how.showsBalance ? row(tongue.balance, 1_234) : []),
    ...(cash > 0 ? row(tongue.cash, (cash + change) * minus) : []),
    ...(change > 0 ? row(tongue.change, change) : []),
    ...(isTop ? [] : heading),
    'WWW.QUAYBAKERY.EXAMPLE',
  ]
}

/** The first tender taken back: with a minus, or with a word on its row. */
function takenBack(sale: Sale, { voidWord }: Tongue, label: string): string[] {
  const [first = 0] = sale.gifts
  const hasWord = sale.layout.heading === 'bottom'
  return hasWord ? tendered(sale, `${voidWord} ${label}`, first) : tendered(sale, label, -first)
}

/** A tender's rows: its amount where this POS puts it. */
function tendered(sale: Sale, label: string, amountMinor: number): string[] {
  const { amountPlace, width, colon, blanks } = sale.layout
  const amount = spell(amountMinor, sale.spelling)
  const alone = amount.padStart(width)
  if (amountPlace === 'next') return [`${label}${colon}`, ...(blanks ? [''] : []), alone]
  if (amountPlace === 'behind-card') return [`${label}${colon}`, '  ************4417', alone]
  return priced(sale, label, amountMinor)
}

function priced({ layout: how, spelling: spelled }: Sale, name: string, amountMinor: number) {
  const amount = spell(amountMinor, spelled)
  const start = `${name}${how.colon}`
  if (how.amountPlace === 'single-blank') return [`${start} ${amount}`]
  const gap = Math.max(3, how.width - start.length - amount.length)
  return [`${start} ${how.leader.repeat(gap - 2)} ${amount}`]
}

function sum(amounts: readonly number[]): number {
  return amounts.reduce((all, amount) => all + amount, 0)
}
