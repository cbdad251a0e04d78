import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { CapturedPaper } from '../../../src/main/station/ports.ts'
import { CARD } from '../../helpers/station/counter-under-test.ts'
import { type JournalFolder, makeJournalFolder } from '../../helpers/station/journal-folder.ts'
import { readTender } from '../../helpers/station/read-tender.ts'

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
    tenders: [readTender(2_460)],
    till: '1',
    receiptNumber: '000482',
    printedDate: null,
    kind: 'sale',
    clerk: null,
    totalMinor: null,
    externalId: null,
    ...change,
  }
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

  test('whatever a station has heard, and whenever: the same key as any other', () => {
    const heardIt = folder.open()
    heardIt.papers.record(paper())
    const tomorrow = paper({ endedAtMs: folder.clock.nowMs() + 30 * HOUR_MS })
    heardIt.papers.record(tomorrow)
    const other = makeJournalFolder()
    const didNot = other.open()
    didNot.papers.record(tomorrow)
    const keys = [heardIt, didNot].map(
      ({ payments }) => payments.waiting(9).map(({ paymentKey }) => paymentKey)[0],
    )
    expect(keys[0]).toMatch(/^[\w-]{43}$/)
    expect(keys[1]).toBe(keys[0])
    other.remove()
  })

  test('a till that starts over the next day and prints no date: on the list again, the same key', () => {
    const journal = folder.open()
    journal.papers.record(paper())
    const [first] = journal.payments.waiting(9)
    takeAll()
    const tomorrowMs = folder.clock.nowMs() + 25 * HOUR_MS
    expect(journal.papers.record(paper({ endedAtMs: tomorrowMs }))).toBe(1)
    expect(journal.papers.record(paper({ endedAtMs: tomorrowMs + HOUR_MS }))).toBe(0)
    expect(journal.payments.waiting(9)).toEqual([{ ...first, seenAtMs: tomorrowMs }])
  })

  test.each([
    ['printed again within a day', { endedAtMs: 23 * HOUR_MS }, undefined],
    ['the clock set back a day', { endedAtMs: -25 * HOUR_MS }, undefined],
    [
      'printed again later, with its date',
      { endedAtMs: 25 * HOUR_MS, printedDate: '21.11.2026 14:32' },
      undefined,
    ],
    ['an operation on it without an outcome', { endedAtMs: 25 * HOUR_MS }, 'unknown'],
  ] as const)('taken, then %s: not on the list again', (_, change, openState) => {
    const journal = folder.open()
    journal.papers.record(paper())
    const [first] = journal.payments.waiting(9)
    takeAll()
    if (openState !== undefined) addOperation(first?.paymentId ?? '', openState)
    const endedAtMs = folder.clock.nowMs() + change.endedAtMs
    expect(journal.papers.record(paper({ ...change, endedAtMs }))).toBe(0)
    expect(journal.payments.waitingCount()).toBe(0)
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
    const split = paper({ tenders: [readTender(500), readTender(500)] })
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
    expect(journal.papers.record(paper({ tenders: [readTender(0), readTender(-500)] }))).toBe(0)
  })

  test('a card number that the till prints whole: masked before it is written', () => {
    const journal = folder.open()
    const printed = `${CARD.slice(0, 4)} ${CARD.slice(4, 8)} ${CARD.slice(8)}`
    const bank = 'VISA 4111 1111 1111 1111 12/27'
    journal.papers.record(paper({ rows: [`CARD ${printed}`, `NO ${CARD}`, 'TEL 555-0199', bank] }))
    journal.close()
    const [kept] = rows('SELECT rows FROM paper')
    expect(kept).toEqual({
      rows: JSON.stringify([
        `CARD •••• ${CARD.slice(-4)}`,
        `NO •••• ${CARD.slice(-4)}`,
        'TEL 555-0199',
        'VISA •••• 1111 12/27',
      ]),
    })
  })

  test('a card number typed as a reason or a name: masked before it is written', () => {
    const journal = folder.open()
    journal.papers.record(paper())
    const paymentId = journal.payments.waiting(1)[0]?.paymentId
    if (paymentId === undefined) throw new Error('no payment')
    journal.dismiss(paymentId, `paid with ${CARD}`)
    journal.settings.setClerk(CARD)
    expect(journal.settings.clerk()).toBe(`•••• ${CARD.slice(-4)}`)
    expect(rows('SELECT reason FROM payment')).toEqual([
      { reason: `paid with •••• ${CARD.slice(-4)}` },
    ])
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

/** Every payment was taken by a redemption that is final. */
function takeAll(): void {
  change(`UPDATE payment SET state = 'taken'`)
}

function addOperation(paymentId: string, state: string): void {
  change(`INSERT INTO operation (request_id, device_id, kind, payment_id, params, amount_minor,
    currency, last_four, state, created_at_ms)
    VALUES ('a', 'd', 'redeem', '${paymentId}', '{}', 100, 'CAD', '1234', '${state}', 1)`)
}

function change(sql: string): void {
  const database = new Sqlite(join(folder.directory, 'journal.db'))
  database.exec(sql)
  database.close()
}

function rows(sql: string): unknown[] {
  const database = new Sqlite(join(folder.directory, 'journal.db'), { readonly: true })
  try {
    return database.prepare(sql).all()
  } finally {
    database.close()
  }
}
