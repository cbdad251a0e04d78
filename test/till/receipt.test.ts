import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Paper, printedAmount, receiptBytes } from '../../demo/till/receipt.ts'
import { type NewSale, newSaleSchema, type Sale, settle } from '../../demo/till/sales.ts'
import { currency, minor } from '../../src/contract/money.ts'
import { defaultProfile } from '../../src/main/station/pos/receipts/profile.ts'
import { readPapers } from '../../src/main/station/pos/receipts/read-papers.ts'

const CAD = currency('CAD')
const NAMES = { shopName: 'Café du Marché', tillNumber: '3', currency: CAD }

function sale(tenders: NewSale['tenders'], language: 'en' | 'fr' = 'en'): Sale {
  const lines = [
    { name: 'Croissant', quantity: 2, unitMinor: minor(250) },
    { name: 'Gâteau', quantity: 1, unitMinor: minor(2260) },
  ]
  const settled = settle({ lines, tenders, language, print: true })
  if (typeof settled === 'string') throw new Error(settled)
  const soldAtMs = new Date(2026, 10, 21, 14, 32, 5).getTime()
  return {
    receiptNumber: '000000482',
    soldAtMs,
    lines,
    tenders,
    language,
    ...settled,
    state: 'open',
  }
}

function read(one: Sale, paper: Paper) {
  return readPapers(receiptBytes(one, paper, NAMES), defaultProfile(), CAD)
}

const GIFT_AND_CASH: NewSale['tenders'] = [
  { kind: 'gift', amountMinor: minor(2000) },
  { kind: 'cash', amountMinor: minor(1000) },
]

describe('till receipts: as the station reads them', () => {
  test('a split sale in English', () => {
    expect(read(sale(GIFT_AND_CASH), { kind: 'receipt' })).toMatchObject([
      {
        kind: 'sale',
        till: '3',
        receiptNumber: '000000482',
        printedDate: '2026-11-21 14:32:05',
        endedBy: 'cut',
        doubts: [],
        tenders: [{ label: 'GIFT CARD', amountMinor: 2000, currency: 'CAD' }],
      },
    ])
  })

  test('the same in French, accents and all', () => {
    const [paper] = read(sale(GIFT_AND_CASH, 'fr'), { kind: 'receipt' })
    expect(paper?.rows).toMatchInlineSnapshot(`
      [
        "Café du Marché",
        "CAISSE 3                  TICKET 000000482",
        "2026-11-21 14:32:05",
        "------------------------------------------",
        "2 x Croissant                         5,00",
        "Gâteau                               22,60",
        "------------------------------------------",
        "TOTAL CAD                            27,60",
        "CARTE CADEAU                         20,00",
        "ESPÈCES                              10,00",
        "RENDU                                 2,40",
        "",
        "Merci et à bientôt.",
      ]
    `)
    expect(paper).toMatchObject({ tenders: [{ label: 'CARTE CADEAU', amountMinor: 2000 }] })
  })

  test.each(['en', 'fr'] as const)(
    'void and refund slips in %s name the sale they take back',
    (language) => {
      for (const kind of ['void', 'refund'] as const) {
        const slip = { kind, slipNumber: '000000999', atMs: 0 }
        const [paper] = read(sale(GIFT_AND_CASH, language), slip)
        expect(paper).toMatchObject({
          kind: 'void',
          receiptNumber: '000000482',
          tenders: [{ amountMinor: 2000 }],
          doubts: [],
        })
        // 10.00 was given in cash and 2.40 went back as change: 7.60 is returned.
        expect(paper?.rows.join('\n')).toMatch(/-7[.,]60$/m)
      }
    },
  )

  test.each(['en', 'fr'] as const)('a duplicate in %s is a copy', (language) => {
    expect(read(sale(GIFT_AND_CASH, language), { kind: 'duplicate' })).toMatchObject([
      { kind: 'copy', tenders: [{ amountMinor: 2000 }] },
    ])
  })

  test('a sale without a gift card has no payment', () => {
    const [paper] = read(sale([{ kind: 'card', amountMinor: minor(2760) }]), { kind: 'receipt' })
    expect(paper).toMatchObject({ kind: 'sale', tenders: [], doubts: [] })
  })

  test.each([
    ['JPY', 2500, '2,500', '2 500'],
    ['CAD', 123456, '1,234.56', '1 234,56'],
    ['TND', 1234567, '1,234.567', '1 234,567'],
    ['CAD', -5, '-0.05', '-0,05'],
  ])('%s %i is printed as %s and %s', (code, amount, english, french) => {
    expect(printedAmount(minor(amount), currency(code), 'en')).toBe(english)
    expect(printedAmount(minor(amount), currency(code), 'fr')).toBe(french)
  })

  test('any amount in any kind of currency is read back to the unit', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 100_000_000 }),
        fc.constantFrom('CAD', 'EUR', 'JPY', 'KWD'),
        fc.constantFrom('en' as const, 'fr' as const),
        (amount, code, language) => {
          const lines = [{ name: 'Basket', quantity: 1, unitMinor: minor(amount) }]
          const tenders = [{ kind: 'gift' as const, amountMinor: minor(amount) }]
          const one: Sale = {
            ...sale(GIFT_AND_CASH, language),
            ...{ lines, tenders, totalMinor: minor(amount), changeMinor: minor(0) },
          }
          const names = { ...NAMES, currency: currency(code) }
          const job = receiptBytes(one, { kind: 'receipt' }, names)
          const [paper] = readPapers(job, defaultProfile(), currency(code))
          expect(paper?.tenders.map(({ amountMinor }) => amountMinor)).toEqual([amount])
        },
      ),
      { numRuns: 300 },
    )
  })
})

describe('till sales: what may be rung', () => {
  const lines = [{ name: 'Tea', quantity: 1, unitMinor: minor(1000) }]
  const rung = (...tenders: readonly [kind: 'cash' | 'card' | 'gift', amount: number][]) =>
    settle({
      lines,
      tenders: tenders.map(([kind, amount]) => ({ kind, amountMinor: minor(amount) })),
      language: 'en',
      print: true,
    })

  test('paid exactly, in parts, or with change from cash', () => {
    expect(rung(['gift', 1000])).toEqual({ totalMinor: 1000, changeMinor: 0 })
    expect(rung(['gift', 600], ['card', 400])).toEqual({ totalMinor: 1000, changeMinor: 0 })
    expect(rung(['gift', 600], ['cash', 500])).toEqual({ totalMinor: 1000, changeMinor: 100 })
  })

  test('too little, or too much by anything but cash', () => {
    expect(rung(['gift', 999])).toBe('NOT_PAID')
    expect(rung(['gift', 1001])).toBe('OVERPAID')
    expect(rung(['gift', 1000], ['cash', 100])).toBe('OVERPAID')
    expect(rung(['card', 1100], ['cash', 100])).toBe('OVERPAID')
  })

  test.each([
    { lines: [], tenders: [{ kind: 'gift', amountMinor: 1 }] },
    { lines, tenders: [] },
    { lines, tenders: [{ kind: 'gift', amountMinor: -1000 }] },
    { lines, tenders: [{ kind: 'gift', amountMinor: 10.5 }] },
    { lines, tenders: [{ kind: 'cheque', amountMinor: 1000 }] },
    {
      lines: [{ name: 'Tea\x1b@', quantity: 1, unitMinor: 1000 }],
      tenders: [{ kind: 'gift', amountMinor: 1000 }],
    },
  ])('%j is not a sale', (body) => {
    expect(newSaleSchema.safeParse(body).success).toBe(false)
  })
})
