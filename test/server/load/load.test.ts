import { describe, expect, test } from 'vitest'
import { createLoad, createPerCaller, OverloadedError } from '../../../server/load/index.ts'
import type { ClassBounds, LoadClass } from '../../../server/load/limits.ts'
import { createTurns } from '../../../server/load/turns.ts'

const small: ClassBounds = { atOnce: 2, waitingMax: 3, startsPerTurn: 10, retryAfterMs: 1_500 }
const BOUNDS: Record<LoadClass, ClassBounds> = {
  redeem: { ...small, atOnce: 4, waitingMax: 0 },
  ...{ money: small, balance: small, reports: small },
}

/** Works that end when they are told to. */
function works() {
  const begun: string[] = []
  const ends: Array<() => void> = []
  return {
    begun,
    work: (name: string) => () => {
      begun.push(name)
      return new Promise<string>((resolve) => ends.push(() => resolve(name)))
    },
    endAll: () => {
      for (const end of ends.splice(0)) end()
    },
  }
}

const turn = () => new Promise((resolve) => setImmediate(() => setImmediate(resolve)))

describe('load', () => {
  test('what came last but is more urgent begins first', async () => {
    const load = createLoad({ ...BOUNDS, money: { ...small, atOnce: 1 } })
    const { begun, work, endAll } = works()
    const names = ['reports', 'balance', 'money', 'redeem'] as const
    const done = Promise.all(names.map((name) => load.run(name, work(name))))
    expect(begun).toEqual(['redeem'])
    await turn()
    expect(begun).toEqual(['redeem', 'money', 'balance', 'reports'])
    endAll()
    expect(await done).toEqual([...names])
  })

  test('a class that is full: refused before anything is begun, the others go on', async () => {
    const load = createLoad(BOUNDS)
    const { begun, work, endAll } = works()
    const taken = Array.from({ length: 3 }, (_, at) => load.run('balance', work(`b${at}`)))
    const refused = await load.run('balance', work('too many')).catch((error: unknown) => error)
    expect(refused).toBeInstanceOf(OverloadedError)
    expect(refused).toMatchObject({ retryAfterMs: 1_500 })
    expect(await load.run('redeem', async () => 'redeemed')).toBe('redeemed')
    await turn()
    expect(load.figures('balance')).toEqual({ waiting: 1, underWay: 2, refused: 1 })
    expect(begun).toEqual(['b0', 'b1'])
    endAll()
    await turn()
    endAll()
    expect(await Promise.all(taken)).toEqual(['b0', 'b1', 'b2'])
    expect(load.figures('balance')).toEqual({ waiting: 0, underWay: 0, refused: 1 })
  })

  test('one that waited too long: refused, not done in vain', async () => {
    let nowMs = 0
    const load = createLoad(BOUNDS, () => nowMs)
    const { begun, work, endAll } = works()
    const asked = ['a', 'b', 'c'].map((name) => load.run('money', work(name)))
    const last = asked[2]?.catch((error: unknown) => error)
    await turn()
    nowMs = 60_000
    endAll()
    expect(await last).toBeInstanceOf(OverloadedError)
    expect(begun).toEqual(['a', 'b'])
  })

  test('work that breaks: told to its caller, and its place is free again', async () => {
    const load = createLoad(BOUNDS)
    for (let round = 0; round < 10; round += 1) {
      const broken = load.run('reports', () => Promise.reject(new Error(`round ${round}`)))
      await expect(broken).rejects.toThrow(`round ${round}`)
    }
    expect(load.figures('reports')).toEqual({ waiting: 0, underWay: 0, refused: 0 })
  })
})

describe('turns', () => {
  test('the first row comes before the last, and is bounded', async () => {
    const turns = createTurns({ atOnce: 1, waitingMax: 2 })
    const { begun, work, endAll } = works()
    const all = [turns.last(work('made 1')), turns.last(work('made 2'))]
    all.push(turns.first(work('checked 1')), turns.first(work('checked 2')))
    await expect(turns.first(work('one too many'))).rejects.toBeInstanceOf(OverloadedError)
    while (begun.length < 4) {
      endAll()
      await turn()
    }
    endAll()
    expect(begun).toEqual(['made 1', 'checked 1', 'checked 2', 'made 2'])
    expect(await Promise.all(all)).toHaveLength(4)
  })
})

describe('per caller', () => {
  test('as many at once as allowed, each for itself', () => {
    const callers = createPerCaller(2)
    const leave = callers.take('a')
    expect(callers.take('a')).toBeDefined()
    expect(callers.take('a')).toBeUndefined()
    expect(callers.take('b')).toBeDefined()
    leave?.()
    expect(callers.take('a')).toBeDefined()
  })
})
