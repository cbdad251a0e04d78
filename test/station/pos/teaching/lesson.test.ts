import { describe, expect, test } from 'vitest'
import { currency, minor } from '../../../../src/contract/money.ts'
import { defaultProfile } from '../../../../src/main/station/pos/receipts/profile.ts'
import { createInterpreter } from '../../../../src/main/station/pos/receipts/tenders.ts'
import {
  awaitPaper,
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

const till = (amount: string) => [
  'CORNER SHOP',
  `TEA             ${amount}`,
  `TOTAL           ${amount}`,
]
const paid = (label: string, amount: string) => [...till(amount), `${label.padEnd(16)}${amount}`]
/** Points at the last row, name and amount in one. */
const pointAtLast = (lesson: Lesson) => {
  const last = (lesson.paper?.rows.length ?? 0) - 1
  return chooseRows(lesson, { labelRow: last, amountRow: last })
}

describe('lesson: what can go wrong', () => {
  test('another amount was rung: said, and pointing at the rows still teaches it', () => {
    const lesson = hear(begin(), paid('CITY CARD', '19.90'))
    expect([lesson.stage, lesson.problem]).toEqual(['choose', 'amount-not-on-paper'])
    expect(lesson.beliefs?.best).toBeNull()
    const taught = pointAtLast(lesson)
    expect([taught.stage, taught.learnt?.label, Number(taught.learnt?.amountMinor)]).toEqual([
      'second',
      'CITY CARD',
      1990,
    ])
  })

  test('rows without a name, without an amount, or far apart: each is said', () => {
    const lesson = hear(begin(), [...paid('CITY CARD', '23.40'), 'THANK YOU', '23.40'])
    const problem = (labelRow: number, amountRow: number) =>
      chooseRows(lesson, { labelRow, amountRow }).problem
    expect(problem(5, 5)).toBe('no-label')
    expect(problem(4, 4)).toBe('no-amount')
    expect(problem(0, 3)).toBe('too-far')
    expect(problem(1, 1)).toBeNull()
  })

  test('papers of a busy till: the one that is looked at stays, one that cannot be right makes way', () => {
    const first = hear(begin(), paid('CASH', '5.00'))
    const second = hear(first, paid('GIFT CARD', '23.40'))
    expect(second.beliefs?.best?.labelRow).toBe(3)
    expect(hear(second, paid('CASH', '7.00'))).toBe(second)
    expect(awaitPaper(second).stage).toBe('first')
  })

  test('the second sale: of the same amount, or not found, proves nothing', () => {
    const lesson = pointAtLast(hear(begin(), paid('CITY CARD', '23.40')))
    expect(hear(lesson, paid('CITY CARD', '23.40')).problem).toBe('same-amount')
    const unknown = hear(lesson, paid('TOWN VOUCHER', '11.00'))
    expect(unknown.problem).toBe('nothing-found')
    expect(confirmReading(unknown)).toBe(unknown)
    const both = pointAtLast(unknown)
    expect(both.learnt?.profile.labels).toEqual(['TOWN VOUCHER', 'CITY CARD'])
    const read = createInterpreter(both.learnt?.profile ?? defaultProfile())
    for (const label of ['TOWN VOUCHER', 'CITY CARD'])
      expect(read(paid(label, '9.99'), EUR).tenders).toHaveLength(1)
  })

  test('the sale without gift card reads as one: said, and cannot be confirmed', () => {
    let lesson = pointAtLast(hear(begin(), paid('PAID', '23.40')))
    lesson = confirmReading(hear(lesson, paid('PAID', '11.00')))
    expect(lesson.stage).toBe('without')
    lesson = hear(lesson, paid('PAID', '8.00'))
    expect(lesson.problem).toBe('found-on-other')
    expect(confirmReading(lesson).stage).toBe('without')
  })

  test('a mark that every sale carries is not learnt', () => {
    let lesson = pointAtLast(hear(begin(), paid('CITY CARD', '23.40')))
    lesson = confirmReading(hear(lesson, paid('CITY CARD', '11.00')))
    lesson = confirmReading(hear(lesson, till('8.00')))
    expect(lesson.stage).toBe('done')
    lesson = hear(lesson, ['KOPIOITU', ...paid('CITY CARD', '11.00')])
    expect(lesson.markRow).toBe(0)
    expect(teachMark(lesson, 'copy', 1).problem).toBe('mark-not-learnt')
    expect(teachMark(lesson, 'copy', 0)).toMatchObject({ problem: null, marks: ['copy'] })
  })

  test('a receipt number that no pattern finds is found by how it counts', () => {
    const numbered = (label: string, amount: string, number: string) => [
      `KUITTI ${number}`,
      ...paid(label, amount),
    ]
    let lesson = hear(begin(), numbered('CITY CARD', '23.40', '004711'))
    lesson = pointAtLast(lesson)
    lesson = confirmReading(hear(lesson, numbered('CITY CARD', '11.00', '004712')))
    const read = createInterpreter(lesson.learnt?.profile ?? defaultProfile())
    expect(read(numbered('CITY CARD', '1.00', '004799'), EUR).receiptNumber).toBe('004799')
  })

  test('an amount two rows below its name, behind a reference: believed and learnt', () => {
    const rows = (amount: string) => [
      ...till(amount),
      'TOWN CARD',
      'REF 88812',
      amount.padStart(16),
    ]
    const lesson = hear(begin(), rows('23.40'))
    expect(lesson.beliefs?.best).toMatchObject({ labelRow: 3, amountRow: 5 })
    const taught = chooseRows(lesson, { labelRow: 3, amountRow: 5 })
    const read = createInterpreter(taught.learnt?.profile ?? defaultProfile())
    const { tenders } = read(rows('11.00'), EUR)
    expect(tenders.map(({ label, amountMinor }) => [label, Number(amountMinor)])).toEqual([
      ['TOWN CARD', 1100],
    ])
  })
})
