import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { capturedPaper } from '../../../src/main/station/pos/formats/index.ts'
import { type JournalFolder, makeJournalFolder } from '../../helpers/station/journal-folder.ts'
import { reading } from '../pos/formats/reading.ts'

let folder: JournalFolder
beforeEach(() => {
  folder = makeJournalFolder()
})
afterEach(() => folder.remove())

const MINUTE_MS = 60_000
const order = (status: string, amount: number | null) =>
  JSON.stringify({
    ...{ id: 'K-7', till: '1', receiptNumber: '482', currency: 'CAD', total: 24.6, status },
    payments: amount === null ? [{ method: 'cash', amount: 0 }] : [{ method: 'gift_card', amount }],
  })

describe('suspended sales', () => {
  /** What remains on the list after a journal wrote the order so, a minute apart. */
  function waitingAfter(...written: readonly string[]) {
    const journal = folder.open()
    written.forEach((text, index) => {
      for (const record of reading(text).records) {
        const endedAtMs = folder.clock.nowMs() + index * MINUTE_MS
        journal.papers.record({ ...capturedPaper(record, 'journal'), endedAtMs })
      }
    })
    return [journal.payments.waitingCount(), journal.reversals.list(0).length]
  }

  test.each([
    ['parked', null],
    ['open', 24.6],
    ['suspended', 10],
  ])('%s, then paid: the payment waits', (status, amount) => {
    expect(waitingAfter(order(status, amount), order('completed', 24.6))).toEqual([1, 0])
  })

  test('paid, then cancelled: it is taken back', () => {
    expect(waitingAfter(order('completed', 24.6), order('cancelled', 24.6))).toEqual([0, 1])
  })
})
