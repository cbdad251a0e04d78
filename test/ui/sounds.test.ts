import { describe, expect, test } from 'vitest'
import { EARCONS, type Earcon, type Tone, VOLUMES } from '../../src/ui/sounds.ts'

const names = Object.keys(EARCONS) as Earcon[]
const tones = (name: Earcon): readonly Tone[] => EARCONS[name]

/** What the ear goes by: how many tones, when they begin, and where the pitch goes. */
function rhythm(name: Earcon): string {
  return tones(name)
    .map(({ startMs, lengthMs }) => `${startMs}+${lengthMs}`)
    .join(' ')
}

function pitch(name: Earcon): string {
  return tones(name)
    .map(({ hz, toHz }) => `${hz}>${toHz ?? hz}`)
    .join(' ')
}

describe('earcons', () => {
  test('no two share a rhythm or a pitch', () => {
    expect(names.length).toBe(7)
    expect(new Set(names.map(rhythm)).size).toBe(names.length)
    expect(new Set(names.map(pitch)).size).toBe(names.length)
  })

  test('each is short and its tones follow each other', () => {
    for (const name of names) {
      const list = tones(name)
      const ends = list.map(({ startMs, lengthMs }) => startMs + lengthMs)
      expect(Math.max(...ends), name).toBeLessThanOrEqual(700)
      for (let index = 1; index < list.length; index += 1)
        expect(list[index]?.startMs, name).toBeGreaterThanOrEqual(ends[index - 1] ?? 0)
    }
  })

  test('approved rises, refused falls: the direction is the meaning', () => {
    const first = (name: Earcon) => tones(name)[0]?.hz ?? 0
    const last = (name: Earcon) => tones(name).at(-1)?.hz ?? 0
    expect(last('approved')).toBeGreaterThan(first('approved'))
    expect(last('partial')).toBeLessThan(first('partial'))
    expect(last('refused')).toBeLessThan(first('refused'))
  })

  test('off is silent and each louder choice is louder', () => {
    expect(VOLUMES.off).toBe(0)
    expect([VOLUMES.low, VOLUMES.normal, VOLUMES.loud]).toEqual(
      [VOLUMES.low, VOLUMES.normal, VOLUMES.loud].sort((a, b) => a - b),
    )
  })
})
