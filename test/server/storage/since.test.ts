import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import BetterSqlite3 from 'better-sqlite3'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { databaseFile, type ProofState, verifySince } from '../../../server/storage/index.ts'
import { readCards, segmentHash } from '../../../server/storage/proof/card-table.ts'
import { type Answer, runProof } from '../../../server/storage/proof/reader.ts'
import { openRandom } from '../../helpers/random.ts'
import { openTestNetwork, type TestNetwork } from '../ledger/network.ts'
import { type FullStory, openStory, tell } from './planting/full-story.ts'
import { changeUnguarded, runUnguarded } from './unguarded.ts'

const PARTS = 3
let network: TestNetwork
let story: FullStory
let copies: string
/** What a proof of the first half left. */
let half: ProofState

beforeAll(async () => {
  network = await openTestNetwork({ load_max_minor: 50_000, balance_max_minor: 90_000_000 })
  story = await openStory(network)
  await tell(network, openRandom(7), 60)
  await story.checkpoint()
  const first = prove(undefined)
  if (!first.ok) throw new Error('the first half is not sound')
  half = first.figures.next
  await tell(network, openRandom(8), 60)
  await story.checkpoint()
  await network.database.close()
  copies = mkdtempSync(join(tmpdir(), 'countermark-since-'))
}, 60_000)
afterAll(async () => {
  rmSync(copies, { recursive: true, force: true })
  await network.end()
})
beforeEach(() => copyFileSync(databaseFile(network.folder), databaseFile(copies)))

function prove(state: ProofState | undefined, folder = network.folder) {
  const { publicKey, opens } = story
  return verifySince(folder, { publicKey, opens, state, parts: PARTS, nowMs: network.clock.nowMs })
}

describe('a proof of what is new', () => {
  test('goes through the new operations and their cards only, and a part of the old ones', () => {
    const all = prove(undefined)
    const since = prove(half)
    if (!all.ok || !since.ok) throw new Error('the ledger is not sound')
    expect(since.figures.chainHash).toBe(all.figures.chainHash)
    expect(since.figures.operations).toBeLessThan(all.figures.operations)
    expect(since.figures.operations).toBeGreaterThan(0)
    expect(since.figures.cards).toBeGreaterThan(0)
    expect(since.figures.sweptGroups).toBeGreaterThan(0)
    expect(since.figures.sweptCards).toBeGreaterThan(0)
    expect(since.figures.next.checkpoint).toEqual(all.figures.next.checkpoint)
  })

  test('in its turn it looks at all that is old', () => {
    let state: ProofState | undefined = half
    const seen = { groups: 0, cards: 0 }
    for (let night = 0; night < PARTS; night += 1) {
      const verification = prove(state)
      if (!verification.ok) throw new Error('the ledger is not sound')
      seen.groups += verification.figures.sweptGroups
      seen.cards += verification.figures.sweptCards
      state = verification.figures.next
    }
    const file = new BetterSqlite3(databaseFile(network.folder), { readonly: true })
    const cards = Number(file.prepare('SELECT max(id) FROM card').pluck().get())
    file.close()
    expect(seen.cards).toBeGreaterThanOrEqual(cards)
    expect(seen.groups).toBeGreaterThan(60)
  })

  const NEW: readonly (readonly [name: string, statement: string])[] = [
    [
      'an amount',
      'UPDATE journal SET amount_minor = amount_minor + 1 WHERE id = (SELECT max(id) FROM journal WHERE amount_minor IS NOT NULL)',
    ],
    [
      'a balance',
      'UPDATE card SET balance_minor = balance_minor + 1 WHERE last_journal_id = (SELECT max(last_journal_id) FROM card)',
    ],
    [
      'a hash',
      "UPDATE commit_group SET hash = x'00' WHERE id = (SELECT max(id) FROM commit_group)",
    ],
    [
      'a group that is gone',
      'DELETE FROM commit_group WHERE id = (SELECT max(id) FROM commit_group)',
    ],
    ['the checkpoint that it began at', 'DELETE FROM checkpoint WHERE id = 2'],
    [
      'the hash that it began at',
      `UPDATE commit_group SET hash = x'00' WHERE id = (SELECT group_id FROM checkpoint WHERE id = 2)`,
    ],
    ['a program', "UPDATE program SET time_zone = 'Europe/Paris'"],
    ['a rule', 'UPDATE program_rule SET valid_from_ms = valid_from_ms + 1'],
    [
      'a reversal of nothing',
      `INSERT INTO reversal SELECT max(id), 5, NULL, 0 FROM journal
        WHERE id NOT IN (SELECT original_id FROM journal WHERE original_id IS NOT NULL)`,
    ],
  ]
  test.each(NEW)('%s: found at once', (_name, statement) => {
    runUnguarded(copies, [statement])
    expect(prove(half, copies)).toMatchObject({ ok: false })
  })

  /** What no part of the sweep looks at, as long ago as it may be. */
  const WHOLE: readonly (readonly [name: string, proof: string, statement: string])[] = [
    ['a segment of cards', 'cards', "UPDATE card_segment SET hash = x'00' WHERE id = 1"],
    ['a segment of cards that is gone', 'cards', 'DELETE FROM card_segment WHERE id = 1'],
    ['the last segments, gone', 'cards', 'DELETE FROM card_segment WHERE id > 1'],
    [
      'the key of a tombstone',
      'tombstones',
      'UPDATE tombstone SET key = randomblob(32) WHERE journal_id = (SELECT min(journal_id) FROM tombstone)',
    ],
    ['a step of the tables', 'file', "UPDATE migration SET checksum = 'another' WHERE number = 1"],
  ]
  test.each(WHOLE)('%s: found at once by %s', (_name, proof, statement) => {
    runUnguarded(copies, [statement])
    expect(prove(half, copies)).toMatchObject({ ok: false, difference: { proof } })
  })

  test('the PIN of an old card, with its segment made again: found at once', () => {
    changeUnguarded(copies, (file) => {
      file.exec("UPDATE card SET pin_hash = 'of another' WHERE id = 3")
      const [id, first, last] = file
        .prepare<[], [number, number, number]>(
          `SELECT id, first_card_id, last_card_id FROM card_segment
            WHERE first_card_id <= 3 AND last_card_id >= 3`,
        )
        .raw()
        .get() ?? [0, 0, 0]
      const cards = runProof(
        readCards(first - 1, last, 1000),
        ({ sql, parameters }) =>
          file
            .prepare(sql)
            .raw()
            .all(...parameters) as Answer,
      )
      file.prepare('UPDATE card_segment SET hash = ? WHERE id = ?').run(segmentHash(cards), id)
    })
    expect(prove(half, copies)).toMatchObject({ ok: false, difference: { proof: 'cards' } })
  })

  test('a guard that is gone: found at once', () => {
    const file = new BetterSqlite3(databaseFile(copies))
    file.exec('DROP TRIGGER journal_is_never_deleted')
    file.close()
    expect(prove(half, copies)).toMatchObject({ ok: false, difference: { proof: 'schema' } })
  })

  const OLD: readonly (readonly [name: string, statement: string])[] = [
    ['an amount of long ago', 'UPDATE journal SET amount_minor = amount_minor + 1 WHERE id = 2'],
    ['a balance', 'UPDATE card SET balance_minor = balance_minor + 1 WHERE id = 5'],
    [
      'when a card was activated',
      'UPDATE card SET activated_at_ms = activated_at_ms + 1 WHERE id = 1',
    ],
    [
      'a claim that is gone',
      'DELETE FROM claim WHERE journal_id = (SELECT min(journal_id) FROM claim)',
    ],
    ['a claim of nothing', "INSERT INTO claim VALUES (x'77', 1, NULL)"],
    ['a number of a card', "UPDATE card SET number_sealed = x'00' WHERE id = 3"],
    ['a reversal of nothing', 'INSERT INTO reversal VALUES (1, 5, NULL, 0)'],
  ]
  test.each(OLD)('%s: found in its turn', (_name, statement) => {
    runUnguarded(copies, [statement])
    let state: ProofState | undefined = half
    let found = 0
    for (let night = 0; night < PARTS && found === 0; night += 1) {
      const verification = prove(state, copies)
      if (verification.ok) state = verification.figures.next
      else found += 1
    }
    expect(found).toBe(1)
  })
})
