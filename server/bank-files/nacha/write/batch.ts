import type { NachaSettings } from '../../../../src/contract/admin/rails.ts'
import { plainText } from '../../plain-text.ts'
import type { FrozenFile, Transfer } from '../../rail.ts'
import { OFFSET_TRACES, TRANSFER_TRACES } from '../limits.ts'
import { hasNote, type PlannedBatch } from './plan.ts'
import {
  digits,
  left,
  NO_TOTALS,
  plusTotals,
  shortDay,
  shortTime,
  sums,
  type Totals,
} from './records.ts'

/** The last seven digits of a transfer's trace. */
export function traceDigits(transfer: Transfer): number {
  return ((transfer.sequence - 1) % TRANSFER_TRACES) + 1
}

/** The records of one batch, its totals last. */
export function* batchRecords(
  batch: PlannedBatch,
  number: number,
  file: FrozenFile<NachaSettings>,
): Generator<string, Totals> {
  const { settings } = file
  const hasOffset = settings.offset !== null && batch.totalMinor > 0
  const serviceClass = hasOffset ? '200' : batch.direction === 'credit' ? '220' : '225'
  let totals: Totals = NO_TOTALS
  yield batchHeader(batch, number, serviceClass, file)
  const inOrder = batch.transfers.toSorted((one, other) => traceDigits(one) - traceDigits(other))
  for (const transfer of inOrder) {
    yield* transferRecords(transfer, settings)
    totals = plusTotals(totals, transferTotals(transfer, batch.direction))
  }
  if (hasOffset) {
    yield offsetRecord(batch, number, file)
    totals = plusTotals(totals, offsetTotals(batch, settings))
  }
  yield `8${serviceClass}${digits(totals.records, 6)}${sums(totals)}${settings.companyId}${left('', 25)}${settings.odfi}${digits(number, 7)}`
  return totals
}

function batchHeader(
  { sec }: PlannedBatch,
  number: number,
  serviceClass: string,
  file: FrozenFile<NachaSettings>,
): string {
  const { settings } = file
  const company = left(plain(settings.companyName, 'company name'), 16)
  const description = left(plain(settings.description, 'description'), 10)
  const isSameDay = settings.sameDay && file.valueOn === file.createdOn
  const described = isSameDay ? sameDayWish(file.createdAt) : shortDay(file.createdOn)
  const dates = `${described}${shortDay(file.valueOn)}   `
  const tail = `1${settings.odfi}${digits(number, 7)}`
  return `5${serviceClass}${company}${left('', 20)}${settings.companyId}${sec}${description}${dates}${tail}`
}

/** The settlement that a file of this time can still reach, as originators write their wish. */
function sameDayWish(createdAt: string): string {
  if (shortTime(createdAt) < '1030') return 'SD1300'
  return shortTime(createdAt) < '1445' ? 'SD1700' : 'SD1800'
}

function* transferRecords(transfer: Transfer, settings: NachaSettings): Generator<string> {
  const { bank, amountMinor, reference } = transfer
  if (bank.country !== 'us') throw new Error('the account is not in the United States')
  const account = left(bank.account.replaceAll(' ', '').toUpperCase(), 17)
  const name = left(plain(transfer.payeeName, 'name of the payee'), 22)
  const sequence = digits(traceDigits(transfer), 7)
  const tail = `  ${hasNote(transfer) ? 1 : 0}${settings.odfi}${sequence}`
  yield `6${codeOf(transfer)}${bank.routing}${account}${digits(amountMinor, 10)}${left(reference, 15)}${name}${tail}`
  if (!hasNote(transfer)) return
  yield `705${left(plain(transfer.remittance ?? '', 'note'), 80)}0001${sequence}`
}

function codeOf({ purpose, bank }: Transfer): string {
  const account = bank.country === 'us' && bank.accountType === 'savings' ? 3 : 2
  const kinds = { payout: 2, test: 2, prenote: 3, collection: 7 } as const
  return `${account}${kinds[purpose]}`
}

function transferTotals(transfer: Transfer, direction: PlannedBatch['direction']): Totals {
  const routing = transfer.bank.country === 'us' ? transfer.bank.routing : ''
  return {
    records: hasNote(transfer) ? 2 : 1,
    hash: Number(routing.slice(0, 8)),
    debitMinor: direction === 'debit' ? transfer.amountMinor : 0,
    creditMinor: direction === 'credit' ? transfer.amountMinor : 0,
  }
}

function offsetRecord(
  batch: PlannedBatch,
  number: number,
  file: FrozenFile<NachaSettings>,
): string {
  const { settings } = file
  if (settings.offset === null) throw new Error('these settings ask for no balancing entry')
  const { routing, account, accountType } = settings.offset
  const code = `${accountType === 'savings' ? 3 : 2}${batch.direction === 'credit' ? 7 : 2}`
  const trace = TRANSFER_TRACES + 1 + ((file.number * 100 + number) % OFFSET_TRACES)
  const to = left(account.replaceAll(' ', '').toUpperCase(), 17)
  const name = left(plain(settings.companyName, 'company name'), 22)
  return `6${code}${routing}${to}${digits(batch.totalMinor, 10)}${left('OFFSET', 15)}${name}  0${settings.odfi}${digits(trace, 7)}`
}

function offsetTotals(batch: PlannedBatch, { offset }: NachaSettings): Totals {
  return {
    records: 1,
    hash: Number(offset?.routing.slice(0, 8)),
    debitMinor: batch.direction === 'credit' ? batch.totalMinor : 0,
    creditMinor: batch.direction === 'debit' ? batch.totalMinor : 0,
  }
}

/** As bank files take it. Throws, naming the field, where a character has no such form. */
export function plain(text: string, field: string): string {
  const result = plainText(text)
  if (result !== undefined) return result
  throw new Error(`the ${field} has characters that a bank file cannot hold`)
}
