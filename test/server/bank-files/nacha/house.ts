import { readdirSync, readFileSync } from 'node:fs'
import { nachaRail } from '../../../../server/bank-files/nacha/index.ts'
import type { FrozenFile, Transfer } from '../../../../server/bank-files/rail.ts'
import type { NachaSettings } from '../../../../src/contract/admin/rails.ts'
import { currency, minor } from '../../../../src/contract/money.ts'

const FIXTURES = new URL('../../../fixtures/bank-files/nacha/', import.meta.url)

/** Files of other people, whole or broken, by their names. */
export function samples(kind: 'good' | 'bad'): ReadonlyMap<string, Buffer> {
  const folder = new URL(`${kind}/`, FIXTURES)
  const names = readdirSync(folder).toSorted()
  return new Map(names.map((name) => [name, readFileSync(new URL(name, folder))]))
}

export const SETTINGS: NachaSettings = {
  rail: 'nacha',
  destination: '076401251',
  destinationName: 'Example Bank',
  origin: '1123456789',
  originName: 'Community Cards Inc',
  companyName: 'Community Cards',
  companyId: '1123456789',
  description: 'Settlement',
  odfi: '07640125',
  offset: null,
  sameDay: false,
  lineEnd: 'lf',
  entryMaxMinor: null,
  fileMaxMinor: null,
  fileMaxEntries: null,
}

const US_ACCOUNT = {
  country: 'us',
  routing: '231380104',
  account: '12345678',
  accountType: 'checking',
  holder: 'business',
} as const

/** A payout of one dollar to a business, but for what is said. */
export function transfer(
  changes: Partial<Omit<Transfer, 'amountMinor' | 'bank'>> & {
    readonly amountMinor?: number
    readonly bank?: Partial<Extract<Transfer['bank'], { country: 'us' }>>
  } = {},
): Transfer {
  const { amountMinor = 100, bank, ...others } = changes
  return {
    reference: 'P1',
    sequence: 1,
    purpose: 'payout',
    payeeName: 'Main Street Bakery LLC',
    remittance: null,
    ...others,
    amountMinor: minor(amountMinor),
    bank: { ...US_ACCOUNT, ...bank },
  }
}

/** The first file of a day. */
export function frozen(
  transfers: readonly Transfer[],
  changes: Partial<FrozenFile<NachaSettings>> = {},
): FrozenFile<NachaSettings> {
  return {
    settings: SETTINGS,
    number: 1,
    numberOfDay: 0,
    createdOn: '2026-11-20',
    createdAt: '09:30',
    valueOn: '2026-11-23',
    currency: currency('USD'),
    transfers,
    ...changes,
  }
}

/** The whole file as text. */
export function rendered(file: FrozenFile<NachaSettings>): string {
  return Buffer.concat([...nachaRail.render(file)]).toString('latin1')
}

/** Lines as they are written by hand: blanks at the end left out, filler as the number of lines. */
export function byHand(lines: readonly string[], filler: number, end: string): string {
  const all = [...lines.map((line) => line.padEnd(94)), ...Array(filler).fill('9'.repeat(94))]
  return all.map((line) => `${line}${end}`).join('')
}
