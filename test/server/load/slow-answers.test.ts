import { beforeEach, describe, expect, test } from 'vitest'
import { SLOW_ANSWER_MS, SLOW_ANSWER_RESTS, SLOW_ANSWERS_MAX } from '../../../server/load/limits.ts'
import { createSlowAnswers, type SlowAnswers } from '../../../server/load/slow-answers.ts'

const SLOW_MS = 3 * SLOW_ANSWER_MS

let nowMs: number
let made: number
let answers: SlowAnswers<number>
beforeEach(() => {
  nowMs = 0
  made = 0
  answers = createSlowAnswers({ elapsedMs: () => nowMs })
})

/** Asks, and lets making the answer take so long: gives which answer it is. */
async function ask(tookMs: number, key = 'sales'): Promise<number> {
  return answers.get(key, async () => {
    made += 1
    const which = made
    nowMs += tookMs
    return which
  })
}

describe('an answer that takes long to make', () => {
  test('is given again for a few times as long, and then made anew', async () => {
    expect(await ask(SLOW_MS)).toBe(1)
    nowMs += SLOW_MS * SLOW_ANSWER_RESTS - 1
    expect(await ask(SLOW_MS)).toBe(1)
    nowMs += 1
    expect(await ask(SLOW_MS)).toBe(2)
  })

  test('is of what was asked, and of nothing else', async () => {
    expect(await ask(SLOW_MS, 'november')).toBe(1)
    expect(await ask(SLOW_MS, 'october')).toBe(2)
    expect(await ask(SLOW_MS, 'november')).toBe(1)
  })

  test('is shared while it is made, once it is known for slow', async () => {
    const gate = Promise.withResolvers<number>()
    const make = () => {
      made += 1
      return gate.promise
    }
    const first = answers.get('sales', make)
    nowMs = SLOW_ANSWER_MS - 1
    const second = answers.get('sales', make)
    expect(made).toBe(2)
    nowMs += SLOW_ANSWER_MS
    const third = answers.get('sales', make)
    expect(made).toBe(2)
    gate.resolve(7)
    expect(await Promise.all([first, second, third])).toEqual([7, 7, 7])
  })

  test('is made anew after a change', async () => {
    expect(await ask(SLOW_MS)).toBe(1)
    answers.forget()
    expect(await ask(SLOW_MS)).toBe(2)
  })

  test('that failed is not kept', async () => {
    const failing = answers.get('sales', async () => {
      nowMs += SLOW_MS
      throw new Error('too much to do')
    })
    await expect(failing).rejects.toThrow('too much to do')
    expect(await ask(SLOW_MS)).toBe(1)
  })

  test('is one of so many: the oldest goes first', async () => {
    const gate = Promise.withResolvers<void>()
    const keys = Array.from({ length: SLOW_ANSWERS_MAX + 1 }, (_, month) => `${month}`)
    const all = keys.map((key) =>
      answers.get(key, async () => {
        await gate.promise
        return 0
      }),
    )
    nowMs = SLOW_MS
    gate.resolve()
    await Promise.all(all)
    for (const key of keys.slice(1)) await ask(0, key)
    expect(made).toBe(0)
    await ask(0, '0')
    expect(made).toBe(1)
  })
})

test('an answer that is asked for at short notice by several pages: made once', async () => {
  answers = createSlowAnswers({ keptMs: 100, elapsedMs: () => nowMs })
  expect(await ask(1)).toBe(1)
  nowMs = 99
  expect(await ask(1)).toBe(1)
  nowMs = 100
  expect(await ask(1)).toBe(2)
})

test('an answer that is made quickly: of this moment each time', async () => {
  expect(await ask(SLOW_ANSWER_MS - 1)).toBe(1)
  expect(await ask(0)).toBe(2)
  expect(await ask(0)).toBe(3)
})
