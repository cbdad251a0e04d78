import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { toldPrefixes } from '../../../server/programs/told-prefixes.ts'
import {
  CARD_PREFIXES_MAX,
  FOREIGN_NUMBERS,
  stationSettingsSchema,
} from '../../../src/contract/wire/messages.ts'

const SCHEMA = stationSettingsSchema.shape.cardPrefixes
const numbers = (from: number, count: number) =>
  Array.from({ length: count }, (_, index) => String(from + index))
const isRead = (prefix: string, told: readonly string[]) =>
  told.includes(FOREIGN_NUMBERS) || told.some((one) => prefix.startsWith(one))

describe('first digits as stations are told of them', () => {
  test('as many as fit: each as it is', () => {
    const fitting = numbers(997_000, CARD_PREFIXES_MAX)
    expect(toldPrefixes(fitting, false)).toEqual(fitting)
    const beside = fitting.slice(1)
    expect(toldPrefixes(beside, true)).toEqual([...beside, FOREIGN_NUMBERS])
  })

  test('one more: as few stand for several as will do, those that have most in common', () => {
    const told = toldPrefixes([...numbers(997_000, 10), ...numbers(9_700, 191)], false)
    expect(told).toHaveLength(192)
    expect(told).toContain('99700')
    expect(told).not.toContain('997000')
    const alone = toldPrefixes(['700000', ...numbers(997_000, 200)], false)
    expect(alone).toContain('700000')
    expect(alone).toHaveLength(192)
    const covered = toldPrefixes(['9970', ...numbers(997_000, 200), '998000'], false)
    expect(covered).toEqual(['9970', ...numbers(997_100, 100), '998000'])
  })

  test('too many that have nothing in common: any number is read', () => {
    const told = toldPrefixes(numbers(7_000, 1_000), false)
    expect(told).toHaveLength(CARD_PREFIXES_MAX)
    expect(told).toContain(FOREIGN_NUMBERS)
  })

  test('beside cards of other systems none is shortened: their numbers may have no check digit', () => {
    const own = numbers(997_000, 250)
    const told = toldPrefixes(own, true)
    expect(told).toHaveLength(CARD_PREFIXES_MAX)
    expect(told.filter((one) => !own.includes(one))).toEqual([FOREIGN_NUMBERS])
  })

  test('whatever there is: it fits, and every card is read', () => {
    const prefix = fc.integer({ min: 1_000, max: 999_999 }).map(String)
    const some = fc.uniqueArray(prefix, { maxLength: 1_500 })
    fc.assert(
      fc.property(some, fc.boolean(), (prefixes, isForeign) => {
        const told = toldPrefixes(prefixes, isForeign)
        expect(SCHEMA.parse(told)).toEqual(told)
        expect(prefixes.filter((one) => !isRead(one, told))).toEqual([])
        expect(told.includes(FOREIGN_NUMBERS) || !isForeign).toBe(true)
      }),
      { numRuns: 50 },
    )
  })
})
