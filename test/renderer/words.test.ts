import { describe, expect, test } from 'vitest'
import { SCREEN_CODES, SOUNDS, STATION_PROBLEMS } from '../../src/contract/screen/state.ts'
import { en } from '../../src/renderer/words/en.ts'
import { fr } from '../../src/renderer/words/fr.ts'
import { EARCONS } from '../../src/ui/sounds.ts'

type Leaf = readonly [path: string, text: string]

function leaves(node: unknown, path = ''): Leaf[] {
  if (typeof node === 'string') return [[path, node]]
  return Object.entries(node as object).flatMap(([key, inner]) =>
    leaves(inner, path === '' ? key : `${path}.${key}`),
  )
}

const EN = new Map(leaves(en))
const FR = new Map(leaves(fr))
const names = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1]).sort()
const bolds = (text: string) => text.split('<b>').length - text.split('</b>').length

/** Words that are the same in both languages, rightly. */
const SAME = new Set([
  'language.en',
  'language.fr',
  'header.journal',
  'outcome.seconds',
  'next.refused',
  'outcome.code',
  'more.volume.normal',
  'counter.badge',
])

/** Names of codes and of the characters behind them, the same everywhere. */
const NAMES = /^scanners\.(symbology|framing|way)\./

describe('words', () => {
  test('French has every key of English and no other', () => {
    expect([...FR.keys()].sort()).toEqual([...EN.keys()].sort())
    expect(EN.size).toBeGreaterThan(200)
  })

  test('each sentence takes the same values in both languages', () => {
    for (const [path, text] of EN) {
      const french = FR.get(path) ?? ''
      expect(new Set(names(french)), path).toEqual(new Set(names(text)))
    }
  })

  test('no sentence is empty, and what is bold is closed', () => {
    for (const [path, text] of [...EN, ...FR]) {
      expect(text.trim(), path).not.toBe('')
      expect(bolds(text), path).toBe(0)
    }
  })

  test('nothing was left in English', () => {
    const same = [...EN].filter(
      ([path, text]) => FR.get(path) === text && !SAME.has(path) && !NAMES.test(path),
    )
    expect(same.map(([path]) => path)).toEqual([])
  })

  test('French punctuation stays on its line', () => {
    const loose = [...FR].filter(([, text]) => / [:;!?»]|« /.test(text))
    expect(loose).toEqual([])
  })

  test.each(SCREEN_CODES)('%s says why and what next, in both languages', (code) => {
    for (const words of [en, fr]) {
      const { why, next } = words.codes[code]
      expect(why).toMatch(/[.!]$/)
      expect(next).toMatch(/[.!]$/)
      expect(next).not.toBe(why)
      // What fits two lines of the refused screen and of the box on the right.
      expect(why.length).toBeLessThanOrEqual(85)
      expect(next.length).toBeLessThanOrEqual(90)
    }
  })

  test.each(STATION_PROBLEMS)('%s says what a person can do, in both languages', (problem) => {
    for (const words of [en, fr]) expect(words.problems[problem]).toMatch(/^\p{Lu}.*\.$/u)
    // Two lines of the station's details.
    expect(fr.problems[problem].length).toBeLessThanOrEqual(75)
  })

  test('no problem has words that the station cannot have', () => {
    expect(Object.keys(en.problems).toSorted()).toEqual([...STATION_PROBLEMS].toSorted())
  })

  test('every sound has its earcon', () => {
    expect(SOUNDS.filter((sound) => !(sound in EARCONS))).toEqual([])
  })
})
