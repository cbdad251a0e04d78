import { beforeEach, describe, expect, test } from 'vitest'
import {
  CHECKPOINT_PAGES,
  CHECKPOINT_ROUNDS_MAX,
  CHECKPOINT_TAIL_PAGES,
  LOG_PAGES,
} from '../../../../server/storage/limits.ts'
import {
  type CheckpointBoard,
  type Copying,
  createCheckpointBoard,
  type LogTending,
  openLogTending,
  type Round,
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

/** Pages in the log: what was written, less what was there when it started anew. */
let length: number
beforeEach(() => {
  length = 0
})

type Found = Partial<Pick<Round, 'held' | 'copied'>> | Exclude<Copying, Round>

/** Writes so many pages in small groups; each round of copying finds this. Returns the rounds. */
function write(pages: number, found: Found): number {
  let rounds = 0
  for (let written = 0; written < pages; written += GROUP) {
    length += GROUP
    tending.wrote(GROUP)
    // The board's first two counters differ while a round is asked for.
    if (board[0] === board[1]) continue
    const round = typeof found === 'string' ? found : { length, held: 0, copied: 0, ...found }
    waitForAsking(board).answer(round)
    rounds += 1
  }
  return rounds
}

const GROUP = 10
const WHOLE = LOG_PAGES + CHECKPOINT_PAGES

describe('the length of the log', () => {
  test('a short one: copied on and on, and not begun anew', () => {
    expect(write(LOG_PAGES - CHECKPOINT_PAGES, {})).toBeGreaterThan(1)
    expect(rests).toBe(0)
  })

  test('a long one: copied by the writer once little is left, and then long again', () => {
    write(WHOLE, { copied: CHECKPOINT_TAIL_PAGES })
    expect(rests).toBe(1)
    length = 0
    write(LOG_PAGES - CHECKPOINT_PAGES, { copied: CHECKPOINT_TAIL_PAGES })
    expect(rests).toBe(1)
    write(2 * CHECKPOINT_PAGES, { copied: CHECKPOINT_TAIL_PAGES })
    expect(rests).toBe(2)
  })

  test('one that did not start anew, as somebody read in it just then: copied again soon', () => {
    write(WHOLE, {})
    expect(rests).toBe(1)
    write(CHECKPOINT_PAGES + 2 * GROUP, {})
    expect(rests).toBe(2)
  })

  test('under a load that leaves ever so much: copied all the same, after some rounds', () => {
    const rounds = write(WHOLE, { copied: CHECKPOINT_PAGES })
    expect(rests).toBe(1)
    expect(rounds).toBeGreaterThanOrEqual(CHECKPOINT_ROUNDS_MAX)
  })

  test.each([
    ['held back by somebody who reads old pages', { held: CHECKPOINT_TAIL_PAGES + 1 }],
    ['that cannot be copied for now', 'not_done'],
  ] as const)('one %s: asked for again later, and let grow meanwhile', (_, found) => {
    const rounds = write(4 * LOG_PAGES, found)
    expect(rests).toBe(0)
    expect(rounds).toBeGreaterThan(CHECKPOINT_ROUNDS_MAX)
    expect(rounds).toBeLessThanOrEqual((4 * LOG_PAGES) / CHECKPOINT_PAGES)
    write(CHECKPOINT_PAGES + 2 * GROUP, {})
    expect(rests).toBe(1)
  })

  test('one whose copy may be lost: said, and never begun anew', () => {
    expect(tending.isLost()).toBe(false)
    expect(write(WHOLE, 'lost')).toBe(1)
    expect(tending.isLost()).toBe(true)
    expect(rests).toBe(0)
  })
})
