import iconv from 'iconv-lite'
import { describe, expect, test } from 'vitest'
import { createJournalReader } from '../../../../src/main/station/pos/formats/index.ts'
import { poslog, SALE, tender, transaction } from './poslogs.ts'
import { fixture, reading, tendersOf } from './reading.ts'

const GIFT = tender('GiftCard', '12.00', '<Description>Carte cadeau été</Description>')
const TEXT = poslog({ lines: [SALE, GIFT], total: '12.00' })

describe('encodings', () => {
  test.each([
    ['utf-8', 'UTF-8'],
    ['iso-8859-1', 'ISO-8859-1'],
    ['windows-1252', 'windows-1252'],
    ['iso-8859-15', 'ISO-8859-15'],
    ['utf-16le', 'UTF-16'],
    ['utf-16be', 'UTF-16'],
  ])('%s declared as %s, with and without a byte order mark', (encoding, declared) => {
    const text = TEXT.replace('UTF-8', declared)
    for (const addBOM of [false, true]) {
      const bytes = iconv.encode(text, encoding, { addBOM: addBOM && encoding.startsWith('utf') })
      for (const piece of [1, 3, bytes.length]) {
        const read = reading(bytes, { piece })
        expect(read.problems).toEqual([])
        expect(tendersOf(read)).toEqual(['payment + Carte cadeau été 1200 EUR gift'])
      }
    }
  })

  test('Latin-1 that calls itself UTF-8 is read all the same, and Japanese that says what it is', () => {
    const latin = reading(iconv.encode(TEXT, 'iso-8859-1'))
    expect(tendersOf(latin)).toEqual(['payment + Carte cadeau été 1200 EUR gift'])
    const japanese = poslog({
      lines: [tender('Cash', '1.00', '<Description>商品券ソ表</Description>')],
    })
    const bytes = iconv.encode(japanese.replace('UTF-8', 'Shift_JIS'), 'shift_jis')
    expect(tendersOf(reading(bytes))).toEqual(['payment + 商品券ソ表 100 EUR'])
  })

  test('documents in several encodings one behind the other', () => {
    const latin = iconv.encode(TEXT.replace('UTF-8', 'ISO-8859-1'), 'iso-8859-1')
    const mark = Buffer.from([0xef, 0xbb, 0xbf])
    const both = Buffer.concat([latin, mark, Buffer.from(TEXT), Buffer.from('\r\n'), latin])
    expect(tendersOf(reading(both))).toEqual(
      Array.from({ length: 3 }, () => 'payment + Carte cadeau été 1200 EUR gift'),
    )
  })
})

describe('files as they grow', () => {
  test('fifty-one transactions without a line break come one by one, each with its last byte', () => {
    const head = (index: number) => `<SequenceNumber>${index}</SequenceNumber>`
    const parts = Array.from({ length: 51 }, (_, index) =>
      transaction({ head: head(index), lines: [GIFT] }),
    )
    const reader = createJournalReader('auto', { currency: null })
    expect(reader.push(Buffer.from('<POSLog>'), 0)).toEqual([])
    parts.forEach((part, index) => {
      const bytes = Buffer.from(part)
      expect(reader.push(bytes.subarray(0, -1), index)).toEqual([])
      const [read] = reader.push(bytes.subarray(-1), index)
      expect(read?.kind === 'record' && [read.record.sequence, read.record.readAtMs]).toEqual([
        String(index),
        index,
      ])
    })
    expect(reader.push(Buffer.from('</POSLog>'), 0)).toEqual([])
    expect(reader.end(0)).toEqual([])
  })

  test('every piece size gives the same records', () => {
    for (const name of ['ncr-acs-SMALL.xml', 'retalix-r10.xml']) {
      const bytes = fixture(name)
      const whole = reading(bytes)
      for (const piece of [1, 2, 3, 5, 7, 64, 1_000, 4_096])
        expect(reading(bytes, { piece })).toEqual(whole)
    }
  })

  test('cut at every byte: whole transactions are read, a half one is a problem and no payment', () => {
    const bytes = Buffer.from(`${TEXT}${TEXT}`)
    const one = Buffer.byteLength(TEXT.slice(0, TEXT.indexOf('</Transaction>') + 14))
    for (let length = 0; length <= bytes.length; length += 1) {
      const { records, problems } = reading(bytes.subarray(0, length))
      const expected = [one, Buffer.byteLength(TEXT) + one].filter((end) => length >= end).length
      expect(records, String(length)).toHaveLength(expected)
      const isOnlyBegun = length === TEXT.indexOf('<Transaction>')
      if (length > 0 && expected === 0) expect(problems).toHaveLength(isOnlyBegun ? 0 : 1)
    }
  })

  test('after a restart, reading goes on behind the last whole record', () => {
    const second = poslog({ head: '<SequenceNumber>2</SequenceNumber>', lines: [GIFT] })
    for (const text of [
      iconv.encode(TEXT.replace('UTF-8', 'ISO-8859-1'), 'iso-8859-1'),
      Buffer.from('Receipt;Tender;Amount\n1;Gift Card;5,00\n'),
      Buffer.from('{"tenders":[{"label":"gift card","amount":"5.00"}],"id":"1"}'),
    ]) {
      const before = createJournalReader('auto', { currency: null })
      expect(before.push(text, 0)).toHaveLength(1)
      const offset = before.safeOffset()
      expect(offset).toBeGreaterThan(0)
      const isXml = text[0] === 0x3c
      const more = isXml
        ? iconv.encode(second.replace('UTF-8', 'ISO-8859-1'), 'iso-8859-1')
        : Buffer.from(
            text.toString().replaceAll('1', '2').split('\n').toReversed().find(Boolean) ?? '',
          )
      const after = createJournalReader('auto', { currency: null })
      after.prime(text.subarray(0, offset))
      const reads = [
        ...after.push(Buffer.concat([text.subarray(offset), more, Buffer.from('\n')]), 0),
        ...after.end(0),
      ]
      expect(reads.map((read) => read.kind)).toEqual(['record'])
      const [read] = reads
      expect(read?.kind === 'record' && read.record.key.endsWith('2')).toBe(true)
    }
  })
})

describe('what is broken', () => {
  test('a document type is refused, and nothing in it expanded; the next document is read', () => {
    const bomb = `<?xml version="1.0"?><!DOCTYPE POSLog [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><POSLog>${transaction({ lines: [tender('&b;', '1.00')] })}</POSLog>`
    const read = reading(bomb + TEXT)
    expect(read.problems.map(({ code }) => code)).toEqual(['doctype'])
    expect(tendersOf(read)).toEqual(['payment + Carte cadeau été 1200 EUR gift'])
  })

  test('a transaction that is not well-formed is left out, the one behind it is read', () => {
    const broken = transaction({ lines: [GIFT] }).replace('</Tender>', '</Tendre>')
    const text = `<POSLog>${broken}${transaction({ lines: [GIFT] })}</POSLog>`
    const read = reading(text)
    expect(read.problems.map(({ code }) => code)).toEqual(['malformed'])
    expect(read.records).toHaveLength(1)
  })

  test('a till that began anew in the middle of a transaction', () => {
    const half = TEXT.slice(0, TEXT.indexOf('</Tender>'))
    for (const again of [TEXT, TEXT.replace(/^<\?xml[^>]*>/, '')]) {
      const read = reading(half + again)
      expect(read.problems.map(({ code }) => code)).toEqual(['cut-short'])
      expect(read.records).toHaveLength(1)
    }
  })

  test('a till that goes on with the next transaction: the torn one is given up, all others are read', () => {
    const sale = (number: number) =>
      transaction({ head: `<SequenceNumber>${number}</SequenceNumber>`, lines: [SALE, GIFT] })
    const [torn, later] = [sale(2), [3, 4, 5].map(sale).join('\n')]
    // Wherever it breaks off: between two tags, in one, in a value.
    for (let length = '<Transaction>'.length; length < torn.length - 1; length += 1) {
      const read = reading(`<POSLog>${sale(1)}${torn.slice(0, length)}\n${later}</POSLog>`)
      const found = read.records.map(({ sequence }) => sequence)
      expect([torn.slice(0, length), found]).toEqual([torn.slice(0, length), ['1', '3', '4', '5']])
      expect(read.problems).toHaveLength(1)
    }
  })

  test.each([
    ['', 'not-a-journal'],
    ['   \n', 'not-a-journal'],
    ['<html><body>404</body></html>', 'not-a-journal'],
    ['Dear shop, the file is attached', 'columns-unknown'],
  ])('%j is %s', (text, code) => {
    expect(reading(text).problems.map((one) => one.code)).toEqual([code])
  })

  test('a journal in which nothing was sold is none of these', () => {
    const control = '<POSLog><Transaction><ControlTransaction/></Transaction></POSLog>'
    expect(reading(control)).toEqual({ records: [], problems: [] })
    expect(reading('<POSLog/>')).toEqual({ records: [], problems: [] })
  })

  test('card numbers stand nowhere in what was read', () => {
    const pan = '4111111111111111'
    const own = '9970011234567890128'
    const line = `<Tender TenderType="GiftCard"><Amount Currency="EUR">5.00</Amount><TenderID>${own}</TenderID><Description>Card ${pan}</Description><CardNumber>${own}</CardNumber><Authorization><Track2>${pan}</Track2></Authorization></Tender>`
    const read = reading(poslog({ lines: [line] }))
    expect(read.records).toHaveLength(1)
    expect(JSON.stringify(read)).not.toContain(pan)
    expect(JSON.stringify(read)).not.toContain(own)
  })
})
