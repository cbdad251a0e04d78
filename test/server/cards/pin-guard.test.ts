import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createPinGuard, type PinGuard } from '../../../server/cards/index.ts'
import { type CardNumber, luhnDigit } from '../../../src/contract/card-number.ts'
import { newId } from '../../helpers/new-id.ts'
import { codeOf } from '../house/open-server.ts'
import { type Counter, openCounter } from '../redemptions/counter-house.ts'
import { type ApiHouse, openApiHouse, PREFIX, refusalOf } from '../stored-value/api-house.ts'

const HOUR_MS = 60 * 60_000
const WRONG = '00000000'
const NOT_FOUND = '404 CARD_NOT_FOUND_OR_PIN_INVALID'
const LOCKED = '423 PIN_LOCKED'

let house: ApiHouse
let counter: Counter
beforeAll(async () => {
  house = await openApiHouse()
  counter = await openCounter(house, house.location.locationId)
})
afterAll(async () => {
  counter.close()
  await house.close()
})

const balance = (number: string, pin: string) =>
  house.post('/v1/storedvalue/balance', { card: { number, pin } })
function redeem(number: string, pin: string, requestId = newId('guess')) {
  const card = { number, pin }
  return house.post('/v1/storedvalue/redeem', {
    ...{ requestId, card, amountMinor: 100, currency: 'EUR' },
  })
}
const atCounter = (number: string, pin?: string) =>
  counter.ask('card-inquire', { card: pin === undefined ? { number } : { number, pin } })

let serial = 0
/** A right number that no card has. */
function unknownNumber(): string {
  serial += 1
  const digits = `${PREFIX}${String(serial).padStart(12, '0')}`
  return `${digits}${luhnDigit(digits)}`
}

describe('wrong PINs in a row', () => {
  test('a number that no card has: the same answers', async () => {
    const number = unknownNumber()
    const answers: string[] = []
    for (let count = 0; count < 4; count += 1) answers.push(refusalOf(await balance(number, WRONG)))
    expect(answers).toEqual([NOT_FOUND, NOT_FOUND, NOT_FOUND, LOCKED])
    expect(refusalOf(await redeem(number, WRONG))).toBe(LOCKED)
  })

  test('a right PIN between them: counted anew', async () => {
    const { number, pin } = await house.activeCard(2500)
    for (let round = 0; round < 3; round += 1) {
      for (const wrong of [1, 2]) {
        expect(refusalOf(await balance(number, `${wrong}${WRONG.slice(1)}`))).toBe(NOT_FOUND)
      }
      expect((await balance(number, pin)).status).toBe(200)
    }
  })

  test('many at once: no more guesses than one after another', async () => {
    const { number } = await house.activeCard(2500)
    const pins = Array.from({ length: 20 }, (_, index) => String(index).padStart(8, '0'))
    const answers = await Promise.all(pins.map((pin) => balance(number, pin)))
    const codes = answers.map(refusalOf)
    expect(codes.filter((code) => code === NOT_FOUND)).toHaveLength(3)
    expect(codes.filter((code) => code === LOCKED)).toHaveLength(17)
  })

  test('an answer on record is given again to who sends the same request, locked or not', async () => {
    const { number, pin } = await house.activeCard(2500)
    const first = await redeem(number, pin, 'before-the-lock')
    expect(first.body.value).toMatchObject({ balanceMinor: 2400 })
    for (let count = 0; count < 3; count += 1) await balance(number, WRONG)
    const again = await redeem(number, pin, 'before-the-lock')
    expect(again.body.value).toMatchObject({ replayed: true, balanceMinor: 2400 })
  })

  // Last, as people have to sign in again after an hour.
  test('three at any door: locked at every door for an hour, the right PIN too', async () => {
    const { number, pin } = await house.activeCard(2500)
    expect(refusalOf(await balance(number, WRONG))).toBe(NOT_FOUND)
    expect(refusalOf(await redeem(number, WRONG))).toBe(NOT_FOUND)
    expect(codeOf(await atCounter(number, WRONG))).toBe('CARD_NOT_FOUND_OR_PIN_INVALID')
    expect(refusalOf(await balance(number, pin))).toBe(LOCKED)
    expect(refusalOf(await redeem(number, pin, 'while-locked'))).toBe(LOCKED)
    expect(codeOf(await atCounter(number, pin))).toBe('PIN_LOCKED')
    // Who has the card itself at a counter, where no PIN is asked, is not held up.
    expect(await atCounter(number)).toMatchObject({ ok: true, value: { balanceMinor: 2500 } })
    house.advance(HOUR_MS)
    expect((await balance(number, pin)).status).toBe(200)
    // A refusal stays what it was, as every answer does.
    expect(refusalOf(await redeem(number, pin, 'while-locked'))).toBe(LOCKED)
    expect((await redeem(number, pin)).body.value).toMatchObject({ balanceMinor: 2400 })
  })
})

describe('the guard', () => {
  const number = (text: string) => text as CardNumber
  const guard = () => createPinGuard(house.context)
  const wrong = (pins: PinGuard, name: string) =>
    pins.judge({ number: number(name), known: undefined, by: 'client:test' }, async () => 'wrong')

  test('locks one after another: an hour, a day, then until support opens it', async () => {
    const facts: string[] = []
    const round = async () => {
      for (let count = 0; count < 4; count += 1) facts.push(await wrong(guard(), 'ladder'))
    }
    await round()
    house.advance(HOUR_MS)
    await round()
    house.advance(HOUR_MS)
    facts.push(await wrong(guard(), 'ladder'))
    house.advance(23 * HOUR_MS)
    await round()
    house.advance(1000 * 24 * HOUR_MS)
    facts.push(await wrong(guard(), 'ladder'))
    const expected = ['wrong', 'wrong', 'wrong', 'locked']
    expect(facts).toEqual([...expected, ...expected, 'locked', ...expected, 'locked'])
    expect(await wrong(guard(), 'another')).toBe('wrong')
  })

  test('two servers that count at once: each wrong PIN counts once', async () => {
    const [one, two] = [guard(), guard()]
    const facts = await Promise.all([one, two, one, two].map((each) => wrong(each, 'both')))
    // Both may look before either counts, so that a second server may judge one more.
    const judged = facts.filter((fact) => fact === 'wrong').length
    expect([3, 4]).toContain(judged)
    expect(await wrong(one, 'both')).toBe('locked')
    expect(await wrong(two, 'both')).toBe('locked')
  })

  test('a judgement that fails: told to who asked, and the next one has its turn', async () => {
    const pins = guard()
    const asked = { number: number('failing'), known: undefined, by: 'client:test' }
    const failing = pins.judge(asked, () => Promise.reject(new Error('no memory')))
    const next = pins.judge(asked, async () => 'right')
    await expect(failing).rejects.toThrow('no memory')
    expect(await next).toBe('right')
  })
})
