import { afterEach, beforeEach, expect, test } from 'vitest'
import { capturedPaper } from '../../../src/main/station/pos/formats/index.ts'
import { type JournalFolder, makeJournalFolder } from '../../helpers/station/journal-folder.ts'
import { reading } from '../pos/formats/reading.ts'

let folder: JournalFolder
beforeEach(() => {
  folder = makeJournalFolder()
})
afterEach(() => folder.remove())

const tender = (amount: string, line = '') =>
  `<LineItem${line}><Tender TenderType="GiftCard" TypeCode="Sale"><Amount>${amount}</Amount></Tender></LineItem>`
const VOID = ' VoidFlag="true"'

test.each([
  ['its line is void', [tender('50.00', VOID), tender('50.00')]],
  ['a void line takes it back', [tender('50.00'), tender('-50.00', VOID), tender('50.00')]],
  ['a minus takes it back', [tender('50.00'), tender('-50.00'), tender('50.00')]],
])('a gift card taken off a sale and tendered again waits: %s', (_, lines) => {
  const journal = folder.open()
  const text = `<POSLog xmlns="http://www.nrf-arts.org/IXRetail/namespace/"><Transaction>
    <RetailStoreID>S1</RetailStoreID><WorkstationID>3</WorkstationID>
    <SequenceNumber>7</SequenceNumber><CurrencyCode>EUR</CurrencyCode>
    <RetailTransaction>${lines.join('')}<Total TotalType="TransactionGrandAmount">50.00</Total>
    </RetailTransaction></Transaction></POSLog>`
  for (const record of reading(text).records) {
    journal.papers.record(capturedPaper(record, 'journal'))
  }
  expect(journal.payments.waiting(9).map(({ amountMinor }) => amountMinor)).toEqual([5_000])
})
