import iconv from 'iconv-lite'
import { describe, expect, test } from 'vitest'
import type { CsvFormat } from '../../../../src/main/station/pos/formats/format.ts'
import { journalFormat } from '../../../../src/main/station/pos/formats/index.ts'
import { reading, tendersOf } from './reading.ts'

function csv(changes: Partial<CsvFormat>): CsvFormat {
  return { ...(journalFormat('csv') as CsvFormat), ...changes }
}

describe('CSV with a first row that names its columns', () => {
  test.each([
    [
      'English',
      'Date,Time,Register,Receipt No,Payment Type,Amount\n22/11/2026,10:00,2,77,Gift Card,12.50\n',
    ],
    [
      'German',
      'Datum;Uhrzeit;Kasse;Belegnummer;Zahlungsart;Betrag\n22.11.2026;10:00;2;77;Gift Card;12,50\n',
    ],
    [
      'French',
      'Date\tHeure\tCaisse\tN° ticket\tMode de paiement\tMontant\n22/11/2026\t10:00\t2\t77\tGift Card\t12,50 €\n',
    ],
    [
      'Spanish',
      '"Fecha"|"Hora"|"Caja"|"Ticket"|"Forma de pago"|"Importe"\r\n"22/11/2026"|"10:00"|"2"|"77"|"Gift Card"|"12,50"\r\n',
    ],
  ])('%s', (_, text) => {
    const read = reading(text, { currency: 'EUR' })
    expect(read.problems).toEqual([])
    expect(tendersOf(read)).toEqual(['payment + Gift Card 1250 EUR gift'])
    expect(read.records[0]).toMatchObject({
      format: 'csv',
      till: '2',
      receiptNumber: '77',
      businessDate: '2026-11-22',
      key: '|2|2026-11-22|77',
    })
  })

  test('voids, refunds, change and training by their values; two tenders of a sale have two keys', () => {
    const text = [
      'receipt,type,void,tender,amount,currency',
      '1,Sale,,gift card,10.00,EUR',
      '1,Sale,,gift card,5.00,EUR',
      '2,Sale,Y,gift card,7.00,EUR',
      '3,Refund,,gift card,8.00,EUR',
      '4,change,,cash,1.00,EUR',
      '5,Training sale,,gift card,9.00,EUR',
      '6,Sale,,gift card,-3.00,EUR',
      ',,,,,',
      '7,Sale,,,99.00,EUR',
    ].join('\n')
    const read = reading(text)
    expect(tendersOf(read)).toEqual([
      'payment + gift card 1000 EUR gift',
      'payment + gift card 500 EUR gift',
      'void + gift card 700 EUR gift',
      'refund - gift card 800 EUR gift',
      'change - cash 100 EUR',
      'training + gift card 900 EUR gift',
      'refund - gift card 300 EUR gift',
    ])
    expect(read.records.slice(0, 2).map(({ key }) => key)).toEqual(['|||1', '|||1#2'])
  })

  test.each([
    ['Sale', 'Voided', 'void'],
    ['Sale', 'Refunded', 'refund'],
    ['Sale', 'Training', 'training'],
    ['Payment', 'Failed', 'void'],
    ['Payment', 'Declined', 'void'],
    ['Sale', 'Completed', 'payment'],
    ['Sale', 'Parked', 'void'],
  ])('a type %s with the status %s: %s', (type, status, kind) => {
    const text = `Receipt,Type,Status,Payment Method,Amount\n7,${type},${status},Gift Card,9.00\n`
    expect(reading(text, { currency: 'EUR' }).records[0]?.tenders[0]?.kind).toBe(kind)
  })

  test('quotes: delimiters, line ends and quotes inside; a quote in a word is a letter', () => {
    const text =
      'receipt,clerk,tender,amount\n1,"Smith, ""Jo""\nhere",gift card,1.00\n2,15" screen,gift card,2.00\n'
    const { records, problems } = reading(text, { currency: 'EUR' })
    expect(problems).toEqual([])
    expect(records.map(({ clerk }) => clerk)).toEqual(['Smith, "Jo"\nhere', '15" screen'])
  })

  test.each([
    ['in a word', '1,TV 40 " HD,gift card,1.00', '1'],
    ['behind a blank', '1,Desk "wide,gift card,1.00', '1'],
    ['where a value begins', '1,"Lamp,gift card,1.00', '1'],
    ['in a value that was torn', '1,"Lam', null],
    ['in a value with quotes of its own', '1,"15" TV, big,gift card,1.00', null],
  ])('a quote too many %s: every other row is read', (_, odd, found) => {
    const later = Array.from({ length: 4_000 }, (__, row) => `${row + 10},Lamp,gift card,2.00`)
    const rows = ['receipt,item,tender,amount', odd, '2,"TV, 40""",gift card,1.00', ...later, '']
    const receipts = [found ?? [], '2', later.map((__, row) => String(row + 10))].flat(2)
    for (const end of ['\n', '\r\n', '\r']) {
      const text = rows.join(end)
      for (const piece of [7, 4_096, text.length]) {
        const { records, problems } = reading(text, { currency: 'EUR', piece })
        expect(records.map(({ receiptNumber }) => receiptNumber)).toEqual(receipts)
        expect(problems.map(({ code }) => code)).toEqual(found === null ? ['row-unreadable'] : [])
      }
    }
  })

  test('a quote that nothing closes: the rows behind it are read when too many came, or none', () => {
    const later = Array.from({ length: 4_000 }, (_, row) => `${row + 10},Lamp,gift card,2.00\n`)
    for (const rows of [later, later.slice(0, 2)]) {
      const text = ['receipt,item,tender,amount\n1,"Lamp,gift card,1.00\n', ...rows].join('')
      const { records } = reading(text, { currency: 'EUR', piece: 100 })
      expect(records).toHaveLength(rows.length + 1)
    }
  })

  test("blanks between a delimiter and a quote, quotes inside, a delimiter of one's own", () => {
    const format = csv({ delimiter: '^' })
    const text = 'receipt^item^tender^amount\n1^ "15" pizza^2" ^ "gift card" ^1.00\n'
    const read = reading(text, { format, currency: 'EUR' })
    expect(tendersOf(read)).toEqual(['payment + gift card 100 EUR gift'])
  })

  test('a last row whose line does not end is in doubt, one with columns missing is cut short', () => {
    const whole = 'receipt;tender;amount;clerk\n1;gift card;12,50;Jo'
    const doubt = reading(whole, { currency: 'EUR' }).records[0]?.tenders[0]
    expect([doubt?.amountMinor, doubt?.confidence, doubt?.reasons]).toEqual([
      1250,
      0.9,
      ['row-without-end'],
    ])
    for (const cut of [whole.slice(0, -3), whole.slice(0, -5), whole.slice(0, -12)]) {
      const read = reading(cut, { currency: 'EUR' })
      expect([read.records, read.problems.map(({ code }) => code)]).toEqual([[], ['cut-short']])
    }
  })

  test('a last row that ends with its amount: read when no digit can be missing', () => {
    const amountOf = (amount: string, currency: 'EUR' | 'JPY' = 'EUR') =>
      reading(`receipt;tender;amount\n1;gift card;${amount}`, { currency }).records[0]?.tenders[0]
        ?.amountMinor
    expect(amountOf('112,50')).toBe(11_250)
    for (const cut of ['112,5', '112,', '112', '11', '1']) expect(amountOf(cut)).toBeUndefined()
    expect(amountOf('112', 'JPY')).toBeUndefined()
  })

  test('a file without the columns of tender and amount is a problem that says what to do', () => {
    const { records, problems } = reading('a,b,c\n1,2,3\n4,5,6\n')
    expect([records, problems.map(({ code }) => code)]).toEqual([[], ['columns-unknown']])
    expect(problems[0]?.message).toContain('name them in the format')
  })
})

describe('CSV as a format says', () => {
  const columns = {
    store: [],
    till: ['1'],
    sequence: ['2'],
    receiptNumber: [],
    date: ['3'],
    time: [],
    clerk: [],
    line: [],
    tender: ['4'],
    amount: ['5'],
    currency: [],
    total: [],
    kind: ['6'],
    void: [],
  }

  test('columns by number, no first row, another encoding, other rows left out', () => {
    const format = csv({
      header: false,
      delimiter: ';',
      encoding: 'cp850',
      columns,
      only: { column: '6', values: ['Z'] },
      dateOrder: 'month',
      minorUnits: true,
      currency: null,
      gift: [{ field: '4', values: ['Chèque-cadeau'] }],
    })
    const text = '3;901;11/22/26;Chèque-cadeau;1250;Z\n3;902;11/22/26;Chèque-cadeau;800;X\n'
    const read = reading(iconv.encode(text, 'cp850'), { format, currency: 'EUR' })
    expect(tendersOf(read)).toEqual(['payment + Chèque-cadeau 1250 EUR gift'])
    expect(read.records[0]?.key).toBe('|3|2026-11-22|901')
  })

  test('signs: payments with a minus, amounts without a sign', () => {
    const text = 'tender,amount,type\ngift card,-5.00,sale\ngift card,5.00,sale\n'
    const options = { currency: 'EUR' }
    const kinds = (sign: CsvFormat['sign']) =>
      tendersOf(reading(text, { ...options, format: csv({ sign }) })).map(
        (one) => one.split(' ')[0],
      )
    expect(kinds('as-written')).toEqual(['refund', 'payment'])
    expect(kinds('inverted')).toEqual(['payment', 'refund'])
    expect(kinds('absolute')).toEqual(['payment', 'payment'])
  })

  test('three digits behind a dot in a currency without decimals are a doubt, too', () => {
    const text = 'tender;amount\ngift card;12.000\n'
    const [record] = reading(text, { currency: 'CLP' }).records
    expect([record?.tenders, record?.doubts]).toEqual([[], [{ row: 0, reason: 'no-amount' }]])
    const format = csv({ decimalMark: ',' })
    expect(tendersOf(reading(text, { format, currency: 'CLP' }))).toEqual([
      'payment + gift card 12000 CLP gift',
    ])
  })

  test.each(['Gift Card Activation', 'Gift Card Balance', 'Gift card sold'])(
    '%s is a name with the words of a gift card, and no payment with one',
    (name) => {
      const text = `receipt,tender,amount\n1,${name},50.00\n2,Corporate Gift Card,20.00\n`
      const { records } = reading(text, { currency: 'EUR' })
      expect(records.map(({ tenders }) => tenders[0]?.isGift)).toEqual([false, true])
    },
  )

  test('three digits behind a comma are a doubt until the mark is set', () => {
    const text = 'tender;amount\ngift card;1,234\n'
    const [record] = reading(text, { currency: 'EUR' }).records
    expect([record?.tenders, record?.doubts]).toEqual([[], [{ row: 0, reason: 'no-amount' }]])
    const format = csv({ decimalMark: '.' })
    expect(tendersOf(reading(text, { format, currency: 'EUR' }))).toEqual([
      'payment + gift card 123400 EUR gift',
    ])
  })
})
