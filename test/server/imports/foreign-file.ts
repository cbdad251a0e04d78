import type { ImportColumn, ImportFaultCode } from '../../../src/contract/admin/imports.ts'
import { openRandom, type Random } from '../../helpers/random.ts'

/** A card of the system before, as its export tells of it. */
export interface ForeignCard {
  /** As a spreadsheet counts: the header is 1. */
  readonly row: number
  readonly number: string
  readonly pin: string
  readonly initialMinor: number
  readonly remainingMinor: number
  readonly state: 'active' | 'blocked' | 'expired' | 'empty'
  readonly issuedOn: string
}

/** A fault that was put into a file, and where. */
export interface Planted {
  readonly row: number
  readonly column: ImportColumn | null
  readonly code: ImportFaultCode
}

/** A file of another system with all that is in it. */
export interface ForeignFile {
  readonly csv: string
  readonly cards: readonly ForeignCard[]
  readonly planted: readonly Planted[]
  readonly remainingMinor: number
  readonly initialMinor: number
}

const HEADER = [
  ...['Card Number', 'PIN', 'Currency', 'Initial Amount', 'Balance', 'Issued', 'Last used'],
  ...['Expiry', 'Status', 'Note'],
]

/** The fields of a row by their place in {@link HEADER}. */
type Fields = [
  number: string,
  pin: string,
  currency: string,
  initial: string,
  remaining: string,
  issued: string,
  lastUsed: string,
  expires: string,
  state: string,
  note: string,
]

export interface FileOptions {
  readonly seed: number
  readonly rows: number
  /** Puts one fault of every sort into the file, each into a row of its own. */
  readonly withFaults?: boolean
  /** The number of a card that is in the ledger, for one of the faults. */
  readonly takenNumber?: string
}

/** A file as another system would write it. The same seed gives the same file. */
export function makeForeignFile({ seed, rows, withFaults, takenNumber }: FileOptions): ForeignFile {
  const random = openRandom(seed)
  const cards = Array.from({ length: rows }, (_, at) => makeCard(random, seed, at))
  const lines = cards.map((card) => fieldsOf(random, card))
  const planted = withFaults ? plantAll(random, lines, takenNumber ?? '') : []
  const csv = [HEADER, ...lines].map((fields) => fields.map(quoted).join(',')).join('\r\n')
  return {
    ...{ csv: `\uFEFF${csv}\r\n`, cards, planted },
    remainingMinor: cards.reduce((sum, { remainingMinor }) => sum + remainingMinor, 0),
    initialMinor: cards.reduce((sum, { initialMinor }) => sum + initialMinor, 0),
  }
}

/** Three sorts of numbers: with letters, of 16 digits and of 10, none with a check digit that matters. */
function makeCard(random: Random, seed: number, at: number): ForeignCard {
  const serial = String(at).padStart(7, '0')
  const more = String(random.below(10_000)).padStart(4, '0')
  const salt = String(seed % 100).padStart(2, '0')
  const numbers = [
    `GC${salt}X${serial}${more}`,
    `6036${salt}${serial}${more.slice(1)}`,
    `7${salt}${serial}`,
  ]
  const initialMinor = 500 + random.below(190) * 100
  const states = ['active', 'active', 'active', 'active', 'blocked', 'expired', 'empty'] as const
  const state = states[random.below(states.length)] ?? 'active'
  const left = random.oneIn(2) ? initialMinor : random.below(initialMinor)
  return {
    row: at + 2,
    number: numbers[at % 3] ?? '',
    pin: String(1000 + random.below(9000)) + String(random.below(10_000)).padStart(4, '0'),
    initialMinor,
    remainingMinor: state === 'empty' ? 0 : left,
    state,
    issuedOn: `20${15 + random.below(9)}-0${1 + random.below(9)}-1${random.below(9)}`,
  }
}

function fieldsOf(random: Random, card: ForeignCard): Fields {
  const { number, pin, initialMinor, remainingMinor, issuedOn, state } = card
  const expires = state === 'expired' ? '2025-01-31' : random.oneIn(2) ? '2031-12-31' : ''
  const words = { active: 'Active', blocked: 'BLOCKED', expired: 'Expired', empty: 'Used' }
  const note = random.oneIn(5) ? `Gift, "with love"; ${card.row}` : ''
  return [
    ...([number, pin, 'EUR', amountText(initialMinor), amountText(remainingMinor)] as const),
    ...([issuedOn, '2024-11-02', expires, words[state], note] as const),
  ]
}

function amountText(amountMinor: number): string {
  return `${Math.floor(amountMinor / 100)}.${String(amountMinor % 100).padStart(2, '0')}`
}

/** Such as stand for gifts that nobody has opened: 19 digits, zeros first, a right check digit. */
const PROXY_NUMBER = '0000001234567890128'

/** A fault: how it is put into a row, and what the check must say of it. */
interface Fault {
  readonly code: ImportFaultCode
  readonly column: ImportColumn | null
  readonly spoil: (fields: string[], before: readonly string[]) => void
}

function faultsOf(takenNumber: string): readonly Fault[] {
  const set = (
    code: ImportFaultCode,
    column: ImportColumn,
    place: number,
    text: string,
  ): Fault => ({
    ...{ code, column },
    spoil: (fields) => {
      fields[place] = text
    },
  })
  return [
    { code: 'FIELD_COUNT', column: null, spoil: (fields) => fields.push('one too many') },
    set('NUMBER_MISSING', 'number', 0, ''),
    set('NUMBER_FORM', 'number', 0, 'GC12/34'),
    set('NUMBER_BANK', 'number', 0, '4111111111111111'),
    set('NUMBER_PROXY', 'number', 0, PROXY_NUMBER),
    set('NUMBER_OURS', 'number', 0, '9970011234567890'),
    {
      ...{ code: 'NUMBER_TWICE', column: 'number' },
      spoil: (fields, before) => {
        fields[0] = before[0] ?? ''
      },
    },
    set('NUMBER_TAKEN', 'number', 0, takenNumber),
    set('PIN_FORM', 'pin', 1, '12a4'),
    set('CURRENCY_UNKNOWN', 'currency', 2, 'EURO'),
    set('CURRENCY_OTHER', 'currency', 2, 'USD'),
    set('AMOUNT_FORM', 'remainingAmount', 4, '1,234'),
    set('AMOUNT_NEGATIVE', 'remainingAmount', 4, '-5.00'),
    set('AMOUNT_TOO_LARGE', 'initialAmount', 3, '10000000.01'),
    set('AMOUNT_ZERO', 'initialAmount', 3, '0.00'),
    set('REMAINING_OVER_INITIAL', 'remainingAmount', 4, '900.00'),
    {
      ...{ code: 'OVER_BALANCE_MAX', column: 'remainingAmount' },
      spoil: (fields) => {
        ;[fields[3], fields[4]] = ['5000.00', '5000.00']
      },
    },
    set('DATE_FORM', 'issuedOn', 5, '31/12/2019'),
    set('DATE_FUTURE', 'issuedOn', 5, '2099-01-01'),
    set('USED_BEFORE_ISSUE', 'lastUsedOn', 6, '2001-01-01'),
    set('EXPIRY_BEFORE_ISSUE', 'expiresOn', 7, '2001-01-01'),
    set('STATE_UNKNOWN', 'state', 8, 'perhaps'),
    set('STATE_LEFT_OUT', 'state', 8, 'cancelled'),
    {
      ...{ code: 'STATE_CONFLICT', column: 'state' },
      spoil: (fields) => {
        ;[fields[7], fields[8]] = ['2099-12-31', 'expired']
      },
    },
    {
      ...{ code: 'REFERENCE_FORM', column: 'reference' },
      spoil: (fields) => {
        fields[9] = `was ${fields[0]}`
      },
    },
  ]
}

/** One of each sort, spread over the whole file. */
function plantAll(random: Random, lines: string[][], takenNumber: string): Planted[] {
  const faults = faultsOf(takenNumber)
  const width = Math.floor(lines.length / faults.length)
  return faults.map(({ code, column, spoil }, at) => {
    const place = at * width + 1 + random.below(width - 1)
    const fields = lines[place]
    const before = lines[place - 1]
    if (!fields || !before) throw new Error('the file is too short for its faults')
    // A row of a sort of which every fault can be told by itself.
    Object.assign(fields, { 3: '150.00', 4: '20.00', 7: '', 8: 'active', 9: '' })
    spoil(fields, before)
    return { row: place + 2, column, code }
  })
}

function quoted(field: string): string {
  return /[",;\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field
}
