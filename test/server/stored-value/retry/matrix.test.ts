import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Cell, type Ground, openGround } from './ground.ts'
import { LATER_REQUEST_CELLS, REQUEST_CELLS } from './request-cells.ts'
import { LATER_VOID_CELLS, VOID_CELLS } from './void-cells.ts'

let ground: Ground
beforeAll(async () => {
  ground = await openGround()
})
afterAll(() => ground.close())

const CELLS: readonly Cell[] = [
  ...REQUEST_CELLS,
  ...VOID_CELLS,
  ...LATER_VOID_CELLS,
  ...LATER_REQUEST_CELLS,
]

describe('the retry matrix', () => {
  test.each(CELLS)('%s %s', async (_rule, _what, show) => show(ground))

  test('4.4/7: every reply that was no success said what to do next', () => {
    // A quick machine asks less often what became of a request that runs.
    expect(ground.notDone()).toBeGreaterThan(CELLS.length / 2)
  })
})
