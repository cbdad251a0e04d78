import { describe, expect, test } from 'vitest'
import { makeHistory } from './history.ts'
import { shrink } from './shrink.ts'
import type { Event, Step } from './steps.ts'

const SETTINGS = {
  seed: 11,
  steps: 2000,
  stocked: 20,
  reopenEvery: 500,
  batchMax: 100,
  isAdministered: true,
}

function stepsOf(events: readonly Event[]): Step[] {
  return events.flatMap((event) =>
    event.is === 'batch' ? event.steps.map(({ step }) => step) : [],
  )
}

describe('random histories', () => {
  test('the same seed: the same history', () => {
    const [one, other] = [[...makeHistory(SETTINGS)], [...makeHistory(SETTINGS)]]
    expect(one).toEqual(other)
    expect(stepsOf(one)).toHaveLength(2000)
    expect([...makeHistory({ ...SETTINGS, seed: 12 })]).not.toEqual(one)
  })

  test('a long one that fails: what is left is all that it takes', async () => {
    let tries = 0
    // Fails after it was opened again, if a refund came before and a void by order after.
    const fails = async (events: readonly Event[]) => {
      tries += 1
      const reopened = events.findIndex((event) => event.is === 'reopen')
      const before = stepsOf(events.slice(0, reopened))
      const after = stepsOf(events.slice(reopened))
      return (
        reopened > 0 &&
        before.some((step) => step.is === 'refund') &&
        after.some((step) => step.is === 'void order')
      )
    }
    const short = await shrink([...makeHistory(SETTINGS)], fails, 500)
    expect(short.map((event) => event.is)).toEqual(['batch', 'reopen', 'batch'])
    expect(stepsOf(short).map((step) => step.is)).toEqual(['refund', 'void order'])
    expect(tries).toBeLessThan(400)
  })

  test('no more tries than allowed, and what is left still fails', async () => {
    const fails = async (events: readonly Event[]) => stepsOf(events).length > 10
    const short = await shrink([...makeHistory(SETTINGS)], fails, 5)
    expect(stepsOf(short).length).toBeGreaterThan(10)
    expect(stepsOf(short).length).toBeLessThan(2000)
  })
})
