import { expect, test } from 'vitest'
import { actionFor, UNKNOWN_CODE } from '../../../server/bank-outcomes/reasons.ts'

const codes = (letter: string, ...ranges: readonly (readonly [number, number])[]) =>
  ranges.flatMap(([from, to]) =>
    Array.from(
      { length: to - from + 1 },
      (_, at) => `${letter}${String(from + at).padStart(letter === '' ? 3 : 2, '0')}`,
    ),
  )

test('reasons of NACHA returns: each of the rules has its row', () => {
  const all = codes('R', [1, 47], [50, 53], [61, 62], [67, 77], [80, 85], [90, 90])
  expect(all.filter((code) => actionFor(code) === undefined)).toEqual([])
})

test('reasons of Canada: each of the standard has its row', () => {
  const all = [...codes('', [900, 903], [905, 905], [907, 912], [914, 922]), '990']
  expect(all.filter((code) => actionFor(code) === undefined)).toEqual([])
})

test('accounts: blocked where another one is needed, held where a person looks, else left alone', () => {
  const accountOf = (code: string) => actionFor(code)?.account
  expect(['R02', 'R03', 'R04', 'R13', '902', '905', '912', 'AC04'].map(accountOf)).toEqual(
    Array(8).fill('block'),
  )
  expect(['R16', 'R17', 'R23', '911', 'MD07'].map(accountOf)).toEqual(Array(5).fill('hold'))
  expect(['R06', 'R24', 'R26', 'R01', '900', '903'].map(accountOf)).toEqual(Array(6).fill('keep'))
})

test('what is frozen or suspected: nobody is told before a person looked', () => {
  for (const code of ['R16', 'R17', '911', 'LEGL', 'FR01'])
    expect(actionFor(code)).toMatchObject({ isTold: false, needsPerson: true })
})

test('a code of no table: held for a person', () => {
  for (const code of ['R99', '', '999', 'ZZ99', 'R03,R99']) expect(actionFor(code)).toBeUndefined()
  expect(UNKNOWN_CODE).toMatchObject({ account: 'hold', needsPerson: true })
})

test('several codes of one notice: a hold among them stays one', () => {
  expect(actionFor('16,22')).toMatchObject({ account: 'hold' })
  expect(actionFor('3, 16')).toMatchObject({ account: 'block' })
})
