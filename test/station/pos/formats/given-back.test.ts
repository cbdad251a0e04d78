import { expect, test } from 'vitest'
import { reading, tendersOf } from './reading.ts'

const tender = (type: string, amount: string, kind = 'Sale', line = '') =>
  `<LineItem${line}><Tender TenderType="${type}" TypeCode="${kind}"><Amount>${amount}</Amount></Tender></LineItem>`

function sale(...lines: readonly string[]) {
  const total = '<Total TotalType="TransactionGrandAmount">50.00</Total>'
  return `<POSLog xmlns="http://www.nrf-arts.org/IXRetail/namespace/"><Transaction>
    <RetailStoreID>S1</RetailStoreID><WorkstationID>3</WorkstationID>
    <SequenceNumber>7</SequenceNumber><CurrencyCode>EUR</CurrencyCode>
    <RetailTransaction>${lines.join('')}${total}</RetailTransaction></Transaction></POSLog>`
}

test.each([
  ['-50.00', 'Sale'],
  ['50.00', 'Refund'],
])('a tender given back whole in its sale, as %s %s: no payment and no change', (amount, kind) => {
  const lines = [tender('GiftCard', '50.00'), tender('GiftCard', amount, kind)]
  expect(tendersOf(reading(sale(...lines, tender('Cash', '50.00'))))).toEqual([
    'void + GiftCard 5000 EUR gift',
    'void - GiftCard 5000 EUR gift',
    'payment + Cash 5000 EUR',
  ])
})

test('less than all of it is change', () => {
  const lines = [tender('GiftCard', '80.00'), tender('GiftCard', '-30.00')]
  expect(tendersOf(reading(sale(...lines)))).toEqual([
    'payment + GiftCard 8000 EUR gift',
    'change - GiftCard 3000 EUR gift',
  ])
})
