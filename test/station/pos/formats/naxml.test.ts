import { expect, test } from 'vitest'
import { reading, tendersOf } from './reading.ts'

/** Made after what is known of Gilbarco's journals. */
function journal(...events: readonly string[]): string {
  return `<?xml version="1.0" encoding="ISO-8859-1"?><NAXML-POSJournal version="3.4"><TransmissionHeader><StoreLocationID>299</StoreLocationID><VendorName>Gilbarco-VeederRoot</VendorName></TransmissionHeader><JournalReport><JournalHeader><BeginDate>2026-11-22</BeginDate></JournalHeader>${events.join('')}</JournalReport></NAXML-POSJournal>`
}

function event(name: string, lines: string, head = '', total = '12.00'): string {
  return `<${name}>${head}<CashierID>91</CashierID><RegisterID>2</RegisterID><TransactionID>1472</TransactionID><BusinessDate>2026-11-22</BusinessDate><TransactionDetailGroup>${lines}</TransactionDetailGroup><TransactionSummary><TransactionTotalGrandAmount direction="Collected">${total}</TransactionTotalGrandAmount></TransactionSummary></${name}>`
}

function line(code: string, amount: string, change: 'yes' | 'no', status = 'normal'): string {
  return `<TransactionLine status="${status}"><TenderInfo><Tender><TenderCode>${code}</TenderCode><TenderSubCode>generic</TenderSubCode></Tender><TenderAmount>${amount}</TenderAmount><ChangeFlag value="${change}"/></TenderInfo></TransactionLine>`
}

test('NAXML: the store of the header, gift tender, change by its flag', () => {
  const lines =
    line('giftCard', '8.00', 'no') + line('cash', '5', 'no') + line('cash', '-1.00', 'yes')
  const read = reading(journal(event('SaleEvent', lines)))
  expect(read.problems).toEqual([])
  expect(read.records[0]).toMatchObject({
    format: 'naxml',
    key: '299|2|2026-11-22|1472',
    clerk: '91',
    totalMinor: 1200,
    kind: 'sale',
  })
  expect(tendersOf(read)).toEqual([
    'payment + giftCard 800 ? gift',
    'payment + cash 500 ?',
    'change - cash 100 ?',
  ])
  expect(tendersOf(reading(journal(event('SaleEvent', lines)), { currency: 'USD' }))[0]).toBe(
    'payment + giftCard 800 USD gift',
  )
})

test('NAXML: refunds, void events, cancelled lines, training and suspended sales', () => {
  const read = reading(
    journal(
      event('RefundEvent', line('giftCard', '-20', 'yes'), '', '-20.00'),
      event('VoidEvent', line('giftCard', '5.49', 'no', 'cancel')),
      event(
        'SaleEvent',
        line('giftCard', '7.00', 'no', 'cancel') + line('giftCard', '12.00', 'no'),
      ),
      event('SaleEvent', line('giftCard', '12.00', 'no'), '<TrainingModeFlag value="yes"/>'),
      event('SaleEvent', line('giftCard', '12.00', 'no'), '<SuspendFlag value="yes"/>'),
      event('OtherEvent', line('giftCard', '12.00', 'no')),
    ),
    { currency: 'USD' },
  )
  expect(read.records.map(({ kind, flags }) => [kind, ...flags])).toEqual([
    ['sale', 'return'],
    ['void', 'void'],
    ['sale'],
    ['training', 'training'],
    ['void', 'suspended'],
  ])
  expect(tendersOf(read)).toEqual([
    'refund - giftCard 2000 USD gift',
    'void + giftCard 549 USD gift',
    'void + giftCard 700 USD gift',
    'payment + giftCard 1200 USD gift',
    'training + giftCard 1200 USD gift',
    'void + giftCard 1200 USD gift',
  ])
})
