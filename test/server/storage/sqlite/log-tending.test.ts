import { beforeEach, describe, expect, test } from 'vitest'
import {
  CHECKPOINT_LAST_PAGES,
  CHECKPOINT_PAGES,
  CHECKPOINT_ROUNDS_MAX,
  CHECKPOINT_TAIL_PAGES,
  LOG_PAGES,
} from '../../../../server/storage/limits.ts'
import {
  type CheckpointBoard,
  createCheckpointBoard,
  type LogTending,
  openLogTending,
  waitForAsking,
} from '../../../../server/storage/sqlite/log-tending.ts'

let board: CheckpointBoard
let tending: LogTending
/** How often the writer copied the rest itself. */
let rests: number
beforeEach(() => {
  board = createCheckpointBoard()
  rests = 0
  tending = openLogTending(board, () => {
    rests += 1
  })
})

/** Writes so many pages in small groups; each round of copying leaves so many. Returns the rounds. */
function write(pages: number, pagesLeft: number | undefined): number {
  let rounds = 0
  for (let written = 0; written < pages; written += GROUP) {
    tending.wrote(GROUP)
    // The board's first two counters differ while a round is asked for.
    if (board[0] === board[1]) continue
    waitForAsking(board).answer(pagesLeft)
    rounds += 1
  }
  return rounds
}

const GROUP = 10

describe('the length of the log', () => {
  test('a short one: copied on and on, and not begun anew', () => {
    expect(write(LOG_PAGES - CHECKPOINT_PAGES, 0)).toBeGreaterThan(1)
    expect(rests).toBe(0)
  })

  test('a long one: copied by the writer once little is left, and then long again', () => {
    write(LOG_PAGES + CHECKPOINT_PAGES, CHECKPOINT_TAIL_PAGES)
    expect(rests).toBe(1)
    write(LOG_PAGES - CHECKPOINT_PAGES, CHECKPOINT_TAIL_PAGES)
    expect(rests).toBe(1)
    write(2 * CHECKPOINT_PAGES, CHECKPOINT_TAIL_PAGES)
    expect(rests).toBe(2)
  })

  test('under a load that leaves more each time: copied all the same, after some rounds', () => {
    const rounds = write(LOG_PAGES + CHECKPOINT_PAGES, CHECKPOINT_LAST_PAGES)
    expect(rests).toBe(1)
    expect(rounds).toBeGreaterThanOrEqual(CHECKPOINT_ROUNDS_MAX)
  })

  test.each([
    ['held back by somebody who reads old pages', CHECKPOINT_LAST_PAGES + 1],
    ['that cannot be copied for now', undefined],
  ])('one %s: asked for again later, and let grow meanwhile', (_, left) => {
    const rounds = write(4 * LOG_PAGES, left)
    expect(rests).toBe(0)
    expect(rounds).toBeGreaterThan(CHECKPOINT_ROUNDS_MAX)
    expect(rounds).toBeLessThan((4 * LOG_PAGES * (CHECKPOINT_ROUNDS_MAX + 1)) / CHECKPOINT_PAGES)
    write(CHECKPOINT_PAGES + 2 * GROUP, 0)
    expect(rests).toBe(1)
  })
})
