import { randomInt } from 'node:crypto'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { openDatabase, verifyPostgres } from '../../../../server/storage/index.ts'
import { openPostgres } from '../../../../server/storage/postgres/open.ts'
import type { CardId } from '../../../../src/contract/ids.ts'
import { SETTLING_KINDS } from '../../../../src/contract/operations.ts'
import { startPostgres, type TestPostgres } from '../../../helpers/postgres.ts'
import { merge } from '../../ledger/moves.ts'
import { cardWith, openTestNetwork, run, type TestNetwork } from '../../ledger/network.ts'
import { fund, newCard } from '../../ledger/requests.ts'
import { settle } from '../../ledger/settling.ts'
import { type Process, readLines, startMove, startServing, until } from './mover.ts'
import { compareSides } from './sides.ts'

const IS_FULL = process.env['COUNTERMARK_TEST_SCALE'] === 'full'
const SCALE = IS_FULL
  ? {
      cards: 1_000_000,
      kills: 24,
      killsMin: 20,
      killWithinMs: 8_000,
      lastWithinMs: 800,
      pauseMs: 20,
    }
  : { cards: 300, kills: 6, killsMin: 3, killWithinMs: 40, lastWithinMs: 40, pauseMs: 20 }
const RICH = { load_max_minor: 1_000_000, balance_max_minor: 100_000_000 }

let postgres: TestPostgres
let network: TestNetwork
let processes: Process[] = []
beforeAll(async () => {
  postgres = await startPostgres()
})
afterAll(() => postgres.end())
afterEach(async () => {
  for (const { child, ended } of processes) {
    child.kill('SIGKILL')
    await ended
  }
  processes = []
  await network.end()
})

function follow(started: Process): Process {
  processes.push(started)
  return started
}

/** Cards with money, and in a large ledger nine times as many in stock. */
async function addCards(count: number): Promise<void> {
  const active = IS_FULL ? count / 10 : count
  for (let made = 0; made < count; made += 1_000) {
    const some = Math.min(1_000, count - made)
    const cards = Array.from({ length: some }, () => newCard(network.programId, PRINTED))
    if (made < active) await Promise.all(cards.map(() => cardWith(network, 5_000)))
    else expect(await network.database.ledger.stock(cards)).toBe(true)
  }
}

const PRINTED = { form: 'physical' } as const

/** Operations without a card, of every kind. */
async function payLocations(): Promise<void> {
  const { ledger } = network.database
  for (const kind of SETTLING_KINDS) {
    const { reply } = await ledger.execute(settle(network, kind, 700))
    expect(reply.ok, kind).toBe(true)
  }
}

/** Operations with a row for each of two cards, next to each other. */
async function mergeCards(): Promise<void> {
  for (let pair = 0; pair < MERGED_PAIRS; pair += 1) {
    const [card, into] = [await cardWith(network, 5_000), await cardWith(network, 700)]
    await run(network, merge(network.station, card, into))
  }
}

const MERGED_PAIRS = 8

describe('a move to PostgreSQL', () => {
  test('under load, with mover, server and PostgreSQL killed: both sides are the same, nothing is lost', {
    timeout: IS_FULL ? 7_200_000 : 240_000,
  }, async () => {
    network = await openTestNetwork(RICH)
    await addCards(SCALE.cards)
    await payLocations()
    await mergeCards()
    await network.database.close()
    const url = await postgres.createDatabase()
    const notes = join(network.folder, 'notes.txt')
    const kills = await moveWithKills(url, notes)
    // A mover that was faster than its kill does not count.
    expect(kills.mover).toBeGreaterThan(0)
    expect(kills.mover + kills.server + kills.postgres).toBeGreaterThanOrEqual(SCALE.killsMin)

    const counts = await compareSides(network.folder, url)
    expect(counts.get('card')).toBe(SCALE.cards + 2 * MERGED_PAIRS)
    const done = readLines(notes).flatMap((line) => /^done (.+)/.exec(line)?.[1] ?? [])
    expect(done.length).toBeGreaterThan(SCALE.kills)
    const rows = await postgres.query(url, 'SELECT request_id FROM request')
    const known = new Set(rows.map((row) => row['request_id']))
    expect(done.filter((requestId) => !known.has(requestId))).toEqual([])
    expect(readLines(notes).at(-1)).toMatch(/^moved The ledger has moved to postgres:/)
    await goOn(url)
    expect(await verifyPostgres(url)).toMatchObject({ ok: true })
  })
})

interface Kill {
  readonly victim: keyof Kills
  /** The word of the mover after which it happens. */
  readonly word: RegExp
  /** Whether the mover is nearly done then: it is killed soon, or there is nobody to kill any more. */
  readonly isLate?: true
}

/** Before the seal, at it, and after it. */
const PLAN: readonly Kill[] = [
  { victim: 'mover', word: /copying/ },
  { victim: 'postgres', word: /copying/ },
  { victim: 'server', word: /proving/ },
  { victim: 'mover', word: /comparing what/, isLate: true },
  { victim: 'mover', word: /sealing|sealed already/, isLate: true },
  { victim: 'mover', word: /comparing both/, isLate: true },
]

function planOf(round: number): Kill {
  const kill = PLAN[Math.floor((round * PLAN.length) / SCALE.kills)]
  if (!kill) throw new Error(`no kill in round ${round}`)
  return kill
}

interface Kills {
  mover: number
  server: number
  postgres: number
}

/** Moves again and again until it is done, killing somebody at random moments of the first times. */
async function moveWithKills(url: string, notes: string): Promise<Kills> {
  const kills: Kills = { mover: 0, server: 0, postgres: 0 }
  const { folder, station: caller } = network
  const serve = () => follow(startServing({ folder, caller, notes, pauseMs: SCALE.pauseMs }))
  let serving = serve()
  await until(() => readLines(notes).length > 50, serving)
  for (let round = 0; round < SCALE.kills; round += 1) {
    const { victim, word, isLate } = planOf(round)
    const mover = follow(startMove('--data', folder, '--to', url))
    await until(() => word.test(mover.said()), mover)
    const withinMs = isLate ? SCALE.lastWithinMs : SCALE.killWithinMs
    await Promise.race([delay(randomInt(withinMs)), mover.ended])
    if (mover.child.exitCode !== null) continue
    if (victim === 'server') {
      serving.child.kill('SIGKILL')
      await serving.ended
      serving = serve()
    }
    if (victim === 'postgres') await postgres.kill()
    else mover.child.kill('SIGKILL')
    await mover.ended
    if (victim === 'postgres') await postgres.start()
    kills[victim] += 1
  }
  const last = follow(startMove('--data', folder, '--to', url))
  expect(await last.ended, last.said()).toBe(0)
  await serving.ended
  return kills
}

/** The chain goes on in PostgreSQL, and the old folder is not opened any more. */
async function goOn(url: string): Promise<void> {
  const refused = openDatabase({ dataDirectory: network.folder })
  await expect(refused).rejects.toMatchObject({ code: 'moved' })
  const before = await postgres.query(url, 'SELECT group_id, next_journal_id FROM ledger_head')
  const database = await openPostgres({ databaseUrl: url, clockBehind: 'hold' })
  try {
    const [card] = await database.read.selectFrom('card').selectAll().where('id', '=', 1).execute()
    const byId = { by: 'id', cardId: card?.uid as CardId } as const
    const { reply } = await database.ledger.execute(fund(network.station, byId, 700))
    expect(reply).toMatchObject({
      ok: true,
      value: { balanceMinor: (card?.balance_minor ?? 0) + 700 },
    })
  } finally {
    await database.close()
  }
  const after = await postgres.query(url, 'SELECT group_id FROM ledger_head')
  expect(Number(after[0]?.['group_id'])).toBe(Number(before[0]?.['group_id']) + 1)
}
