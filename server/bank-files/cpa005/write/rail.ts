import type { Cpa005Settings } from '../../../../src/contract/admin/rails.ts'
import type { FileRail, FrozenFile, Transfer } from '../../rail.ts'
import type { Segment } from '../layout.ts'
import { yearDay } from '../year-days.ts'
import { entryLimits, itemNumber, problemOf } from './problem.ts'
import { creationNumber, digits, fileRecords, left, type WrittenType, words } from './records.ts'
import { split } from './split.ts'

/** Canadian bank files: credits, then collections, six transactions a record. */
export const cpa005Rail: FileRail<Cpa005Settings> = {
  name: 'cpa005',
  problemOf,
  entryMaxMinor: (settings) => Math.min(...entryLimits(settings).map(([limit]) => limit)),
  filesADay: null,
  split,
  render,
  fileName: ({ createdOn, number }) =>
    `aft-${createdOn.replaceAll('-', '')}-${creationNumber(number)}.txt`,
  traceOf: (file, transfer) =>
    file.settings.trace === 'structured' ? structuredTrace(file, transfer) : transfer.reference,
}

function* render(file: FrozenFile<Cpa005Settings>): Generator<Uint8Array> {
  const { settings, transfers } = file
  if (file.currency !== settings.currency) {
    throw new Error(`this bank profile takes ${settings.currency}, the file is of ${file.currency}`)
  }
  for (const transfer of transfers) {
    const problem = problemOf(transfer, settings)
    if (problem !== undefined) throw new Error(`${transfer.reference}: ${problem}`)
  }
  const groups = (['C', 'D'] as const).map((type) => ({
    type,
    segments: transfers
      .filter((transfer) => typeOf(transfer) === type)
      .map((transfer) => segmentOf(file, transfer)),
  }))
  for (const record of fileRecords(file, groups)) yield Buffer.from(record, 'latin1')
}

/** Money out is a credit of the payee, money in a debit. */
export function typeOf({ purpose }: Transfer): Extract<WrittenType, 'C' | 'D'> {
  return purpose === 'collection' ? 'D' : 'C'
}

/** The transaction as it stands in the file. */
export function segmentOf(file: FrozenFile<Cpa005Settings>, transfer: Transfer): Segment {
  const { settings } = file
  const { bank } = transfer
  if (bank.country !== 'ca') throw new Error('the account is not in Canada')
  const isCollection = typeOf(transfer) === 'D'
  return {
    code: isCollection ? settings.collectionCode : settings.transactionCode,
    amount: digits(transfer.amountMinor, 10),
    date: yearDay(file.valueOn),
    institution: `0${bank.institution}${bank.transit}`,
    account: left(bank.account.replaceAll(/[ -]/g, ''), 12),
    trace: settings.trace === 'structured' ? structuredTrace(file, transfer) : digits(0, 22),
    storedCode: '000',
    shortName: words(settings.shortName, 15),
    name: words(transfer.payeeName, 30),
    longName: words(settings.longName, 30),
    userId: left(settings.originatorId, 10),
    crossReference: left(transfer.reference, 19),
    returnInstitution: `0${settings.returnInstitution}${settings.returnTransit}`,
    returnAccount: left(settings.returnAccount, 12),
    sundry: words(transfer.remittance ?? '', 15),
    original: left('', 22),
    settlementCode: settings.settlementCode,
    invalidFields: digits(0, 11),
  }
}

/** Where it goes (four digits of the centre), where it comes from, the file, the item. */
function structuredTrace(file: FrozenFile<Cpa005Settings>, transfer: Transfer): string {
  const { dataCentre, originCentre } = file.settings
  if (originCentre === null) throw new Error('the bank profile does not say our data centre')
  const item = digits(itemNumber(transfer), 9)
  return `${dataCentre.slice(0, 4)}${originCentre}${creationNumber(file.number)}${item}`
}
