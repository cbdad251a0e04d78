import { describe, expect, test } from 'vitest'
import { currency } from '../../../../src/contract/money.ts'
import { defaultProfile, parseProfile } from '../../../../src/main/station/pos/receipts/profile.ts'
import { amounts, CAD, kinds, read } from './reading.ts'

const EUR = currency('EUR')

describe('tenders: labels', () => {
  test.each([
    'GIFT CARD',
    'Gift Card:',
    'G I F T   C A R D',
    'Carte cadeau',
    'CARTE-CADEAU',
    "BON D'ACHAT",
    'Tarjeta de Regalo',
    'GUTSCHEIN',
    'Carta Regalo',
    'Cadeaubon',
    'Cupom',
    'PAID: GIFT CARD',
    'GIFT CARD REDEEMED',
    'GIFT CARD ************1234',
    'GIFT CARD XXXX1234',
    '{41005926} GIFT CARD',
    'ＧＩＦＴ ＣＡＲＤ',
  ])('%j is a gift-card tender', (label) => {
    expect(amounts(['TOTAL  30.00', `${label}      25.00`])).toEqual([[2500, 1]])
  })

  test.each([
    'GIFT CARD BALANCE   25.00',
    'SOLDE CARTE CADEAU   25,00',
    'GIFT CARD SOLD   25.00',
    'GIFT CARD ACTIVATION   25.00',
    'GIFT CARD PROMO   25.00',
    'GIFT CARD EXPIRES 12.2030',
    'MY GIFT CARD SHOP   25.00',
    'CASH   25.00',
    'CHANGE   25.00',
    'GIFT   25.00',
    'PHOTO CARD   25.00',
  ])('%j is not', (row) => {
    expect(amounts(['TOTAL  30.00', row])).toEqual([])
  })

  test('a gift card that was sold stands above the total and is no payment', () => {
    const paper = read(['GIFT CARD  50.00', 'TOTAL  50.00', 'CASH  50.00'])
    expect(paper).toMatchObject({ tenders: [], doubts: [{ row: 0, reason: 'above-total' }] })
  })

  test('without any total the label alone decides', () => {
    expect(amounts(['GIFT CARD  50.00'])).toEqual([[5000, 0]])
  })
})

describe('tenders: amounts', () => {
  test('alone on the next row, over a blank one', () => {
    expect(amounts(['TOTAL  9.00', 'GIFT CARD', '', '            9.00'])).toEqual([[900, 3]])
    expect(amounts(['TOTAL  9.00', 'GIFT CARD ****1234', '9.00'])).toEqual([[900, 2]])
  })

  test('the next row is not taken when it says something else', () => {
    const paper = read(['TOTAL  9.00', 'GIFT CARD', 'BALANCE   9.00'])
    expect(paper).toMatchObject({ tenders: [], doubts: [{ row: 1, reason: 'no-amount' }] })
  })

  test('a profile that knows amounts on the same row only', () => {
    const paper = read(['TOTAL  9.00', 'GIFT CARD', '9.00'], CAD, { amountRow: 'same' })
    expect(paper.doubts).toEqual([{ row: 1, reason: 'no-amount' }])
  })

  test('change belongs to cash: it is never taken off the gift card', () => {
    const rows = ['TOTAL  27.60', 'GIFT CARD  20.00', 'CASH  10.00', 'CHANGE  2.40']
    expect(amounts(rows)).toEqual([[2000, 1]])
  })

  test('two gift cards in one sale are two tenders', () => {
    expect(amounts(['TOTAL  30.00', 'GIFT CARD  10.00', 'GIFT CARD  20.00'])).toEqual([
      [1000, 1],
      [2000, 2],
    ])
  })

  test('two amounts on the row, a bare number and an unclear sign are doubts', () => {
    const rows = ['TOTAL 30.00', 'GIFT CARD 50.00 25.00', 'GIFT CARD 1234', 'GIFT CARD - 25.00']
    expect(read(rows)).toMatchObject({
      tenders: [],
      doubts: [
        { row: 1, reason: 'two-amounts' },
        { row: 2, reason: 'no-amount' },
        { row: 3, reason: 'sign-unclear' },
      ],
    })
  })

  test('whole amounts count beside a sign, in a currency without decimals, or when the profile says so', () => {
    expect(amounts(['GIFT CARD  $25'])).toEqual([[2500, 0]])
    expect(amounts(['GIFT CARD  2500'], currency('JPY'))).toEqual([[2500, 0]])
    expect(read(['GIFT CARD  25'], CAD, { wholeNumbers: true }).tenders).toHaveLength(1)
  })

  test('a code printed in full wins over the setting, a sign does not', () => {
    expect(read(['GIFT CARD 9.00 USD'], CAD).tenders[0]?.currency).toBe('USD')
    expect(read(['GIFT CARD 9.00 £'], EUR).tenders[0]?.currency).toBe('EUR')
    expect(read(['GIFT CARD 9.00 £'], null).tenders[0]?.currency).toBe('GBP')
    expect(read(['GIFT CARD 9.00'], null).tenders[0]?.currency).toBeNull()
  })

  test('without a currency the paper itself shows whether it has decimals', () => {
    expect(amounts(['TEE  1,50', 'GUTSCHEIN  318,000'], null)).toEqual([[31800000, 1]])
    expect(amounts(['TEE  1,500', 'GUTSCHEIN  318,000'], null)).toEqual([[318000, 1]])
  })

  test('nothing is a payment of nothing', () => {
    expect(read(['TOTAL 5.00', 'GIFT CARD 0.00', 'CASH 5.00'])).toMatchObject({
      tenders: [],
      doubts: [],
    })
  })
})

describe('tenders: signs and voids', () => {
  test('a minus gives back, unless this POS prints every tender with one', () => {
    const rows = ['TOTAL 25.00', 'GIFT CARD  -25.00']
    expect(read(rows, CAD, { sign: 'as-printed' })).toMatchObject({
      kind: 'void',
      tenders: [{ amountMinor: 2500, kind: 'refund', sign: 'minus' }],
    })
    expect(read(rows, CAD, { sign: 'inverted' })).toMatchObject({ kind: 'sale' })
    expect(read(rows, CAD, { sign: 'ignored' })).toMatchObject({ kind: 'sale' })
    const refund = ['TOTAL -25.00', 'GIFT CARD  25.00']
    expect(read(refund, CAD, { sign: 'inverted' })).toMatchObject({ kind: 'void' })
  })

  test.each([
    [['TOTAL 25.00', 'GIFT CARD -25.00'], ['payment plus 2500']],
    [['TOTAL 41.00', 'GIFT CARD -51.00', 'CHANGE 10.00'], ['payment plus 5100']],
    [['TOTAL 30.00', 'GIFT CARD -20.00', 'VISA -10.00', 'CHANGE 0.00'], ['payment plus 2000']],
    [
      ['TOTAL 89.00', 'GIFT CARD -100.00', 'GIFT CARD 11.00'],
      ['payment plus 10000', 'change minus 1100'],
    ],
    [['TOTAL -25.00', 'GIFT CARD -25.00'], ['refund minus 2500']],
    [['SHIRT -25.00', 'TOTAL -25.00', 'GIFT CARD 25.00'], ['refund minus 2500']],
    [['TOTAL -$25.00', 'GIFT CARD $20.00', 'CASH $5.00'], ['refund minus 2000']],
    [['TOTAL 25.00', 'TOTAL PROMOTIONS -5.00', 'GIFT CARD 20.00'], ['payment plus 2000']],
    [['TOTAL 30.00', 'CASH 50.00', 'GIFT CARD -20.00'], ['refund minus 2000']],
    [['GIFT CARD -25.00'], ['refund minus 2500']],
  ])('a minus is a payment where the total says so: %j', (rows, expected) => {
    expect(kinds(rows)).toEqual(expected)
  })

  test.each([
    [['TOTAL 25.00', 'LESS GIFT CARD (20.00)', 'AMOUNT DUE 5.00', 'CASH 5.00']],
    [['Total 25.00', 'Gift Card -20.00', 'Balance 5.00', 'Visa 5.00']],
    [['TOTAL 25.00', 'GIFT CARD 20.00-', 'CASH 10.00', 'CHANGE 5.00']],
  ])('taken off what is owed, a minus is a payment: %j', (rows) => {
    expect(read(rows).kind).toBe('sale')
    expect(kinds(rows)).toEqual(['payment plus 2000'])
  })

  test('a minus that the paper does not explain is the less sure reading', () => {
    const [explained] = read(['TOTAL -25.00', 'GIFT CARD -25.00']).tenders
    const [unexplained] = read(['TOTAL 30.00', 'CASH 50.00', 'GIFT CARD -20.00']).tenders
    expect(explained).toMatchObject({ confidence: 1, reasons: [] })
    expect(unexplained).toMatchObject({ confidence: 0.6, reasons: ['minus-unexplained'] })
  })

  test('a tender taken back on the same paper leaves no payment', () => {
    const rows = ['TOTAL 25.00', 'GIFT CARD 25.00', 'GIFT CARD -25.00', 'CASH 25.00']
    expect(read(rows).kind).toBe('sale')
    expect(kinds(rows)).toEqual(['void plus 2500', 'void minus 2500'])
    const block = [
      'TOTAL 25.00',
      'GIFT CARD 25.00',
      '*** VOID ***',
      'GIFT CARD 25.00',
      'CASH 25.00',
    ]
    expect(kinds(block)).toEqual(['void plus 2500', 'void minus 2500'])
  })

  test.each([
    'CORRECTION  -25.00',
    'ERROR CORRECT 25.00-',
    'STORNO 25,00-',
    'VOID PAYMENT 25.00',
    '*** ANNULATION *** -25,00',
    'PAGO ANULADO -25,00',
  ])('%j right below a gift card takes it back without naming it: no payment', (row) => {
    const rows = ['TOTAL 25.00', 'GIFT CARD 25.00', row, 'CASH 25.00', 'CHANGE 0.00']
    expect(read(rows)).toMatchObject({ kind: 'sale', tenders: [{ kind: 'void', row: 1 }] })
  })

  test('what is given again below such a row is paid once', () => {
    const rows = ['TOTAL 25.00', 'GIFT CARD 25.00', 'CORRECTION -25.00', 'GIFT CARD 25.00']
    expect(kinds(rows)).toEqual(['void plus 2500', 'payment plus 2500'])
  })

  test('a row that takes back another amount, or stands below another tender, leaves the gift card', () => {
    const other = ['TOTAL 25.00', 'GIFT CARD 20.00', 'CORRECTION -5.00', 'CASH 10.00']
    expect(kinds(other)).toEqual(['payment plus 2000'])
    const below = ['TOTAL 25.00', 'GIFT CARD 20.00', 'CASH 20.00', 'VOID -20.00', 'VISA 5.00']
    expect(kinds(below)).toEqual(['payment plus 2000'])
  })

  test.each([
    ['VOID GIFT CARD 25.00', 'void'],
    ['GIFT CARD VOID -25.00', 'void'],
    ['ANNULATION CARTE CADEAU 25,00-', 'void'],
    ['STORNO GUTSCHEIN 25,00', 'void'],
    ['REFUND TO GIFT CARD 25.00', 'refund'],
    ['DEVOLUCION TARJETA REGALO -25,00', 'refund'],
    ['RIMBORSO CARTA REGALO 25,00', 'refund'],
    ['GIFT CARD CHANGE 25.00', 'change'],
    ['TROCO VALE PRESENTE 25,00', 'change'],
  ])('words on the row say it: %j is a %s', (row, kind) => {
    expect(kinds(['TOTAL 25.00', row])[0]?.split(' ')[0]).toBe(kind)
  })

  test('one taken back and another kept: the kept one counts', () => {
    const rows = ['TOTAL 25.00', 'GIFT CARD 10.00', 'GIFT CARD 25.00', 'GIFT CARD -10.00']
    expect(read(rows).kind).toBe('sale')
    expect(kinds(rows)).toEqual(['void plus 1000', 'payment plus 2500', 'void minus 1000'])
  })

  test('plus and minus that do not match leave a doubt', () => {
    const rows = ['TOTAL 5.00', 'GIFT CARD 25.00', 'GIFT CARD -20.00']
    expect(read(rows)).toMatchObject({ kind: 'sale', doubts: [{ row: 2, reason: 'both-ways' }] })
  })

  test.each([
    [['*** VOID ***', 'VOID OF RECEIPT 000482', 'TOTAL -9.00', 'GIFT CARD -9.00'], '000482'],
    [['REFUND OF RECEIPT 000482', 'RECEIPT 000500', 'TOTAL 9.00', 'GIFT CARD 9.00'], '000482'],
    [['*** REMBOURSEMENT ***', 'TICKET 000500', 'TOTAL -9,00', 'CARTE CADEAU -9,00'], '000500'],
    [['STORNO', 'BON NR: 77', 'SUMME 9,00', 'GUTSCHEIN 9,00'], '77'],
    [['TICKET 9', 'TOTAL 9.00', 'GIFT CARD 9.00', '*** TRANSACTION VOIDED ***'], '9'],
  ])('a void paper: %j', (rows, receiptNumber) => {
    expect(read(rows)).toMatchObject({
      kind: 'void',
      receiptNumber,
      tenders: [{ amountMinor: 900 }],
    })
  })

  test('an item taken back in mid-sale does not make the sale a void', () => {
    const rows = ['COFFEE 3.00', 'VOID', 'COFFEE -3.00', 'TEA 9.00', 'TOTAL 9.00', 'GIFT CARD 9.00']
    expect(read(rows)).toMatchObject({ kind: 'sale', tenders: [{ amountMinor: 900 }] })
  })
})

describe('tenders: copies and training', () => {
  test.each([
    'FOR EXCHANGE OR RETURN RECEIPT MUST BE SHOWN',
    'To return receipt is required',
    'REFUND AMOUNT WITHIN 30 DAYS ONLY',
    'NO DUPLICATE RECEIPT WILL BE ISSUED',
  ])('%j at the foot is what the shop says of others', (row) => {
    const rows = ['TEA 9.00', 'TOTAL 9.00', 'GIFT CARD 9.00', row]
    expect(read(rows)).toMatchObject({ kind: 'sale', tenders: [{ kind: 'payment' }] })
  })

  test.each([
    ['REFUND RECEIPT - CUSTOMER SIGNATURE REQUIRED', 'void'],
    ['REFUND RECEIPT', 'void'],
    ['VOID RECEIPT: MANAGER APPROVAL NEEDED', 'void'],
  ])('%j is what the paper says of itself', (row, kind) => {
    expect(read(['TEA 9.00', 'TOTAL 9.00', 'GIFT CARD 9.00', row])).toMatchObject({ kind })
  })

  test.each([
    ['*****   DUPLICATE   *****', 'copy'],
    ['DUPLICATED RECEIPT', 'copy'],
    ['* * D U P L I C A T A * *', 'copy'],
    ['REPRINT', 'copy'],
    ['TRAINING MODE', 'training'],
    ['*** ÉCOLE ***', 'training'],
    ['Schulung', 'training'],
    ["CUSTOMER'S COPY", 'sale'],
    ["12, RUE DE L'ÉCOLE", 'sale'],
    ['PHOTOCOPY SERVICES - A4', 'sale'],
    ['OPERATOR TRAINEE CASHIER', 'sale'],
    ['NO REFUND, NO RETURN', 'sale'],
    ['GOODS SOLD ARE NON-REFUNDABLE', 'sale'],
    ['DUPLICATE KEY  9.00', 'sale'],
    ['REPRINT PHOTO 10X15  9.00', 'sale'],
    ['DUPLICATE RECEIPT 22.11.2026', 'copy'],
    ['REPRINT 14.32', 'copy'],
    ['DUPLICATE RECEIPT 14.32', 'copy'],
    ['*** DUPLICATA N° 2 ***', 'copy'],
    ['DUPLICATA 2', 'copy'],
    ['DUPLICATA DU 24/11/2026 10:31', 'copy'],
    ['RÉIMPRESSION DU 24/11/2026 À 10:31', 'copy'],
    ['RISTAMPA N. 1', 'copy'],
    ['ZWEITSCHRIFT', 'copy'],
    ['TICKET RÉIMPRIMÉ', 'copy'],
    ['AUCUN DUPLICATA NE SERA DÉLIVRÉ', 'sale'],
    ['DUPLICATA 4.00', 'sale'],
    ['COPY 1 OF 2', 'sale'],
    ['COPIE A4 12', 'sale'],
    ['Trainingsbon', 'training'],
  ])('%j makes it a %s', (heading, kind) => {
    expect(read([heading, 'TOTAL 9.00', 'GIFT CARD 9.00'])).toMatchObject({
      kind,
      tenders: [{ amountMinor: 900 }],
    })
  })
})

test('profiles: a wrong one is refused with the place that is wrong', () => {
  const profile = defaultProfile()
  expect(parseProfile({ ...profile, labels: [] })).toMatchObject({ problem: { path: 'labels' } })
  expect(parseProfile({ ...profile, fields: { ...profile.fields, till: ['('] } })).toMatchObject({
    problem: { path: 'fields.till.0' },
  })
  expect(
    parseProfile({ ...profile, printer: { ...profile.printer, initialPage: 'cp9' } }),
  ).toMatchObject({ problem: { path: 'printer.initialPage' } })
})
