import { Document } from 'sepa'
import type { SepaSettings } from '../../../src/contract/admin/rails.ts'
import type { FileRail, FrozenFile, Transfer } from '../rail.ts'
import { sepaText } from './characters.ts'
import { isSepaIban } from './iban.ts'
import {
  ENTRIES_MAX,
  ENTRY_MINOR_MAX,
  FILE_MINOR_MAX,
  NAME_LENGTH_MAX,
  REMITTANCE_LENGTH_MAX,
} from './limits.ts'

const FORMAT = 'pain.001.001.09'

/** SEPA credit transfers in euro, as pain.001.001.09; transfers are found again by their reference. */
export const sepaRail: FileRail<SepaSettings> = {
  name: 'sepa',
  problemOf,
  entryMaxMinor: () => ENTRY_MINOR_MAX,
  filesADay: null,
  split,
  render,
  fileName: ({ createdOn, number }) =>
    `sepa-${createdOn.replaceAll('-', '')}-${String(number).padStart(4, '0')}.xml`,
  traceOf: (_, { reference }) => reference,
}

function problemOf({ purpose, bank, ...transfer }: Transfer): string | undefined {
  if (bank.country !== 'sepa') return 'this is no account with an IBAN'
  if (!isSepaIban(bank.iban)) return 'the IBAN is not one of a SEPA country, or was mistyped'
  if (purpose === 'collection')
    return 'SEPA collects by direct debit with a mandate, which this file cannot ask for'
  if (purpose === 'prenote') return 'SEPA has no prenotes: try the account out with one cent'
  if (transfer.amountMinor < 1 || transfer.amountMinor > ENTRY_MINOR_MAX)
    return 'a SEPA transfer is of 0.01 to 999,999,999.99'
  if (!/^[A-Z0-9]{1,15}$/.test(transfer.reference))
    return 'the reference has other characters than capital letters and digits'
  if (sepaText(transfer.payeeName, NAME_LENGTH_MAX) === undefined)
    return 'the name has letters that SEPA files do not have: write it in Latin letters'
  if (sepaText(transfer.remittance ?? transfer.reference, REMITTANCE_LENGTH_MAX) === undefined)
    return 'the remittance text has letters that SEPA files do not have'
  return undefined
}

function split(
  transfers: readonly Transfer[],
  { fileMaxEntries }: SepaSettings,
): ReadonlyArray<readonly Transfer[]> {
  const entriesMax = Math.min(fileMaxEntries ?? ENTRIES_MAX, ENTRIES_MAX)
  const files: Transfer[][] = []
  let sum = 0
  for (const transfer of transfers) {
    const current = files.at(-1)
    sum += transfer.amountMinor
    if (current !== undefined && current.length < entriesMax && sum <= FILE_MINOR_MAX) {
      current.push(transfer)
      continue
    }
    files.push([transfer])
    sum = transfer.amountMinor
  }
  return files
}

function* render(file: FrozenFile<SepaSettings>): Generator<Uint8Array> {
  refuse(file)
  const { settings, transfers, createdOn, createdAt } = file
  const document = new Document(FORMAT)
  const debtorName = nameOf(settings.debtorName)
  Object.assign(document.grpHdr, {
    id: messageId(file),
    created: wallClock(createdOn, createdAt),
    initiatorName: debtorName,
  })
  const info = document.createPaymentInfo()
  Object.assign(info, {
    batchBooking: settings.batchBooking,
    requestedExecutionDate: wallClock(file.valueOn, '00:00'),
    debtorName,
    debtorIBAN: settings.iban,
    debtorBIC: bicOf(settings),
  })
  // The library adds floating cents; the sum of whole ones goes out instead.
  info.normalize = () => {
    info.controlSum = euros(transfers.reduce((sum, { amountMinor }) => sum + amountMinor, 0))
  }
  document.addPaymentInfo(info)
  for (const transfer of transfers) {
    const entry = info.createTransaction()
    Object.assign(entry, entryOf(transfer))
    info.addTransaction(entry)
  }
  yield Buffer.from(`${document.toString()}\n`, 'utf8')
}

/** Throws for what no bank would take; quotes no account. */
function refuse(file: FrozenFile<SepaSettings>): void {
  const { settings, transfers } = file
  if (file.currency !== 'EUR') throw new Error('a SEPA file pays euros only')
  if (file.valueOn < file.createdOn) throw new Error('the value date is before the file was made')
  if (!isSepaIban(settings.iban)) throw new Error('our own IBAN is not one of a SEPA country')
  if (sepaText(settings.debtorName, NAME_LENGTH_MAX) === undefined)
    throw new Error('our own name has letters that SEPA files do not have')
  if (split(transfers, settings).length !== 1)
    throw new Error('a SEPA file has at least one transfer, and no more than fit into one')
  for (const transfer of transfers) {
    const problem = problemOf(transfer)
    if (problem !== undefined) throw new Error(`${transfer.reference}: ${problem}`)
  }
}

function entryOf({ bank, ...transfer }: Transfer) {
  if (bank.country !== 'sepa') throw new Error('this is no account with an IBAN')
  return {
    end2endId: transfer.reference,
    amount: euros(transfer.amountMinor),
    creditorName: nameOf(transfer.payeeName),
    creditorIBAN: bank.iban,
    creditorBIC: bicOf(bank),
    // Never empty: the schema has no empty text.
    remittanceInfo:
      sepaText(transfer.remittance ?? transfer.reference, REMITTANCE_LENGTH_MAX) ??
      transfer.reference,
  }
}

/**
 * Unique for ever with any bank, as the first transfer's reference is, and with room for the numbers
 * that the library puts behind it: `CM20261120-PO00000000001`, then `.0` and `.0.1` of 35 characters.
 */
export function messageId({
  createdOn,
  transfers,
}: Pick<FrozenFile<SepaSettings>, 'createdOn' | 'transfers'>): string {
  return `CM${createdOn.replaceAll('-', '')}-${transfers[0]?.reference ?? ''}`
}

function nameOf(name: string): string {
  return sepaText(name, NAME_LENGTH_MAX) ?? ''
}

/** The IBAN alone is enough; a BIC of another country than the IBAN's is left out, as it misleads. */
function bicOf({ iban, bic }: { readonly iban: string; readonly bic: string | null }): string {
  return bic !== null && bic.slice(4, 6) === iban.slice(0, 2) ? bic : ''
}

/** As the library takes amounts: the nearest number, which it writes with two digits again. */
function euros(amountMinor: number): number {
  return amountMinor / 100
}

/** A date that shows this day and time to who asks, in whatever zone the server runs. */
function wallClock(day: string, time: string): Date {
  const [year = 0, month = 0, date = 0] = day.split('-').map(Number)
  const [hours = 0, minutes = 0] = time.split(':').map(Number)
  return Object.assign(new Date(0), {
    ...{ getFullYear: () => year, getMonth: () => month - 1, getDate: () => date },
    ...{ getHours: () => hours, getMinutes: () => minutes, getSeconds: () => 0 },
  })
}
