import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { currency, minor } from '../../../src/contract/money.ts'
import type { CapturedPaper } from '../../../src/main/station/ports.ts'
import { CARD } from '../../helpers/station/counter-under-test.ts'
import { type JournalFolder, makeJournalFolder } from '../../helpers/station/journal-folder.ts'

let folder: JournalFolder
beforeEach(() => {
  folder = makeJournalFolder()
})
afterEach(() => folder.remove())

const HOUR_MS = 3_600_000

function paper(change: Partial<CapturedPaper> = {}): CapturedPaper {
  return {
    source: 'till',
    endedAtMs: folder.clock.nowMs(),
    rows: ['QUAY BAKERY', 'Receipt 000482', 'GIFT CARD 24.60'],
    tenders: [tender(2_460)],
    till: '1',
    receiptNumber: '000482',
    printedDate: null,
    kind: 'sale',
    ...change,
  }
}

function tender(amountMinor: number) {
  return { label: 'GIFT CARD', amountMinor: minor(amountMinor), currency: currency('CAD'), row: 2 }
}

describe('papers', () => {
  test('the same receipt heard twice within a day: one payment', () => {
    const journal = folder.open()
    expect(journal.papers.record(paper())).toBe(1)
    expect(journal.papers.record(paper({ endedAtMs: folder.clock.nowMs() + HOUR_MS }))).toBe(0)
    expect(journal.payments.waitingCount()).toBe(1)
  })

  test('the same receipt heard by two stations: one identity', () => {
    const other = makeJournalFolder()
    const keys = [folder, other].map((each) => {
      const journal = each.open()
      journal.papers.record(paper({ source: each === folder ? 'printer' : 'serial' }))
      return journal.payments.waiting(1)[0]?.paymentKey
    })
    expect(keys[0]).toMatch(/^[\w-]{43}$/)
    expect(keys[1]).toBe(keys[0])
    other.remove()
  })

  test('a till that starts over the next day: a new payment under another key', () => {
    const journal = folder.open()
    journal.papers.record(paper())
    const tomorrow = folder.clock.nowMs() + 25 * HOUR_MS
    expect(journal.papers.record(paper({ endedAtMs: tomorrow }))).toBe(1)
    expect(journal.papers.record(paper({ endedAtMs: tomorrow + HOUR_MS }))).toBe(0)
    const keys = journal.payments.waiting(9).map(({ paymentKey }) => paymentKey)
    expect(new Set(keys).size).toBe(2)
  })

  test.each([
    ['another receipt number', { receiptNumber: '000483' }],
    ['another till', { till: '2' }],
    ['other rows', { rows: ['QUAY BAKERY', '13:37', 'GIFT CARD 24.60'] }],
    ['no receipt number', { receiptNumber: null }],
  ])('%s: another payment', (_, change) => {
    const journal = folder.open()
    journal.papers.record(paper())
    expect(journal.papers.record(paper(change))).toBe(1)
  })

  test('two gift card tenders of one amount on one receipt: two payments, once', () => {
    const journal = folder.open()
    const split = paper({ tenders: [tender(500), tender(500)] })
    expect(journal.papers.record(split)).toBe(2)
    expect(journal.papers.record(split)).toBe(0)
  })

  test.each(['copy', 'training', 'void'] as const)('a %s: kept, never a payment', (kind) => {
    const journal = folder.open()
    expect(journal.papers.record(paper({ kind }))).toBe(0)
    expect(rows('SELECT kind FROM paper')).toEqual([{ kind }])
  })

  test('a refund or a tender of nothing: never a payment', () => {
    const journal = folder.open()
    expect(journal.papers.record(paper({ tenders: [tender(0), tender(-500)] }))).toBe(0)
  })

  test('a card number that the till prints whole: masked before it is written', () => {
    const journal = folder.open()
    const printed = `${CARD.slice(0, 4)} ${CARD.slice(4, 8)} ${CARD.slice(8)}`
    journal.papers.record(paper({ rows: [`CARD ${printed}`, `NO ${CARD}`, 'TEL 555-0199'] }))
    journal.close()
    const [kept] = rows('SELECT rows FROM paper')
    expect(kept).toEqual({
      rows: JSON.stringify([
        `CARD •••• ${CARD.slice(-4)}`,
        `NO •••• ${CARD.slice(-4)}`,
        'TEL 555-0199',
      ]),
    })
  })

  test('dismissed: off the list with its reason, and it stays in the journal', () => {
    const journal = folder.open()
    journal.papers.record(paper())
    const paymentId = journal.payments.waiting(1)[0]?.paymentId
    if (paymentId === undefined) throw new Error('no payment')
    expect(journal.dismiss(paymentId, 'rung by mistake')).toBe(true)
    expect(journal.dismiss(paymentId, 'again')).toBe(false)
    expect(journal.payments.waitingCount()).toBe(0)
    expect(rows('SELECT state, reason FROM payment')).toEqual([
      { state: 'dismissed', reason: 'rung by mistake' },
    ])
  })
})

function rows(sql: string): unknown[] {
  const database = new Sqlite(join(folder.directory, 'journal.db'), { readonly: true })
  try {
    return database.prepare(sql).all()
  } finally {
    database.close()
  }
}
