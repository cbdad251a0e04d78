import { describe, expect, test } from 'vitest'
import { currency, minor } from '../../src/contract/money.ts'
import { chosenPayment, nextStep, takeFrom } from '../../src/renderer/card/next-step.ts'
import { readTypedAmount, typeCharacter } from '../../src/renderer/panels/typed-amount.ts'
import { canUndo, isKeyUsable } from '../../src/renderer/screen/function-keys.ts'
import { ageOf, pageCount, pageOf, rowsThatFit } from '../../src/renderer/waiting/paging.ts'
import { paymentId, STATES, stateOf } from './states.ts'

const CAD = currency('CAD')
const JPY = currency('JPY')
const BHD = currency('BHD')

const HEARD = { detail: null, lastSeenAtMs: null } as const

/** What the box says in a state of the tests. */
function stepIn(name: string, cursorId?: string) {
  const state = stateOf(STATES[name] ?? {}, 1, 'en')
  return nextStep(state, chosenPayment(state.waiting, cursorId))
}

describe('next step', () => {
  test.each([
    ['ready-empty', 'ring'],
    ['ready-waiting', 'scan'],
    ['ready-asking', 'asking'],
    ['ready-no-payment', 'till'],
    ['ready-choose', 'choose'],
    ['ready-empty-card', 'empty'],
    ['ready-troubled', 'offline'],
  ])('%s: %s', (name, kind) => {
    expect(stepIn(name)).toEqual({ kind })
  })

  test.each([
    'ready-suggested',
    'ready-partial',
    'ready-choose',
    'ready-no-payment',
    'pin-payment',
  ])('%s, and the connection breaks: nothing is offered that Enter cannot do', (name) => {
    const server = { status: 'attention', problem: 'server-unreachable' } as const
    const state = stateOf({ ...STATES[name], server: { ...HEARD, ...server } }, 1, 'en')
    expect(state.card).not.toBeNull()
    expect(nextStep(state, chosenPayment(state.waiting, undefined))).toEqual({ kind: 'offline' })
  })

  test('a card that cannot be used says why', () => {
    expect(stepIn('ready-blocked')).toEqual({ kind: 'refused', code: 'CARD_NOT_ACTIVE' })
  })

  test('one payment fits: what Enter takes and what is left', () => {
    expect(stepIn('ready-suggested')).toEqual({
      kind: 'take',
      take: { takenMinor: 2460, collectMinor: 0, currency: 'CAD' },
      left: 1540,
    })
  })

  test('a short balance says what is taken and what to collect', () => {
    expect(stepIn('ready-partial')).toEqual({
      kind: 'take-partial',
      take: { takenMinor: 1240, collectMinor: 1220, currency: 'CAD' },
      available: 1240,
    })
  })

  test('the arrows overrule the suggestion', () => {
    expect(stepIn('ready-suggested', paymentId(2))).toMatchObject({
      kind: 'take',
      take: { takenMinor: 825 },
      left: 3175,
    })
  })

  test('taking never exceeds what is available', () => {
    expect(takeFrom(minor(1240), minor(2000), CAD)).toEqual({
      takenMinor: 1240,
      collectMinor: 760,
      currency: 'CAD',
    })
  })
})

describe('typed amount', () => {
  test.each([
    ['25', 2500],
    ['25.5', 2550],
    ['24,60', 2460],
    ['.50', 50],
    ['25.', 2500],
    [' 7 ', 700],
  ])('%j is %i', (text, amountMinor) => {
    expect(readTypedAmount(text, CAD)).toBe(amountMinor)
  })

  test.each(['', '0', '0.00', '-5', '1.234', '1,000.00', 'abc', '99999999999'])(
    '%j is no amount',
    (text) => {
      expect(readTypedAmount(text, CAD)).toBeUndefined()
    },
  )

  test('currencies of 0 and 3 decimals', () => {
    expect(readTypedAmount('2460', JPY)).toBe(2460)
    expect(readTypedAmount('24.6', JPY)).toBeUndefined()
    expect(readTypedAmount('1.234', BHD)).toBe(1234)
  })

  test('the keypad takes one mark and no more decimals than there are', () => {
    const typed = (keys: string, exponent: number) =>
      [...keys].reduce((text, key) => typeCharacter(text, key, exponent), '')
    expect(typed('24.6099', 2)).toBe('24.60')
    expect(typed('2..4.6', 2)).toBe('2.46')
    expect(typed('24.6', 0)).toBe('246')
    expect(typed('9'.repeat(40), 2).length).toBeLessThan(14)
  })
})

describe('pages', () => {
  test('rows are cut into pages; beyond the end is the last', () => {
    const rows = [1, 2, 3, 4, 5]
    expect(pageCount(0, 4)).toBe(1)
    expect(pageCount(5, 4)).toBe(2)
    expect(pageOf(rows, 0, 4)).toEqual([1, 2, 3, 4])
    expect(pageOf(rows, 1, 4)).toEqual([5])
    expect(pageOf(rows, 9, 4)).toEqual([5])
  })

  test('a list takes the room of the pager only when it needs one', () => {
    expect(rowsThatFit(556, 5, false)).toBe(5)
    expect(rowsThatFit(556, 6, false)).toBe(4)
    expect(rowsThatFit(556, 2, true)).toBe(4)
    expect(rowsThatFit(0, 3, false)).toBe(1)
  })

  test('ages', () => {
    expect(ageOf(1_000, 30_000)).toEqual({ kind: 'now' })
    expect(ageOf(90_000, 30_000)).toEqual({ kind: 'now' })
    expect(ageOf(0, 119_999)).toEqual({ kind: 'minutes', count: 1 })
    expect(ageOf(0, 3 * 3_600_000 + 5)).toEqual({ kind: 'hours', count: 3 })
  })
})

describe('function keys', () => {
  const state = (name: string) => stateOf(STATES[name] ?? {}, 1, 'en')

  test('undo is offered until its second, and never twice', () => {
    const approved = state('approved')
    const untilMs = approved.lastRedemption?.undoUntilMs ?? 0
    expect(canUndo(approved, untilMs - 1)).toBe(true)
    expect(canUndo(approved, untilMs)).toBe(false)
    expect(canUndo(state('voided-undo'), 0)).toBe(false)
  })

  test('while an operation is open no key moves value', () => {
    for (const name of ['working-undo', 'unknown-redeem'])
      for (const key of ['F2', 'F3', 'F4', 'F6'] as const)
        expect(isKeyUsable(key, state(name), 0), `${name} ${key}`).toBe(false)
  })

  test('a station that is not activated has no keys', () => {
    for (const key of ['F2', 'F3', 'F4', 'F6', 'F8'] as const)
      expect(isKeyUsable(key, state('inactive'), 0)).toBe(false)
  })
})
