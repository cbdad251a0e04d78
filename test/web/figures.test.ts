import { describe, expect, it } from 'vitest'
import { batchFile, batchFileName } from '../../server/web/admin/rooms/cards/batch-file.ts'
import {
  byCurrency,
  holdAgainstLedger,
  sumLines,
} from '../../server/web/admin/rooms/payables/tie.ts'
import { browserName } from '../../server/web/admin/show/browser-name.ts'
import {
  type Box,
  gridLines,
  nearestIndex,
  roundUp,
  spread,
  xOf,
  yOf,
} from '../../server/web/admin/show/chart-scale.ts'
import { formatElapsed, formatLongDay, monthPeriod } from '../../server/web/admin/show/dates.ts'
import { signedAmount } from '../../server/web/admin/show/signed-amount.ts'
import {
  operationLineSchema,
  type PayableLine,
  payableLineSchema,
} from '../../src/contract/admin/views.ts'
import type { CardId, LocationId } from '../../src/contract/ids.ts'

const BAKERY = '01a20000-0000-7000-8000-00000000000a'
const BOOKS = '01a20000-0000-7000-8000-00000000000b'

const PARTS = { feesMinor: true, paidMinor: true, adjustedMinor: true } as const
const NOTHING_SETTLED = { feesMinor: 0, paidMinor: 0, adjustedMinor: 0, settled: new Set() }

function line(locationId: string, currency: string, figures: readonly number[]): PayableLine {
  const [redeemedMinor = 0, voidedMinor = 0, refundedMinor = 0] = figures
  return payableLineSchema.parse({
    ...{ locationId, locationName: locationId.slice(-1), currency },
    ...{ redemptionCount: 1, voidCount: 1, refundCount: 1 },
    ...{ redeemedMinor, voidedMinor, refundedMinor, feesMinor: 0, paidMinor: 0, adjustedMinor: 0 },
    payableMinor: redeemedMinor - voidedMinor - refundedMinor,
  })
}

describe('payables held against the ledger', () => {
  const lines = [line(BAKERY, 'USD', [5000, 300, 200]), line(BOOKS, 'USD', [100, 0, 400])]

  it('equal figures: tie, below zero too', () => {
    const ledger = [
      { locationId: BAKERY as LocationId, payableMinor: 4500 },
      { locationId: BOOKS as LocationId, payableMinor: -300 },
    ]
    const ties = holdAgainstLedger({ lines, ledger })
    expect(ties.map((tie) => tie.differenceMinor)).toEqual([0, 0])
  })

  it('one cent off: the difference with its sign', () => {
    const ledger = [
      { locationId: BAKERY as LocationId, payableMinor: 4501 },
      { locationId: BOOKS as LocationId, payableMinor: -301 },
    ]
    const ties = holdAgainstLedger({ lines, ledger })
    expect(ties.map((tie) => tie.differenceMinor)).toEqual([-1, 1])
  })

  it('location that the ledger does not know: its whole payable is the difference', () => {
    const ties = holdAgainstLedger({ lines, ledger: [] })
    expect(ties.map((tie) => tie.differenceMinor)).toEqual([4500, -300])
  })

  const settled = { feesMinor: 30, paidMinor: 4000, adjustedMinor: -5 }

  it('sums: fees, payouts and corrections, and which of them there are', () => {
    const [one, two] = [line(BAKERY, 'USD', [5000]), line(BOOKS, 'USD', [100])]
    const paid = { ...one, ...payableLineSchema.pick(PARTS).parse(settled) }
    const sums = sumLines(one.currency, [paid, two])
    expect(sums).toMatchObject(settled)
    expect([...sums.settled]).toEqual(['fees', 'paid', 'adjusted'])
    expect([...sumLines(one.currency, [one]).settled]).toEqual([])
  })

  it('sums: of one currency only', () => {
    const groups = byCurrency([...lines, line(BAKERY, 'EUR', [7, 0, 0])])
    expect([...groups.keys()]).toEqual(['USD', 'EUR'])
    const sums = [...groups].map(([code, its]) => sumLines(code, its))
    expect(sums).toEqual([
      {
        currency: 'USD',
        redeemedMinor: 5100,
        voidedMinor: 300,
        refundedMinor: 600,
        payableMinor: 4200,
        ...NOTHING_SETTLED,
      },
      {
        ...{ currency: 'EUR', redeemedMinor: 7, voidedMinor: 0, refundedMinor: 0, payableMinor: 7 },
        ...NOTHING_SETTLED,
      },
    ])
  })
})

describe('signed amount of an operation', () => {
  const operation = (number: number, kind: string, originalNumber?: number) =>
    operationLineSchema.parse({
      operationId: idOf(number),
      ...{ atMs: number, kind, state: 'posted', code: null, cardId: null, lastFour: null },
      ...{ locationId: null, locationName: null, deviceCode: null, clerk: null, channel: 'admin' },
      ...{ orderId: null, till: null, receiptNumber: null, requestedMinor: 5, appliedMinor: 5 },
      ...{ refundedMinor: 0, currency: 'USD', balanceAfterMinor: 0, requestId: `r${number}` },
      originalOperationId: originalNumber === undefined ? null : idOf(originalNumber),
    })
  const idOf = (number: number) => `01a20000-0000-7000-8000-${String(number).padStart(12, '0')}`
  const all = [
    operation(1, 'activate'),
    operation(2, 'redeem'),
    operation(3, 'void', 2),
    operation(4, 'void', 1),
    operation(5, 'refund', 2),
    operation(6, 'fund'),
    operation(7, 'void', 99),
  ]

  it('each kind: as the card saw it', () => {
    expect(all.map((each) => signedAmount(each, all))).toEqual([5, -5, 5, -5, 5, 5, 5])
  })
})

describe('chart scale', () => {
  const box: Box = { left: 50, top: 10, width: 290, height: 100 }

  it.each([
    [0, 100, 100],
    [99, 100, 100],
    [101, 100, 200],
    [2_100, 100, 4_000],
    [41_000, 100, 50_000],
    [81_000, 100, 100_000],
  ])('highest value %d: axis up to a round one', (value, lowest, top) => {
    expect(roundUp(value, lowest)).toBe(top)
  })

  it('lines: evenly from zero to the top', () => {
    expect(gridLines(200, 4)).toEqual([0, 50, 100, 150, 200])
  })

  it('labels: the first and the last day among them, none twice', () => {
    expect(spread(30, 4)).toEqual([0, 10, 19, 29])
    expect(spread(2, 4)).toEqual([0, 1])
    expect(spread(1, 4)).toEqual([0])
    expect(spread(0, 4)).toEqual([])
  })

  it('place of each day: found again from the pointer, outside too', () => {
    const days = Array.from({ length: 30 }, (_, day) => day)
    expect(days.map((day) => nearestIndex(box, xOf(box, day, 30), 30))).toEqual(days)
    expect(nearestIndex(box, -400, 30)).toBe(0)
    expect(nearestIndex(box, 4_000, 30)).toBe(29)
  })

  it('value: zero at the bottom, the top at the top', () => {
    expect(yOf(box, 0, 200)).toBe(110)
    expect(yOf(box, 200, 200)).toBe(10)
  })
})

describe('batch file', () => {
  it('cards: one a line, digits untouched', () => {
    const cardId = BAKERY as CardId
    const text = batchFile([
      { cardId, number: '9970010000000000005', pin: '00123456' },
      { cardId, number: '9970010000000000013', pin: '98765432' },
    ])
    expect(text).toBe(
      'number,pin\r\n9970010000000000005,00123456\r\n9970010000000000013,98765432\r\n',
    )
  })

  it.each([
    ['Spring été 2027', 'Spring-ete-2027.csv'],
    ['../../etc/passwd', 'etc-passwd.csv'],
    ['«»', 'batch.csv'],
  ])('name %s: a plain file name', (name, file) => {
    expect(batchFileName(name)).toBe(file)
  })
})

describe('dates on screen', () => {
  it('month period: whole months, over the turn of the year and in a leap year', () => {
    expect(monthPeriod('2028-01-31', 0)).toEqual({ from: '2028-01-01', to: '2028-01-31' })
    expect(monthPeriod('2028-01-31', 1)).toEqual({ from: '2027-12-01', to: '2027-12-31' })
    expect(monthPeriod('2028-03-31', 1)).toEqual({ from: '2028-02-01', to: '2028-02-29' })
  })

  it('calendar day: the same day in every zone', () => {
    expect(formatLongDay('2026-11-01', 'en-US')).toBe('November 1, 2026')
    expect(formatLongDay('2026-11-01', 'fr-FR')).toBe('1 novembre 2026')
  })

  it.each([
    [1_000, '1 min'],
    [59 * 60_000, '59 min'],
    [60 * 60_000, '1 hr'],
    [47 * 3_600_000, '47 hr'],
    [49 * 3_600_000, '2 days'],
  ])('elapsed %d ms: one unit', (elapsedMs, text) => {
    expect(formatElapsed(elapsedMs, 'en-US')).toBe(text)
  })
})

describe('browser name', () => {
  it.each([
    [
      'Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140 Safari/537.36 Edg/140',
      'Edge · Windows',
    ],
    ['Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0', 'Firefox · Linux'],
    [
      'Mozilla/5.0 (Macintosh; Intel Mac OS X 14_0) AppleWebKit/605 Version/17 Safari/605',
      'Safari · macOS',
    ],
    ['curl/8', undefined],
  ])('%s', (userAgent, name) => {
    expect(browserName(userAgent)).toBe(name)
  })
})
