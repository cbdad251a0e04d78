import { describe, expect, test } from 'vitest'
import { currency, minor } from '../../../../src/contract/money.ts'
import { defaultProfile } from '../../../../src/main/station/pos/receipts/profile.ts'
import { createInterpreter } from '../../../../src/main/station/pos/receipts/tenders.ts'
import {
  beginLesson,
  chooseRows,
  confirmReading,
  hearPaper,
  type Lesson,
  teachMark,
} from '../../../../src/main/station/pos/teaching/lesson.ts'
import { daySales, type Rung, SHOPS, type Shop } from './shops.ts'

const EUR = currency('EUR')
const SALE: Rung = { giftMinor: 2340, restMinor: 0, number: 1001, sellsCard: false, kind: 'sale' }

function begin(): Lesson {
  return beginLesson({
    sourceId: 'till',
    currency: EUR,
    amountMinor: minor(2340),
    profile: defaultProfile(),
    keepsLabels: false,
  })
}

function hear(lesson: Lesson, rows: readonly string[]): Lesson {
  return hearPaper(lesson, { rows, heardAtMs: 0 })
}

/** The whole lesson in a shop, as an owner would do it. */
function taught(shop: Shop): Lesson {
  let lesson = hear(begin(), shop.paper(SALE).rows)
  expect(lesson.stage).toBe('choose')
  expect(lesson.beliefs?.best).not.toBeNull()
  lesson = chooseRows(lesson, lesson.beliefs?.best ?? { labelRow: 0, amountRow: 0 })
  expect([lesson.stage, lesson.problem]).toEqual(['second', null])
  lesson = hear(lesson, shop.paper({ ...SALE, giftMinor: 105_125, number: 1002 }).rows)
  expect(lesson.reading?.tenders.map(({ amountMinor }) => amountMinor)).toEqual([105_125])
  lesson = confirmReading(lesson)
  expect([lesson.stage, lesson.problem]).toEqual(['without', null])
  lesson = hear(lesson, shop.paper({ ...SALE, giftMinor: 0, restMinor: 990, number: 1003 }).rows)
  lesson = confirmReading(lesson)
  expect([lesson.stage, lesson.problem]).toEqual(['done', null])
  return lesson
}

describe('lesson: five shops', () => {
  test.each(SHOPS)('$name: taught once, reads 500 sales without a miss or a false one', (shop) => {
    const profile = taught(shop).learnt?.profile ?? defaultProfile()
    const interpret = createInterpreter(profile)
    const kinds = new Set<string>()
    for (const rung of daySales(500, 7)) {
      if (rung.kind !== 'sale') continue
      const paper = shop.paper(rung)
      const { kind, tenders } = interpret(paper.rows, EUR)
      kinds.add(kind)
      expect(
        tenders.map(({ amountMinor }) => amountMinor),
        paper.rows.join('\n'),
      ).toEqual(paper.payments)
    }
    expect([...kinds]).toEqual(['sale'])
  })

  test.each(SHOPS)('$name: copies and voids that are shown are known afterwards', (shop) => {
    let lesson = taught(shop)
    for (const kind of ['copy', 'void'] as const) {
      lesson = hear(lesson, shop.paper({ ...SALE, kind }).rows)
      if (lesson.reading?.kind === kind) continue
      expect(lesson.markRow).not.toBeNull()
      lesson = teachMark(lesson, kind, lesson.markRow ?? -1)
      expect(lesson.problem).toBeNull()
      expect(lesson.marks).toContain(kind)
    }
    const interpret = createInterpreter(lesson.learnt?.profile ?? defaultProfile())
    for (const rung of daySales(200, 11)) {
      const { kind } = interpret(shop.paper(rung).rows, EUR)
      expect(kind === rung.kind || (rung.giftMinor === 0 && rung.kind === 'void')).toBe(true)
    }
  })
})
