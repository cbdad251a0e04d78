import { describe, expect, test } from 'vitest'
import { TWIN_WINDOW_MS } from '../../../../src/main/station/pos/receipts/limits.ts'
import { defaultProfile } from '../../../../src/main/station/pos/receipts/profile.ts'
import {
  type ReadPaper,
  readPapers,
} from '../../../../src/main/station/pos/receipts/read-papers.ts'
import { createTwinMemory } from '../../../../src/main/station/pos/receipts/twins.ts'
import { bytes, CUT } from '../escpos-bytes.ts'

const SALE = 'TOTAL 25.00\nGIFT CARD 25.00\n'

function kinds(...jobs: readonly (string | readonly number[])[]) {
  return readPapers(bytes(...jobs), defaultProfile()).map(({ kind }) => kind)
}

function paper(text: string): ReadPaper {
  const [first] = readPapers(bytes(text), defaultProfile())
  if (!first) throw new Error('no paper was read')
  return first
}

describe('second prints', () => {
  test('customer and merchant copies of one receipt are one sale', () => {
    const job = `RECEIPT 000482\n${SALE}`
    expect(kinds(job, "CUSTOMER'S COPY\n", CUT, job, 'MERCHANT COPY\n', CUT)).toEqual([
      'sale',
      'copy',
    ])
  })

  test('two sales of the same amount have two receipt numbers, or two tills', () => {
    expect(kinds(`RECEIPT 1\n${SALE}`, CUT, `RECEIPT 2\n${SALE}`, CUT)).toEqual(['sale', 'sale'])
    expect(kinds(`TILL 1\nRECEIPT 1\n${SALE}`, CUT, `TILL 2\nRECEIPT 1\n${SALE}`, CUT)).toEqual([
      'sale',
      'sale',
    ])
  })

  test('without a number the whole text with its time must be equal', () => {
    const timed = `21/11/2026 10:15\n${SALE}`
    expect(kinds(timed, CUT, timed, CUT)).toEqual(['sale', 'copy'])
    expect(kinds(SALE, CUT, SALE, CUT)).toEqual(['sale', 'sale'])
    expect(kinds(timed, CUT, `21/11/2026 10:16\n${SALE}`, CUT)).toEqual(['sale', 'sale'])
  })

  test('copies for customer and merchant, without a number: one sale unless a figure differs', () => {
    const timed = `21/11/2026 10:15\nTEA 25.00\n${SALE}`
    const [customer, merchant] = ['CUSTOMER COPY\n', 'MERCHANT COPY\nSIGNATURE ______\n']
    expect(kinds(timed, customer, CUT, timed, merchant, CUT)).toEqual(['sale', 'copy'])
    const other = timed.replace('TEA', 'CAKE')
    expect(kinds(timed, customer, CUT, other, merchant, CUT)).toEqual(['sale', 'sale'])
    const served = (name: string) => `CASHIER: ${name}\n${timed}`
    expect(kinds(served('ANNA'), CUT, served('BOB'), CUT)).toEqual(['sale', 'sale'])
  })

  test.each([
    'KEEP THIS RECEIPT 30 DAYS',
    'ÉCHANGE SUR PRÉSENTATION DU TICKET 30 JOURS',
    'Umtausch mit Bon 14 Tage',
    'ORDER 24/7 AT SHOP.EXAMPLE',
    'NEXT ORDER 10% OFF',
  ])('%j is no number of a receipt: another sale of that amount is no copy', (notice) => {
    const sale = (goods: string) => `24/11/2026\n${goods} 25.00\n${SALE}${notice}\n`
    expect(kinds(sale('TEA'), CUT, sale('CAKE'), CUT)).toEqual(['sale', 'sale'])
    expect(paper(sale('TEA')).receiptNumber).toBeNull()
  })

  test('a torn print that the POS prints again whole is one sale', () => {
    const torn = [0x1b, 0x40]
    expect(kinds(SALE, torn, SALE, 'RECEIPT 7\n', CUT)).toEqual(['sale', 'copy'])
  })

  test('a number that comes again after the window is a new sale', () => {
    const twins = createTwinMemory()
    const sale = paper(`RECEIPT 1\n${SALE}`)
    expect(twins.isSecondPrint(sale, 0)).toBe(false)
    expect(twins.isSecondPrint(sale, TWIN_WINDOW_MS)).toBe(true)
    expect(twins.isSecondPrint(sale, TWIN_WINDOW_MS + 1)).toBe(false)
  })

  test('a void with the number of its sale is no second print', () => {
    expect(kinds(`RECEIPT 1\n${SALE}`, CUT, `VOID OF RECEIPT 1\n${SALE}`, CUT)).toEqual([
      'sale',
      'void',
    ])
  })
})
