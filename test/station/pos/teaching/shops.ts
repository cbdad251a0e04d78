import iconv from 'iconv-lite'

/** One paper as a shop's till prints it, and what a person knows about it. */
export interface ShopPaper {
  readonly rows: readonly string[]
  /** Gift-card payments that stand on it, in minor units. */
  readonly payments: readonly number[]
}

/** What is rung: a sale paid by gift card (in part, with `restMinor` by other means) or without. */
export interface Rung {
  readonly giftMinor: number
  readonly restMinor: number
  readonly number: number
  /** A gift card is among the goods. */
  readonly sellsCard: boolean
  readonly kind: 'sale' | 'copy' | 'void'
}

/** A shop whose till differs from the others in language, layout and sign. */
export interface Shop {
  readonly name: string
  readonly encoding: string
  /** Bytes that choose the code page. */
  readonly page: readonly number[]
  readonly paper: (rung: Rung) => ShopPaper
}

const WIDTH = 42
const columns = (left: string, right: string) =>
  `${left.slice(0, WIDTH - right.length - 1).padEnd(WIDTH - right.length)}${right}`
const centred = (text: string) => `${' '.repeat(Math.max(0, (WIDTH - text.length) >> 1))}${text}`
const grouped = (minor: number, group: string, mark: string) => {
  const [whole = '', decimals = ''] = (Math.abs(minor) / 100).toFixed(2).split('.')
  return `${whole.replaceAll(/(?<=\d)(?=(?:\d{3})+$)/g, group)}${mark}${decimals}`
}
/** Goods that add up to the total. */
function goods(totalMinor: number, names: readonly string[]): Array<[string, number]> {
  const first = Math.max(1, Math.floor(totalMinor / 3))
  return totalMinor < 3
    ? [[names[0] ?? '', totalMinor]]
    : [
        [names[0] ?? '', first],
        [names[1] ?? '', totalMinor - first],
      ]
}
/** A card that is sold costs that much. */
const CARD_SOLD_MINOR = 5_000

interface Layout {
  readonly head: readonly string[]
  readonly names: readonly string[]
  readonly cardSold: string
  readonly totals: (total: string) => readonly string[]
  /** Rows of the gift-card payment. */
  readonly gift: (minor: number, isBack: boolean) => readonly string[]
  readonly cash: (minor: number, isBack: boolean) => readonly string[]
  readonly amount: (minor: number) => string
  readonly number: (number: number) => string
  readonly copy: string
  readonly voided: string
  readonly foot: (rung: Rung) => readonly string[]
}

function shop(
  name: string,
  { encoding, page }: Pick<Shop, 'encoding' | 'page'>,
  layout: Layout,
): Shop {
  return {
    name,
    encoding,
    page,
    paper: (rung) => {
      const { giftMinor, restMinor, sellsCard, kind } = rung
      const totalMinor = giftMinor + restMinor
      const isBack = kind === 'void'
      const card = sellsCard && totalMinor > CARD_SOLD_MINOR ? CARD_SOLD_MINOR : 0
      const signed = (minor: number) => `${isBack ? '-' : ''}${layout.amount(minor)}`
      const rows = [
        ...layout.head,
        ...(kind === 'copy' ? [layout.copy] : []),
        ...(isBack ? [layout.voided] : []),
        layout.number(rung.number),
        '',
        ...goods(totalMinor - card, layout.names).map(([label, minor]) =>
          columns(label, signed(minor)),
        ),
        ...(card > 0 ? [columns(layout.cardSold, signed(card))] : []),
        '-'.repeat(WIDTH),
        ...layout.totals(signed(totalMinor)),
        ...(giftMinor > 0 ? layout.gift(giftMinor, isBack) : []),
        ...(restMinor > 0 ? layout.cash(restMinor, isBack) : []),
        ...layout.foot(rung),
      ]
      return { rows, payments: kind === 'sale' && giftMinor > 0 ? [giftMinor] : [] }
    },
  }
}

const english: Layout = {
  head: [centred('THE CORNER STORE'), centred('12 High Street')],
  names: ['TEA 80 BAGS', 'SHORTBREAD'],
  cardSold: 'CORNER CARD',
  totals: (total) => [columns('TOTAL', total)],
  gift: (minor, isBack) => [
    columns('CORNER CARD', `${isBack ? '-' : ''}$${english.amount(minor)}`),
  ],
  cash: (minor, isBack) => [
    columns('CASH TENDERED', `${isBack ? '-' : ''}$${english.amount(minor + 500)}`),
    columns('CHANGE', '$5.00'),
  ],
  amount: (minor) => grouped(minor, ',', '.'),
  number: (number) => `TILL 2   RECEIPT ${number}`,
  copy: '*** DUPLICATE ***',
  voided: '*** VOID ***',
  foot: () => ['', centred('THANK YOU')],
}

/** The label on one row, the amount alone on the next. */
const french: Layout = {
  head: [centred('LIBRAIRIE DU PONT'), centred('3, quai des Brumes')],
  names: ['ROMAN POCHE', 'CARNET A5'],
  cardSold: 'Carte privilège vendue',
  totals: (total) => [columns('TOTAL TTC', `${total} EUR`), columns('dont TVA 5,5 %', '1,04')],
  gift: (minor) => ['Carte privilège', `${`${french.amount(minor)} EUR`.padStart(WIDTH)}`],
  cash: (minor) => ['Espèces', `${`${french.amount(minor)} EUR`.padStart(WIDTH)}`],
  amount: (minor) => grouped(minor, ' ', ','),
  number: (number) => columns('Caisse 1', `Ticket ${number}`),
  copy: '*** DUPLICATA ***',
  voided: '*** TICKET ANNULE ***',
  foot: ({ giftMinor }) =>
    giftMinor > 0 ? [columns('Solde carte privilège', '12,00')] : [centred('Merci')],
}

/** Every payment with a minus in front. */
const german: Layout = {
  head: [centred('Bäckerei Möller'), centred('Marktplatz 7')],
  names: ['Roggenbrot 1kg', 'Mohnschnecke'],
  cardSold: 'Möllerkarte Verkauf',
  totals: (total) => [columns('SUMME', `${total} EUR`)],
  gift: (minor, isBack) => [
    columns('Möllerkarte', `${isBack ? '' : '-'}${german.amount(minor)} EUR`),
  ],
  cash: (minor, isBack) => [columns('Bar', `${isBack ? '' : '-'}${german.amount(minor)} EUR`)],
  amount: (minor) => grouped(minor, '.', ','),
  number: (number) => `Bon-Nr. ${number}  Kasse 1`,
  copy: 'KOPIE',
  voided: '*** STORNO ***',
  foot: () => [columns('MwSt 7,00%', '0,98'), centred('Vielen Dank')],
}

/** Words that no list of ours has; payments with a minus behind. */
const swedish: Layout = {
  head: [centred('KVARNENS GARN'), centred('Storgatan 4')],
  names: ['ULLGARN 100 G', 'STICKOR 4 MM'],
  cardSold: 'GARNKORT',
  totals: (total) => [columns('ATT BETALA', total)],
  gift: (minor, isBack) => [columns('GARNKORT', `${swedish.amount(minor)}${isBack ? '' : '-'}`)],
  cash: (minor, isBack) => [columns('KONTANT', `${swedish.amount(minor)}${isBack ? '' : '-'}`)],
  amount: (minor) => grouped(minor, ' ', ','),
  number: (number) => `KVITTO ${number}`,
  copy: '** KOPIA AV KVITTO **',
  voided: '** MAKULERAT **',
  foot: () => [centred('TACK OCH VÄLKOMMEN ÅTER')],
}

/** The currency in letters behind the amount; a reference behind the label. */
const polish: Layout = {
  head: [centred('KWIACIARNIA POD LIPĄ'), centred('ul. Długa 5')],
  names: ['RÓŻA CZERWONA', 'WSTĄŻKA'],
  cardSold: 'BON PODARUNKOWY SPRZEDAŻ',
  totals: (total) => [columns('SUMA PLN', total)],
  gift: (minor, isBack) => [
    columns('BON PODARUNKOWY ****4417', `${isBack ? '-' : ''}${polish.amount(minor)} zlot`),
  ],
  cash: (minor, isBack) => [columns('GOTÓWKA', `${isBack ? '-' : ''}${polish.amount(minor)} zlot`)],
  amount: (minor) => grouped(minor, ' ', ','),
  number: (number) => `Paragon nr ${number}`,
  copy: '# KOPIA #',
  voided: '# ANULOWANO #',
  foot: () => [centred('DZIĘKUJEMY')],
}

export const SHOPS: readonly Shop[] = [
  shop('corner store', { encoding: 'cp437', page: [0x1b, 0x74, 0] }, english),
  shop('librairie', { encoding: 'cp858', page: [0x1b, 0x74, 19] }, french),
  shop('bäckerei', { encoding: 'cp858', page: [0x1b, 0x74, 19] }, german),
  shop('garnbutik', { encoding: 'cp865', page: [0x1b, 0x74, 5] }, swedish),
  shop('kwiaciarnia', { encoding: 'cp852', page: [0x1b, 0x74, 18] }, polish),
]

/** The bytes that the till sends for a paper, cut at its end. */
export function jobOf({ encoding, page }: Shop, { rows }: ShopPaper): Uint8Array {
  const text = iconv.encode(`${rows.join('\n')}\n`, encoding)
  return Buffer.from([0x1b, 0x40, ...page, ...text, 0x1b, 0x64, 3, 0x1d, 0x56, 0x42, 0x00])
}

/** Sales of a day, the same for the same seed: payments, splits, cash, cards sold, copies, voids. */
export function daySales(count: number, seed: number): Rung[] {
  const random = sequence(seed)
  return Array.from({ length: count }, (_, index) => {
    const pick = random(10)
    const giftMinor = pick < 6 ? 101 + random(150_000) : 0
    const restMinor = pick >= 4 ? 101 + random(20_000) : 0
    const kind = pick === 2 ? 'copy' : pick === 3 ? 'void' : 'sale'
    return { giftMinor, restMinor, number: 1_100 + index, sellsCard: random(3) === 0, kind }
  })
}

/** Whole numbers below a bound; the same for the same seed. */
function sequence(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}
