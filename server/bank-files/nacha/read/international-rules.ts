import { fieldIn, isNothing, numberIn } from './fields.ts'
import type { Problems } from './problems.ts'
import type { Row } from './rows.ts'
import type { OpenEntry } from './states.ts'

/** What an international batch has in place of a company name. */
export function checkInternationalHeader(header: Row, problems: Problems): void {
  const { line } = header
  if (!['FV', 'VF', 'FF'].includes(fieldIn(header, 'exchange'))) {
    problems.add('exchange', line, 'the foreign exchange indicator is none of FV, VF and FF')
  }
  // Where nothing is exchanged there is no reference, and some write no kind of it.
  const kinds = fieldIn(header, 'exchange') === 'FF' ? /^[ 0123]$/ : /^[123]$/
  if (!kinds.test(fieldIn(header, 'exchangeReferenceKind'))) {
    problems.add('exchange', line, 'the kind of exchange reference is none of 1, 2 and 3')
  }
  if (!isCountry(fieldIn(header, 'country'))) {
    problems.add('country', line, 'the destination is no country of ISO 3166')
  }
  for (const field of ['originCurrency', 'destinationCurrency']) {
    if (isCurrencyCode(fieldIn(header, field))) continue
    problems.add('currency', line, `${fieldIn(header, field)} is no currency of ISO 4217`)
  }
}

const COUNTRIES = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'none' })
const CURRENCIES = new Intl.DisplayNames(['en'], { type: 'currency', fallback: 'none' })

function isCountry(code: string): boolean {
  return /^[A-Z]{2}$/.test(code) && COUNTRIES.of(code) !== undefined
}

function isCurrencyCode(code: string): boolean {
  return /^[A-Z]{3}$/.test(code) && CURRENCIES.of(code) !== undefined
}

const KINDS = 'ANN BUS DEP LOA MIS MOR PEN RLS REM SAL TAX TEL WEB ARC BOC POP RCK'.split(' ')

/** The addenda 10 to 18 of an international entry: each by itself, and the order of all. */
export function checkInternationalEntry(entry: OpenEntry, problems: Problems): void {
  const types = entry.addenda.map(({ text }) => text.slice(1, 3))
  const wanted = ['10', '11', '12', '13', '14', '15', '16']
  for (const [index, type] of wanted.entries()) {
    if (types[index] === type) continue
    const line = entry.addenda[index]?.line ?? entry.row.line
    problems.add('addenda-missing', line, `addendum ${type} is missing or not in its place`)
    break
  }
  const more = types.slice(7)
  const isInOrder = more.every(
    (type, index) => /^(17|18|98|99)$/.test(type) && (more[index - 1] ?? '') <= type,
  )
  if (!isInOrder) problems.add('addenda-order', entry.row.line, 'the addenda are not in order')
  atMost(2, '17', more, entry, problems)
  atMost(5, '18', more, entry, problems)
  const declared = fieldIn(entry.row, 'addendaCount')
  if (![7, types.length].includes(Number(declared))) {
    const message = `the entry names ${Number(declared)} addenda and has ${types.length}`
    problems.add('addenda-count', entry.row.line, message)
  }
  for (const row of entry.addenda) checkAddendum(row, entry, problems)
  for (const layout of ['iat17', 'iat18']) checkSequence(layout, entry, problems)
}

/** Addenda of one type are numbered from 1 on; files in circulation repeat a number. */
function checkSequence(layout: string, { addenda }: OpenEntry, problems: Problems): void {
  let last = 1
  for (const row of addenda.filter((addendum) => addendum.layout === layout)) {
    const sequence = numberIn(row, 'sequence')
    if (sequence < last) {
      problems.add('addenda-sequence', row.line, `number ${sequence} does not come after ${last}`)
    }
    last = Math.max(last, sequence)
  }
}

function atMost(
  max: number,
  type: string,
  types: readonly string[],
  entry: OpenEntry,
  problems: Problems,
): void {
  if (types.filter((found) => found === type).length <= max) return
  problems.add('addenda-count', entry.row.line, `there are more than ${max} addenda ${type}`)
}

/** What has to stand in each addendum. */
const NEEDED: Readonly<Record<string, readonly string[]>> = {
  iat10: ['name'],
  iatAddress: ['first', 'second'],
  iatBank: ['name', 'bank', 'country'],
  iat15: ['street'],
  iat17: [],
  iat18: ['bankName', 'bank', 'country'],
}

function checkAddendum(row: Row, entry: OpenEntry, problems: Problems): void {
  const needed = NEEDED[row.layout]
  if (needed === undefined) return
  const { line } = row
  for (const field of needed) {
    if (!isNothing(fieldIn(row, field))) continue
    problems.add(
      'addenda-content',
      line,
      `the ${field} of addendum ${row.text.slice(1, 3)} is blank`,
    )
  }
  if (fieldIn(row, 'entry') !== entry.trace.slice(8)) {
    problems.add('addenda-link', line, 'the addendum names another entry than the one above it')
  }
  if (row.layout === 'iat10' && !KINDS.includes(fieldIn(row, 'transactionType'))) {
    problems.add('addenda-content', line, 'the reason of the payment is no known code')
  }
  if (row.layout === 'iatBank' || row.layout === 'iat18') checkBank(row, problems)
}

function checkBank(row: Row, problems: Problems): void {
  if (!['01', '02', '03'].includes(fieldIn(row, 'qualifier'))) {
    problems.add('addenda-content', row.line, "the kind of the bank's number is none of 01 to 03")
  }
  const country = fieldIn(row, 'country').trim()
  if (country !== '' && !isCountry(country)) {
    problems.add('country', row.line, `${country} is no country of ISO 3166`)
  }
}
