import { describe, expect, test } from 'vitest'
import type { CapturedPaper, Clock } from '../../../../src/main/station/ports.ts'
import { HELD_UP_MS } from '../../../../src/main/station/pos/receipts/limits.ts'
import { createIntake } from '../../../../src/main/station/pos/sources/intake.ts'
import { bytes, CUT } from '../escpos-bytes.ts'
import { mapMemory, surroundings } from './surroundings.ts'

const IDLE_MS = 1_000
const cutPaper = (number: number) => bytes(`Receipt ${number}\nTOTAL 5.00\nCASH 5.00\n`, CUT)

/** One connection of a source, on a clock that is moved by hand. */
function connection(memory = mapMemory()) {
  const papers: CapturedPaper[] = []
  let nowMs = 1_000_000
  let waiting: { atMs: number; callback: () => void }[] = []
  const clock: Clock = {
    nowMs: () => nowMs,
    monotonicMs: () => nowMs,
    after: (delayMs, callback) => {
      const entry = { atMs: nowMs + delayMs, callback }
      waiting.push(entry)
      return () => {
        waiting = waiting.filter((one) => one !== entry)
      }
    },
  }
  const config = { id: 'till', profile: 'default', dialect: 'escpos' } as const
  const intake = createIntake({
    config,
    surroundings: surroundings({ clock, memoryOf: () => memory }),
  })
  intake.attach({ onPaper: (paper) => papers.push(paper), onHealth: () => {} })
  const capture = intake.capture(IDLE_MS)
  const wait = (forMs: number) => {
    const until = nowMs + forMs
    for (;;) {
      const [next] = waiting.filter(({ atMs }) => atMs <= until).toSorted((a, b) => a.atMs - b.atMs)
      if (next === undefined) break
      waiting = waiting.filter((one) => one !== next)
      nowMs = next.atMs
      next.callback()
    }
    nowMs = until
  }
  return {
    print: (...parts: Parameters<typeof capture.push>) => capture.push(...parts),
    end: () => intake.finish(capture),
    wait,
    papers,
    payments: () =>
      papers.flatMap((paper) =>
        paper.tenders.flatMap(({ kind, amountMinor }) => (kind === 'payment' ? [amountMinor] : [])),
      ),
  }
}

const HEAD = 'Receipt 1234\nCoffee 20.00\nTOTAL 20.00\n'
const TAIL = 'GIFT CARD 20.00\nTHANK YOU\n'

describe.each([
  ['the first paper of a source', 0],
  ['a source whose papers are cut', 3],
])('a printer that holds the POS up: %s', (_, cutsBefore) => {
  const opened = () => {
    const till = connection()
    for (let number = 0; number < cutsBefore; number += 1) till.print(cutPaper(number))
    return till
  }

  test.each(['*** DUPLICATE ***', '*** REFUND ***', '*** TRAINING MODE ***'])(
    '%s: its rest is no payment',
    (mark) => {
      for (const end of ['cut', 'close']) {
        const till = opened()
        till.print(bytes(`${mark}\n${HEAD}`))
        till.wait(30_000)
        till.print(end === 'cut' ? bytes(TAIL, CUT) : bytes(TAIL))
        till.end()
        expect(till.papers.at(-1)?.rows).toContain('GIFT CARD 20.00')
        expect(till.payments()).toEqual([])
      }
    },
  )

  test('a sale is one payment, also when it is printed again whole', () => {
    const till = opened()
    till.print(bytes(HEAD))
    till.wait(30_000)
    till.print(bytes(TAIL, CUT))
    till.wait(10_000)
    till.print(bytes(HEAD, TAIL, CUT))
    expect(till.payments()).toEqual([20_00])
  })

  test('what its rest tells once more is one payment', () => {
    const till = opened()
    till.print(bytes(HEAD, 'GIFT CARD 20.00\n'))
    till.wait(30_000)
    till.print(bytes('GIFT CARD 20.00\nAPPROVED\n', CUT))
    expect(till.payments()).toEqual([20_00])
  })
})

describe('papers that silence ends', () => {
  test('a POS that never cuts: each sale is a payment, a second after it', () => {
    const till = connection()
    for (const amount of ['20.00', '30.00', '20.00', '9.00']) {
      till.print(bytes(`TOTAL ${amount}\nGIFT CARD ${amount}\n`))
      till.wait(2_000)
    }
    expect(till.payments()).toEqual([20_00, 30_00, 20_00, 9_00])
  })

  test('where all papers are cut, one that is not ends all the same, and the next are read soon', () => {
    const memory = mapMemory()
    const before = connection(memory)
    for (const number of [1, 2, 3]) before.print(cutPaper(number))
    const till = connection(memory)
    till.print(bytes('TOTAL 7.00\nGIFT CARD 7.00\n'))
    till.wait(HELD_UP_MS - IDLE_MS)
    expect(till.payments()).toEqual([])
    till.wait(2 * IDLE_MS)
    expect(till.payments()).toEqual([7_00])
    till.wait(HELD_UP_MS)
    till.print(bytes('TOTAL 8.00\nGIFT CARD 8.00\n'))
    till.wait(2 * IDLE_MS)
    expect(till.payments()).toEqual([7_00, 8_00])
  })

  test('a report after an uncut sale stays a report', () => {
    const till = connection()
    till.print(bytes('TOTAL 7.00\nGIFT CARD 7.00\n'))
    till.wait(5_000)
    till.print(bytes('Z REPORT\nTOTAL 90.00\nGIFT CARD 7.00\nGIFT CARD 83.00\n', CUT))
    expect(till.payments()).toEqual([7_00])
  })
})
