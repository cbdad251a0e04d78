import { describe, expect, test } from 'vitest'
import { type Currency, currency } from '../../../../src/contract/money.ts'
import { amounts, CAD, read } from './reading.ts'

/** Amount, rows and reasons of the only tender. */
function only(rows: readonly string[], setting: Currency | null = CAD) {
  const { tenders } = read(rows, setting)
  expect(tenders).toHaveLength(1)
  const [{ kind, amountMinor, rows: from, reasons } = { kind: '', amountMinor: 0 }] = tenders
  return [kind, amountMinor, from, reasons]
}

describe('tenders: where the amount stands', () => {
  test.each([
    [
      ['TOTAL 9.00', 'GIFT CARD', 'CARD ****1234', 'AUTH 00123', 'AMOUNT 9.00'],
      [1, 4],
      'amount-on-later-row',
    ],
    [['TOTAL 9.00', '9.00 GIFT CARD'], [1], 'amount-before-label'],
    [['TOTAL 9.00', '$9.00  Gift card'], [1], 'amount-before-label'],
    [['TOTAL 9,00', 'TARJETA DE', 'REGALO      9,00'], [2], 'label-over-two-rows'],
    [['TOTAL 9,00', 'TARJETA DE     9,00', 'REGALO'], [1], 'label-over-two-rows'],
    [['TOTAL 9.00   GIFT CARD 9.00'], [0], 'several-amounts'],
    [['TOTAL 9.00', 'GIFT CARD 9.00 CAD 9.00'], [1], 'several-amounts'],
    [
      ['9.00', 'TOTAL', '9.00', 'GIFT CARD', '0.00', 'CHANGE', 'THANKS'],
      [2, 3],
      'amount-on-row-above',
    ],
    [['TOTAL 9.00', 'GIFT CARD 9'], [1], 'whole-number'],
    [['TOTAL 9.00', 'GIFT CARD 9.OO'], [1], 'misread-row'],
    [['TOTAL 9.00', 'GIFT CARD 9;00'], [1], 'misread-row'],
    [['TOTAL 9.00', 'T1 GIFT CARD 9.00'], [1], 'misread-row'],
    [['TOTAL 9.00', 'GIFT CARD - 9.00'], [1], 'dash-before-amount'],
    [['TOTAL 9.00', 'GIFT CARD-9.00'], [1], 'dash-before-amount'],
    [['PAYMENT TYPE: GIFT CARD', 'TEA 9.00', 'TOTAL 9.00'], [0, 2], 'amount-from-total'],
    [['MODE DE PAIEMENT : CARTE CADEAU', 'TOTAL 9,00'], [0, 1], 'amount-from-total'],
    [['PAID - GIFT CARD', 'TOTAL 9.00', 'AMOUNT PAID 9.00'], [0, 2], 'amount-from-paid'],
    [['GIFT CARD 9.00', 'CHANGE 1.00', 'TOTAL 8.00'], [0], 'above-total'],
    [['GIFT CARD 9.00', 'VISA 4.00'], [0], 'no-total'],
    [['TOTAL 5.00', 'GIFT CARD 9.00'], [1], 'more-than-total'],
  ])('%j: rows %j, and it says why', (rows, from, reason) => {
    expect(only(rows)).toEqual(['payment', 900, from, [reason]])
    expect(read(rows).tenders[0]?.confidence).toBeLessThan(1)
  })

  test.each([
    [['TOTAL 20.00', 'GIFT CARD 9.OO'], 'other-words'],
    [['TOTAL 20.00', 'GIFT CARD 9;00'], 'no-amount'],
    [['TOTAL 20.00', 'T1 GIFT CARD 9.00'], 'other-words'],
    [['TOTAL 20.00', 'GIFT CARD - 9.00'], 'sign-unclear'],
    [['TOTAL 20.00', 'GIFT CARD 9'], 'no-amount'],
    [['TOTAL 20.00', '9.00', 'GIFT CARD', 'THANKS'], 'no-amount'],
    [['TOTAL 20.00', 'GIFT CARD 9.00 8.00'], 'two-amounts'],
    [['TOTAL 20.00', 'GIFT CARD 1.23.45'], 'amount-unreadable'],
    [['TOTAL 20.00', 'GIFT CARD BALANCE 9.00'], 'not-a-tender'],
    [['TOTAL 20.00', 'GIFT CARD SHOP OF THE YEAR'], 'other-words'],
    [['PAYMENT TYPE: GIFT CARD', 'PAYMENT TYPE: GIFT CARD', 'TOTAL 9.00'], 'above-total'],
    [['TOTAL 25.00', 'VISA 25.00', 'ENTER TO WIN A', '$1,000 GIFT CARD'], 'other-words'],
    [
      ['GIFT CARD LOAD 50.00', 'TOTAL 50.00', 'VISA 50.00', '* GIFT CARD *', 'NO X1234', '50.00'],
      'not-a-tender',
    ],
    [
      [
        'GIFT CARD 50.00',
        'TEA 4.00',
        'TOTAL 54.00',
        'CASH 60.00',
        'CHANGE 6.00',
        'GIFT CARD 50.00',
      ],
      'not-a-tender',
    ],
    [['TOTAL CARRIED FORWARD 5.00', 'GIFT CARD 9.00', 'TOTAL 14.00', 'CASH 14.00'], 'above-total'],
  ])('%j is no payment where nothing on the paper agrees, but a doubt', (rows, reason) => {
    const { tenders, doubts } = read(rows)
    expect(tenders).toEqual([])
    expect(doubts.map((doubt) => doubt.reason)).toContain(reason)
  })

  test("the amount stands below the card's old balance, as its host prints it", () => {
    const slip = ['GIFT CARD', 'CARD ****1234', 'PREV BAL 75.00', 'AMOUNT 9.00', 'NEW BAL 66.00']
    expect(only(['TOTAL 9.00', ...slip])).toEqual([
      ...['payment', 900],
      ...[[1, 4], ['amount-on-later-row']],
    ])
    expect(amounts(['TOTAL 9.00', 'GIFT CARD', 'BALANCE', '75.00', 'THANKS'])).toEqual([])
  })

  test('a gift card bought and another tender paid with a gift card: a payment', () => {
    const rows = ['GIFT CARD 50.00', 'TEA 4.00', 'TOTAL 54.00', 'VISA 4.00', 'GIFT CARD 50.00']
    expect(amounts(rows)).toEqual([[5_000, 4]])
    expect(amounts(['TOTAL 54.00', 'Gift card (ending in 1234) $50.00', 'VISA 4.00'])).toEqual([
      [5_000, 1],
    ])
  })

  test.each([
    [['TOTAL 9.00', 'GIFT CARD 9.00', 'GIFT CARD', 'CARD ****1234', 'AMOUNT 9.00', 'BALANCE 1.00']],
    [['TOTAL 16.25', 'GIFT CARD 9.00', 'VISA 7.25', 'GIFT CARD REDEEMED: 9.00']],
    [['TOTAL 18.00', 'GIFT CARD 9.00', 'VISA 9.00', '** GIFT CARD **', 'AMOUNT: 9.00']],
    [['TOTAL 50.00', 'GIFT CARD 9.00', 'GIFT CARD AMOUNT USED 9.00', 'VISA 41.00', 'CHANGE 0.00']],
  ])('one payment that the paper tells of twice: %j', (rows) => {
    expect(amounts(rows)).toEqual([[900, 1]])
  })

  test.each([
    [['TOTAL 25.00', 'GIFT CARD 9.00', 'GIFT CARD 9.00', 'VISA 7.00']],
    [['TOTAL 18.00', 'GIFT CARD 9.00', 'GIFT CARD 9.00', 'YOU SAVED 9.00']],
    [['TOTAL 16.00', 'TIP 2.00', 'GIFT CARD 9.00', 'GIFT CARD 9.00']],
    [['TOTAL 10.00', 'GIFT CARD 9.00', 'GIFT CARD 9.00', 'CHANGE 8.00']],
  ])('two cards of one amount are two payments: %j', (rows) => {
    expect(amounts(rows).map(([amountMinor]) => amountMinor)).toEqual([900, 900])
  })

  test.each([
    [['TOTAL 99.00', 'CB 99.00', "BON D'ACHAT 9.00", 'VALABLE 30 JOURS'], []],
    [['TOTAL 99.00', 'VISA 99.00', 'YOU EARNED A FREE', 'GIFT CARD  9.00'], []],
    [['TOTAL 99.00', 'HT 82.50', 'TVA 16.50', 'CARTE CADEAU 9.00', 'CB 90.00', 'FID 5.00'], [900]],
    [
      ['TOTAL 99.00', 'A REGLER 99.00', 'GIFT CARD 9.00', 'GIFT CARD 90.00'],
      [900, 9_000],
    ],
    [['TOTAL 99.00', 'A REGLER 99.00', 'GIFT CARD 99.00'], [9_900]],
  ])('below what others paid, a card is given, and not paid with: %j', (rows, expected) => {
    expect(amounts(rows).map(([amountMinor]) => amountMinor)).toEqual(expected)
  })

  test.each(['*5721 GIFTCARD PAYMENT $20.00', 'GIFT CARD TEND 20.00'])('a part paid: %j', (row) => {
    expect(amounts(['TOTAL $27.25', row, 'VISA CHARGE $7.25'])).toEqual([[2_000, 1]])
  })

  test("a card's number before the amount is no part of it", () => {
    const rows = ['TOTAL 300.00', 'GIFT CARD 1 250.00', 'GIFT CARD 2 50.00']
    expect(amounts(rows)).toEqual([
      [25_000, 1],
      [5_000, 2],
    ])
    expect(amounts(['TOTAL 1 250.00', 'GIFT CARD 1 250.00'])).toEqual([[125_000, 1]])
    for (const more of ['21 000.50', '2 000.50', '12 250.00']) {
      const read = amounts(['TOTAL 2 000.00', `GIFT CARD ${more}`])
      expect(
        read.filter(([minor]) => Number(minor) < 200_000),
        more,
      ).toEqual([])
    }
    expect(amounts(['TOTAL 500', 'GIFT CARD', '****4417', '500'], currency('JPY'))).toEqual([
      [500, 3],
    ])
  })
})

describe('tenders: reports, and what else a paper says', () => {
  test.each([
    'Z REPORT 0042',
    '*** END OF DAY ***',
    'RAPPORT Z N° 12',
    'CIERRE DE CAJA',
    'TAGESABSCHLUSS NR. 7',
    'CHIUSURA GIORNALIERA',
    'DAGAFSLUITING',
    'REDUÇÃO Z',
    'GIFT CARD BALANCE INQUIRY',
  ])('%j heads a paper on which nothing was paid', (heading) => {
    const rows = ['QUAY BAKERY', heading, 'TOTAL 90.00', 'GIFT CARD 75.00', 'CASH 15.00']
    const { isReport, tenders, doubts } = read(rows)
    expect([isReport, tenders]).toEqual([true, []])
    expect(doubts).toContainEqual({ row: 3, reason: 'report' })
  })

  test('the same words below the first amount are no report', () => {
    expect(amounts(['TEA 9.00', 'TOTAL 9.00', 'GIFT CARD 9.00', 'SEE OUR SALES REPORT'])).toEqual([
      [900, 2],
    ])
  })

  test.each([
    ['REFUND TOTAL 9.00', 'refund'],
    ['TOTAL REMBOURSÉ 9,00', 'refund'],
    ['RÜCKZAHLUNGSBETRAG 9,00', 'refund'],
    ['VOID TOTAL 9.00', 'void'],
  ])('%j says which way the money goes', (row, kind) => {
    expect(read(['QUAY BAKERY', row, 'GIFT CARD 9.00'])).toMatchObject({
      kind: 'void',
      tenders: [{ kind, amountMinor: 900 }],
    })
  })

  test.each([
    ['Invoice No: INV-00917', { receiptNumber: 'INV-00917' }],
    ['BILL : 01-143008', { receiptNumber: '01-143008' }],
    ['Factura Simplificada Nº 2026/00417', { receiptNumber: '2026/00417' }],
    ['DOCUMENTO N. 0042-0017', { receiptNumber: '0042-0017' }],
    ['RECEIPT 22/11/2026 14:32', { receiptNumber: null, printedDate: '22/11/2026 14:32' }],
    ["BON D'ACHAT MAX 25.00", { receiptNumber: null }],
    ['Kasse: 3', { till: '3' }],
    ['CO-REG: 750441-W', { till: null }],
    ['GST REG NO 12345678', { till: null }],
    ['23 MAR 2026 09:12:41 PM', { printedDate: '23 MAR 2026 09:12:41 PM' }],
    ['14. März 2026', { printedDate: '14. MARZ 2026' }],
    ['Es bediente Sie: Jörg K.', { clerk: 'JORG K.' }],
    ['CASHIER: USER TIME: 12:40:00', { clerk: 'USER' }],
    ['Served by Anna', { clerk: 'ANNA' }],
  ])('%j', (row, expected) => {
    expect(read([row, 'TOTAL 9.00', 'GIFT CARD 9.00'])).toMatchObject(expected)
  })

  test.each([
    [['SUBTOTAL 8.00', 'TOTAL 9.00', 'GIFT CARD 9.00', 'TOTAL GST 1.00'], 900],
    [['TOTAL 9.01', 'ROUNDING -0.01', 'GRAND TOTAL 9.00', 'GIFT CARD 9.00'], 900],
    [['TOTAL ITEMS 3', 'TOTAL 9.00', 'GIFT CARD 5.00', 'BALANCE DUE 4.00', 'CASH 4.00'], 900],
    [['GIFT CARD 5.00'], null],
  ])('the total of %j', (rows, totalMinor) => {
    expect(read(rows).totalMinor).toBe(totalMinor)
  })
})
