import { describe, expect, test } from 'vitest'
import { capturedPaper, journalFormat } from '../../../../src/main/station/pos/formats/index.ts'
import { poslog, RETURN, SALE, tender, transaction, withLine } from './poslogs.ts'
import { fixture, reading, tendersOf } from './reading.ts'

describe('real journals', () => {
  test('NCR ACS: a sign-on is no sale, the sale has its tender, key and till', () => {
    const { records, problems } = reading(fixture('ncr-acs-SMALL.xml'))
    expect(problems).toEqual([])
    expect(records).toHaveLength(1)
    expect(records[0]).toMatchObject({
      key: '9|34|2017-09-30|161',
      format: 'ncr-acs',
      store: '9',
      till: '34',
      sequence: '161',
      clerk: '94',
      currency: 'USD',
      totalMinor: 107,
      kind: 'sale',
    })
    expect(records[0]?.tenders[0]).toMatchObject({
      label: 'TenderType12',
      amountMinor: 107,
      kind: 'payment',
      sign: 'plus',
      confidence: 1,
      isGift: false,
      line: '2',
    })
  })

  test('Retalix R10: the cash tender, and the receipt as it was printed', () => {
    const { records } = reading(fixture('retalix-r10.xml'))
    expect(tendersOf({ records, problems: [] })).toEqual(['payment + CASH 657 GBP'])
    const [record] = records
    expect(record).toMatchObject({ format: 'retalix-r10', key: '0610|140|2016-08-22|451' })
    expect(record?.rows[record.tenders[0]?.row ?? 0]).toBe('CASH 6.57')
    expect(record?.rows).toContain('      CASH                     £6.57')
  })

  test('the values that mean the gift tender can be any field, or one', () => {
    const ncr = fixture('ncr-acs-SMALL.xml')
    for (const value of [
      'CreditDebit',
      'creditdebit',
      '12',
      'TenderID=12',
      '@TenderType=CreditDebit',
    ]) {
      const [record] = reading(ncr, { gift: [value] }).records
      expect(record?.tenders[0]?.isGift, value).toBe(true)
    }
    const [record] = reading(ncr, { gift: ['TenderType=12'] }).records
    expect(record?.tenders[0]?.isGift).toBe(false)
  })
})

describe('dialects', () => {
  test('NCR ACS: change is a second tender with a minus, its TenderChange is not counted again', () => {
    const own =
      'xmlns="http://www.nrf-arts.org/IXRetail/namespace/" xmlns:acs="http://www.ncr.com/rsd/acs/tlog/markup/poslog/2.1"'
    const head =
      '<RetailStoreID>9</RetailStoreID><WorkstationID>3</WorkstationID><SequenceNumber>5</SequenceNumber><BusinessDayDate>2017-10-01</BusinessDayDate><CurrencyCode>USD</CurrencyCode>'
    const cash = (amount: string, more = '') =>
      `<Tender TenderType="Cash" TypeCode="Sale" acs:TenderDescription="Cash USD"><TenderID>1</TenderID><Amount>${amount}</Amount>${more}</Tender>`
    const gift =
      '<Tender TenderType="CreditDebit" TypeCode="Sale" acs:TenderDescription="GiftCard"><TenderID>40</TenderID><Amount>10.00</Amount></Tender>'
    const change = cash('-7.45', '<TenderChange><Amount>7.45</Amount></TenderChange>')
    const read = reading(
      poslog({ attributes: own, head, lines: [SALE, gift, cash('20.00'), change], total: '22.55' }),
    )
    expect(read.records[0]).toMatchObject({ format: 'ncr-acs', key: '9|3|2017-10-01|5' })
    expect(tendersOf(read)).toEqual([
      'payment + GiftCard 1000 USD gift',
      'payment + Cash USD 2000 USD',
      'change - Cash USD 745 USD',
    ])
  })

  test('ROQQIO: three decimals, the name of the shop, change in change, refunds without a minus', () => {
    const own =
      'MajorVersion="6" xmlns="http://www.nrf-arts.org/IXRetail/namespace/" xmlns:fu="http://www.futura4retail.com/pos/namespace/"'
    const pay = (code: string, name: string, amount: string) =>
      `<Tender TenderType="Voucher" TypeCode="${code}"><Amount Currency="EUR">${amount}</Amount><Rounding>0.000</Rounding><fu:PaymentTypeDescription>${name}</fu:PaymentTypeDescription></Tender>`
    const change =
      '<TenderChange TypeCode="Refund"><TenderChange TenderType="Voucher"><Amount Currency="EUR">0.010</Amount></TenderChange></TenderChange>'
    const sale = poslog({
      attributes: own,
      lines: [SALE, pay('Sale', 'Geschenkkarte', '27.000'), change],
      total: '26.990',
    })
    const refund = poslog({
      attributes: own,
      lines: [pay('Refund', 'Geschenkkarte', '1.290')],
      total: '-1.290',
    })
    expect(tendersOf(reading(sale + refund))).toEqual([
      'payment + Geschenkkarte 2700 EUR gift',
      'change - Geschenkkarte 1 EUR gift',
      'refund - Geschenkkarte 129 EUR gift',
    ])
  })

  test('ROQQIO: a tender line whose line type says void is void', () => {
    const line =
      '<Tender TenderType="Cash" TypeCode="Sale"><Amount Currency="EUR">5.00</Amount><fu:LineType>TENDER_VOID</fu:LineType></Tender>'
    expect(tendersOf(reading(poslog({ lines: [SALE, line] })))).toEqual(['void + Cash 500 EUR'])
  })

  test('Decathlon: another namespace, the name in ReasonCode, the receipt as base64 of Latin-1', () => {
    const receipt = Buffer.from('DECATHLON\nGift card   £  20.00\nMerci à bientôt\n', 'latin1')
    const head = `<BusinessUnit><UnitID TypeCode="RetailStore">7-240-240</UnitID></BusinessUnit><BusinessUnit><UnitID TypeCode="DKT:Country">15-7-7</UnitID></BusinessUnit><WorkstationID>101</WorkstationID><SequenceNumber>1966</SequenceNumber><POSLogDateTime TypeCode="Message">2019-12-26T11:27:26+01:00</POSLogDateTime><POSLogDateTime TypeCode="Transaction">2017-06-21T13:39:11+02:00</POSLogDateTime><CurrencyCode>GBP</CurrencyCode><TrailerText><Text>${receipt.toString('base64')}</Text></TrailerText><ReceiptNumber>R-77</ReceiptNumber>`
    const gift =
      '<Tender TenderType="DKT:GiftCard" TypeCode="Sale"><Amount Currency="GBP">20.00</Amount><ReasonCode Description="Carte cadeau Décathlon" Name="TenderID">9</ReasonCode></Tender>'
    const [record] = reading(
      poslog({
        attributes: 'xmlns="http://www.nrf-arts.org/IXRetail/v6.0.0/poslog"',
        head,
        transaction: ' TrainingModeFlag="false" TypeCode="SaleTransaction"',
        retail: ' TransactionStatus="Finished"',
        lines: [SALE, gift],
        total: '20.00',
      }),
    ).records
    expect(record).toMatchObject({
      format: 'decathlon',
      key: '7-240-240|101|2017-06-21|1966',
      receiptNumber: 'R-77',
      printedDate: '2017-06-21T13:39:11+02:00',
      kind: 'sale',
    })
    expect(record?.tenders[0]).toMatchObject({
      label: 'Carte cadeau Décathlon',
      isGift: true,
      amountMinor: 2000,
    })
    expect(record?.rows).toContain('Gift card   £  20.00')
    expect(record?.rows).toContain('Merci à bientôt')
  })

  test('R10: change inside a tender of nothing', () => {
    const head = '<WorkstationID>1</WorkstationID><SequenceNumber>8</SequenceNumber>'
    const cash = (amount: string, more = '') =>
      `<Tender TenderType="Cash"><Amount Currency="THB">${amount}</Amount>${more}<TenderID>1</TenderID><r10Ex:TenderDescription>เงินสด</r10Ex:TenderDescription></Tender>`
    const change = cash('0', '<TenderChange><Amount Currency="THB">300.00</Amount></TenderChange>')
    const own =
      'xmlns="http://www.nrf-arts.org/IXRetail/namespace/" xmlns:r10Ex="http://www.Retalix.com/Extensions"'
    const read = reading(
      poslog({ attributes: own, head, lines: [cash('1000.00'), change], total: '700.00' }),
    )
    expect(tendersOf(read)).toEqual(['payment + เงินสด 100000 THB', 'change - เงินสด 30000 THB'])
  })

  test('NCR Japan: no namespace, change inside the tender, no decimals', () => {
    const cash =
      '<Tender TenderType="Cash" TypeCode="Sale"><Amount>2000</Amount><TenderChange><Amount>452</Amount></TenderChange></Tender>'
    const text = poslog({ attributes: '', lines: [cash], total: '1548' })
    expect(tendersOf(reading(text))).toEqual(['payment + Cash 2000 ?', 'change - Cash 452 ?'])
    expect(tendersOf(reading(text, { currency: 'JPY' }))).toEqual([
      'payment + Cash 2000 JPY',
      'change - Cash 452 JPY',
    ])
    const japan = journalFormat('ncr-japan')
    expect(tendersOf(reading(text, { format: japan ?? 'auto' }))[0]).toBe('payment + Cash 2000 JPY')
  })

  test('Wincor TP.net: amounts without a sign, the type and returns say which way', () => {
    const own =
      'xmlns="http://www.nrf-arts.org/IXRetail/namespace/" xmlns:WN="http://www.wincor-nixdorf.com"'
    const pay = (code: string, amount: string) =>
      `<Tender TenderType="Cash" ${code} WN:Media="100" WN:MediaMember="101"><Amount>${amount}</Amount></Tender>`
    const sale = poslog({
      attributes: own,
      lines: [SALE, pay('TypeCode="Sale"', '50.00'), pay('TypeCode="Refund"', '14.80')],
      total: '35.20',
    })
    const refund = poslog({
      attributes: own,
      lines: [RETURN, pay('', '12.00')],
      total: '12.00',
    })
    const read = reading(sale + refund, { currency: 'EUR', gift: ['Media=100'] })
    expect(read.records.map(({ format }) => format)).toEqual(['wincor-tpnet', 'wincor-tpnet'])
    expect(tendersOf(read)).toEqual([
      'payment + 100 5000 EUR gift',
      'change - 100 1480 EUR gift',
      'refund - 100 1200 EUR gift',
    ])
  })

  test.each([
    ['KLog', '11', 'Status="0"', 'klog'],
    ['POSLog', 'x:TTID3030CCARD', '', 'poslog'],
    ['POSLog', 'cDIN', 'TypeCode="Sale"', 'poslog'],
  ])('%s: the tender kind %s is found by its value', (root, type, more, format) => {
    const line = `<Tender TenderType="${type}" ${more}><Amount Currency="USD">5.25</Amount></Tender>`
    const text = poslog({ root, lines: [line] })
    const read = reading(text, { gift: [type] })
    expect(tendersOf(read)).toEqual([`payment + ${type} 525 USD gift`])
    expect(read.records[0]?.format).toBe(format)
    expect(tendersOf(reading(text, { gift: ['Cash'] }))).toEqual([`payment + ${type} 525 USD`])
  })

  test('touch points: the till of a channel', () => {
    const head =
      '<BusinessUnit><UnitID>3</UnitID></BusinessUnit><Channel><TouchPointID>T9</TouchPointID></Channel><SequenceNumber>4</SequenceNumber><BusinessDayDate>2026-01-02</BusinessDayDate>'
    const [record] = reading(poslog({ head, lines: [tender('Cash', '1.00')] })).records
    expect(record).toMatchObject({ till: 'T9', key: '3|T9|2026-01-02|4' })
  })

  test('a customer order, prefixes everywhere, five decimals', () => {
    const text = poslog({
      body: 'CustomerOrderTransaction',
      lines: [tender('GiftCard', '25.00000')],
    })
    expect(tendersOf(reading(text))).toEqual(['payment + GiftCard 2500 EUR gift'])
    const prefixed = text.replaceAll(/<(\/?)(?=[A-Z])/g, '<$1arts:')
    expect(tendersOf(reading(prefixed))).toEqual(['payment + GiftCard 2500 EUR gift'])
  })

  test('Swedish digital receipts: another root, the word of the receipt as label', () => {
    const line =
      '<Tender TypeCode="Refund" TenderType="Cash"><Amount Currency="SEK">49.00</Amount><se:Text>Åter</se:Text></Tender>'
    const read = reading(poslog({ root: 'nam:DigitalReceipt', lines: [RETURN, line] }))
    expect(tendersOf(read)).toEqual(['refund - Åter 4900 SEK'])
  })
})

describe('what a transaction is', () => {
  test.each([
    [' CancelFlag="true"', '', 'void', 'void'],
    [' VoidFlag="1"', '', 'void', 'void'],
    ['', ' VoidedFlag="true"', 'void', 'void'],
    ['', ' TransactionStatus="PostVoided"', 'void', 'void'],
    [' SuspendFlag="true"', '', 'void', 'void'],
    ['', ' TransactionStatus="Suspended"', 'void', 'void'],
    [' TrainingModeFlag="true"', '', 'training', 'training'],
    ['', ' TransactionStatus="Reprint"', 'copy', 'copy'],
    ['', ' TransactionStatus="SuspendedRetrieved"', 'sale', 'payment'],
    [
      ' TrainingModeFlag="false" CancelFlag="0"',
      ' TransactionStatus="Delivered"',
      'sale',
      'payment',
    ],
    [' TypeCode="ReturnTransaction"', '', 'sale', 'refund'],
  ])('%s%s is %s, its tender %s', (transactionAttributes, retail, kind, tenderKind) => {
    const read = reading(
      poslog({
        transaction: transactionAttributes,
        retail,
        lines: [SALE, tender('GiftCard', '12.00')],
      }),
    )
    expect(read.records.map((record) => record.kind)).toEqual([kind])
    expect(read.records[0]?.tenders.map((one) => one.kind)).toEqual([tenderKind])
  })

  test('flags as elements count like flags as attributes', () => {
    const head = '<SequenceNumber>1</SequenceNumber><TrainingModeFlag>true</TrainingModeFlag>'
    const [record] = reading(poslog({ head, lines: [tender('GiftCard', '1.00')] })).records
    expect([record?.kind, record?.flags]).toEqual(['training', ['training']])
  })

  test('void lines: alone, with the line that they take back, and by a minus', () => {
    const gift = tender('GiftCard', '20.00')
    const alone = poslog({ lines: [SALE, withLine(' VoidFlag="true"', gift), gift] })
    expect(tendersOf(reading(alone)).map((one) => one.slice(0, 7))).toEqual(['void + ', 'payment'])
    const linked = withLine(' VoidFlag="true"', `${gift}<ItemLink>2</ItemLink>`)
    expect(tendersOf(reading(poslog({ lines: [SALE, gift, linked] })))).toEqual([
      'void + GiftCard 2000 EUR gift',
      'void + GiftCard 2000 EUR gift',
    ])
    const minus = withLine(' CancelFlag="true"', tender('GiftCard', '-20.00'))
    expect(
      tendersOf(reading(poslog({ lines: [SALE, gift, gift, minus], total: '20.00' }))),
    ).toEqual([
      'payment + GiftCard 2000 EUR gift',
      'void + GiftCard 2000 EUR gift',
      'void - GiftCard 2000 EUR gift',
    ])
  })

  test('a void of another transaction names the receipt that it takes back', () => {
    const link =
      '<TransactionLink ReasonCode="PostVoid"><SequenceNumber>41</SequenceNumber></TransactionLink>'
    const [record] = reading(
      poslog({ lines: [tender('GiftCard', '12.00')], total: `12.00</Total>${link}<Total>` }),
    ).records
    expect(record).toMatchObject({ kind: 'void', receiptNumber: '41', sequence: '42' })
  })

  test('a minus without a payment is a refund; payments with a minus are known by the total', () => {
    const refund = poslog({ lines: [RETURN, tender('GiftCard', '-12.00')], total: '-12.00' })
    expect(tendersOf(reading(refund))).toEqual(['refund - GiftCard 1200 EUR gift'])
    const inverted = poslog({
      lines: [SALE, tender('GiftCard', '-10.00'), tender('Cash', '-2.00')],
      total: '12.00',
    })
    const { records } = reading(inverted)
    expect(
      records[0]?.tenders.map(({ kind, confidence, reasons }) => [kind, confidence, reasons]),
    ).toEqual([
      ['payment', 0.9, ['minus-on-sale']],
      ['payment', 0.9, ['minus-on-sale']],
    ])
  })

  test('what cannot be read as an amount is a doubt, never a payment', () => {
    const [record] = reading(
      poslog({
        lines: [
          tender('GiftCard', 'twelve'),
          tender('GiftCard', '0.005'),
          tender('GiftCard', '1,234'),
        ],
      }),
    ).records
    expect(record?.tenders).toEqual([])
    expect(record?.doubts.map(({ reason }) => reason)).toEqual([
      'no-amount',
      'amount-unreadable',
      'no-amount',
    ])
  })
})

test('papers: gift tenders only, with the key, total and clerk', () => {
  const text = poslog({
    lines: [SALE, tender('GiftCard', '10.00'), tender('Cash', '2.00')],
    total: '12.00',
  })
  const [record] = reading(text).records
  const paper = record && capturedPaper(record, 'journal')
  expect(paper).toMatchObject({
    source: 'journal',
    endedAtMs: 7,
    till: '7',
    clerk: '9',
    totalMinor: 1200,
    externalId: '100|7|2026-11-22|42',
    kind: 'sale',
  })
  expect(paper?.tenders).toEqual([
    {
      label: 'GiftCard',
      amountMinor: 1000,
      currency: 'EUR',
      row: 2,
      rows: [2],
      kind: 'payment',
      sign: 'plus',
      confidence: 1,
      reasons: [],
    },
  ])
  expect(paper?.rows[2]).toBe('Sale GiftCard 10.00')
})

test('without a number of its own, a transaction has the same key whenever it is read', () => {
  const head = '<WorkstationID>1</WorkstationID>'
  const one = transaction({ head, lines: [tender('GiftCard', '10.00')] })
  const other = transaction({ head, lines: [tender('GiftCard', '11.00')] })
  const keys = reading(`<POSLog>${one}${other}</POSLog>`).records.map(({ key }) => key)
  expect(new Set(keys).size).toBe(2)
  expect(reading(`<POSLog>${other}</POSLog>`).records[0]?.key).toBe(keys[1])
})

describe('what a dialect may do otherwise', () => {
  test('tenders that stand on no line, or in a group', () => {
    const bare = tender('GiftCard', '5.00')
    const direct = poslog({ lines: [SALE], total: `5.00</Total>${bare}<Total>` })
    expect(tendersOf(reading(direct))).toEqual(['payment + GiftCard 500 EUR gift'])
    const group = poslog({ lines: [SALE], total: `5.00</Total><Tenders>${bare}</Tenders><Total>` })
    expect(tendersOf(reading(group))).toEqual(['payment + GiftCard 500 EUR gift'])
  })

  test('bodies by other names say what the transaction is', () => {
    const kinds = (body: string) =>
      reading(poslog({ body, lines: [tender('GiftCard', '5.00')] })).records.map(
        ({ kind, tenders }) => `${kind} ${tenders[0]?.kind}`,
      )
    expect(kinds('SaleTransaction')).toEqual(['sale payment'])
    expect(kinds('ReturnTransaction')).toEqual(['sale refund'])
    expect(kinds('VoidTransaction')).toEqual(['void void'])
    expect(kinds('TenderControlTransaction')).toEqual([])
  })

  test('change that is written twice counts once, wherever', () => {
    const cash = (amount: string, more = '') => tender('Cash', amount, more)
    const inner = '<TenderChange><Amount>8.00</Amount></TenderChange>'
    const expected = ['payment + Cash 2000 EUR', 'change - Cash 800 EUR']
    for (const lines of [
      [SALE, cash('20.00'), cash('-8.00', inner)],
      [SALE, cash('20.00', inner), cash('-8.00')],
      [SALE, cash('20.00'), cash('-8.00'), inner],
      [SALE, cash('20.00', inner)],
    ])
      expect(tendersOf(reading(poslog({ lines, total: '12.00' })))).toEqual(expected)
  })

  test('without a currency, decimals anywhere in the transaction say that there are two', () => {
    const pay = '<Tender TenderType="GiftCard"><Amount>30</Amount></Tender>'
    const priced = '<Sale><RegularSalesUnitPrice>2.679</RegularSalesUnitPrice></Sale>'
    const whole = '<Sale><RegularSalesUnitPrice>30</RegularSalesUnitPrice></Sale>'
    const amounts = (sale: string) =>
      reading(poslog({ lines: [sale, pay] })).records[0]?.tenders.map(
        ({ amountMinor, confidence, reasons }) => [amountMinor, confidence, ...reasons],
      )
    expect(amounts(priced)).toEqual([[3000, 0.9, 'currency-unknown']])
    expect(amounts(whole)).toEqual([[30, 0.9, 'currency-unknown']])
  })

  test('gift cards by the instrument, the card type or the words of seven languages', () => {
    for (const more of [
      '<GiftCertificate><Number>1</Number></GiftCertificate>',
      '<StoredValueInstrument TypeCode="Card"/>',
      '<CreditDebit CardType="GiftCard"/>',
      '<Description>Tarjeta regalo</Description>',
      '<ReasonCode Name="TenderID" Description="CADEAUKAART"/>',
    ])
      expect(
        reading(poslog({ lines: [tender('Other', '5.00', more)] })).records[0]?.tenders[0]?.isGift,
        more,
      ).toBe(true)
    for (const more of [
      '',
      '<Description>Voucher</Description>',
      '<CreditDebit CardType="Debit"/>',
    ])
      expect(
        reading(poslog({ lines: [tender('Other', '5.00', more)] })).records[0]?.tenders[0]?.isGift,
        more,
      ).toBe(false)
  })
})
