import { closeSync, copyFileSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import BetterSqlite3 from 'better-sqlite3'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import {
  type Difference,
  databaseFile,
  describeDifference,
  verifyLedger,
  verifySince,
} from '../../../server/storage/index.ts'
import { cardWith, openTestNetwork, type TestNetwork } from '../ledger/network.ts'
import { redeem } from '../ledger/requests.ts'
import { rehash, story } from './forgery.ts'

let network: TestNetwork
let folder: string
beforeAll(async () => {
  network = await openTestNetwork()
  await story(network)
  await network.database.close()
})
afterAll(() => network.end())
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'countermark-verify-'))
  copyFileSync(databaseFile(network.folder), databaseFile(folder))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** Changes the file as someone with the disk in hands would: without the guards. */
function plant(...statements: readonly string[]): void {
  const file = new BetterSqlite3(databaseFile(folder))
  file.pragma('foreign_keys = OFF')
  const triggers = file.prepare("SELECT name FROM sqlite_master WHERE type = 'trigger'").pluck()
  for (const name of triggers.all()) file.exec(`DROP TRIGGER ${String(name)}`)
  const changed = statements.map((statement) => file.prepare(statement).run().changes)
  file.close()
  expect(changed.every((count) => count > 0)).toBe(true)
}

function found(): Difference {
  const verification = verifyLedger(folder)
  if (verification.ok) throw new Error('the planted change was not found')
  return verification.difference
}

describe('verify', () => {
  test('finds nothing in a sound ledger, and says what it went through', () => {
    expect(verifyLedger(folder)).toMatchObject({
      ok: true,
      figures: { operations: 10, cards: 2, entries: 14, tombstones: 1, entrySums: { EUR: 0 } },
    })
  })

  const PLANTED: readonly (readonly [string, Difference['proof'], string, readonly string[]])[] = [
    [
      'a balance',
      'balances',
      'balance of card 1',
      ['UPDATE card SET balance_minor = balance_minor + 1 WHERE id = 1'],
    ],
    [
      'an amount in the journal',
      'chain',
      'commit group 3',
      ['UPDATE journal SET amount_minor = 1999 WHERE id = 3'],
    ],
    [
      'an account in the journal',
      'chain',
      'commit group 3',
      ["UPDATE journal SET credit_account = credit_account || 'x' WHERE id = 3"],
    ],
    [
      'a stored answer',
      'chain',
      'commit group 3',
      [`UPDATE journal SET answer = json_set(answer, '$[11]', json('true')) WHERE id = 3`],
    ],
    ['a clerk', 'chain', 'commit group 5', ["UPDATE journal SET clerk = 'Ann' WHERE id = 5"]],
    [
      'a row that is gone',
      'chain',
      'last operation of commit group 6',
      ['DELETE FROM journal WHERE id = 6'],
    ],
    [
      'the newest rows that are gone',
      'chain',
      'last operation of commit group 10',
      ['DELETE FROM journal WHERE id = 10'],
    ],
    [
      'the newest rows that are gone with their group',
      'balances',
      'balance of card 2',
      ['DELETE FROM journal WHERE id = 10', 'DELETE FROM commit_group WHERE id = 10'],
    ],
    [
      'a row that was slipped in',
      'chain',
      'operation 11',
      [
        `INSERT INTO journal (id, time_ms, caller, request_id, content_hash, kind, outcome, channel,
           requested_minor, answer)
         SELECT 11, time_ms, caller, 'slipped', content_hash, kind, outcome, channel,
           requested_minor, answer FROM journal WHERE id = 9`,
      ],
    ],
    [
      'a hash of the chain',
      'chain',
      'commit group 4',
      ["UPDATE commit_group SET hash = x'00' WHERE id = 4"],
    ],
    [
      'a time of a group',
      'chain',
      'time of commit group 4',
      ['UPDATE commit_group SET time_ms = time_ms - 1 WHERE id = 4'],
    ],
    [
      'a refund that was forgotten',
      'reversals',
      'what was undone of operation 3',
      ['UPDATE reversal SET refunded_minor = 0 WHERE journal_id = 3'],
    ],
    [
      'a void that was forgotten',
      'reversals',
      'what was undone of operation 5',
      ['DELETE FROM reversal WHERE journal_id = 5'],
    ],
    [
      'a reversal of nothing',
      'reversals',
      'what was undone of operation 2',
      ['INSERT INTO reversal (journal_id, amount_minor, voided_by) VALUES (2, 1000, 9)'],
    ],
    [
      'a claim that is gone',
      'claims',
      'claim of operation 3',
      ['DELETE FROM claim WHERE journal_id = 3'],
    ],
    [
      'a claim that was given free',
      'claims',
      'release of the claim of operation 3',
      ['UPDATE claim SET released_by = 9 WHERE journal_id = 3'],
    ],
    [
      'a tombstone of something that was no void',
      'tombstones',
      'tombstone of operation 2',
      ["INSERT INTO tombstone (key, journal_id) VALUES (x'00', 2)"],
    ],
    ['a card that is gone', 'balances', 'card 2', ['DELETE FROM card WHERE id = 2']],
  ]

  test.each(PLANTED)('%s: found by %s at %s', (_name, proof, where, statements) => {
    plant(...statements)
    const difference = found()
    expect(difference).toMatchObject({ proof, where })
    expect(describeDifference(difference)).toContain(`${proof}: ${where} should be`)
  })

  const REHASHED: readonly (readonly [string, Difference['proof'], string, readonly string[]])[] = [
    [
      'an amount',
      'operations',
      'answer of operation 3',
      ['UPDATE journal SET amount_minor = 1999 WHERE id = 3'],
    ],
    [
      'an amount, in its answer too',
      'balances',
      'balance after operation 3',
      [
        `UPDATE journal SET amount_minor = 1999,
           answer = json_set(answer, '$[2]', 1999) WHERE id = 3`,
      ],
    ],
    [
      'an account that never was',
      'entries',
      'operation 2',
      ["UPDATE journal SET debit_account = 'cash' WHERE id = 2"],
    ],
    [
      "a card's way back",
      'operations',
      'the one before operation 5 on its card',
      ['UPDATE journal SET card_previous_id = 2 WHERE id = 5'],
    ],
    [
      'a refund above what was redeemed',
      'reversals',
      'operation 3, undone by 6',
      [
        `UPDATE journal SET amount_minor = 2001, balance_after_minor = balance_after_minor + 1301,
           answer = json_set(answer, '$[2]', 2001, '$[5]', balance_after_minor + 1301,
             '$[6]', balance_after_minor + 1301) WHERE id = 6`,
        'UPDATE journal SET balance_after_minor = NULL, answer = \'{"ok":false,"refusal":{"code":"X"}}\', outcome = \'refused\', code = \'X\', amount_minor = NULL, debit_account = NULL, credit_account = NULL WHERE id = 7',
      ],
    ],
    [
      'a till payment taken twice',
      'claims',
      'till payment of operation 5',
      ["UPDATE journal SET payment_key = 'P-1' WHERE id = 5"],
    ],
    [
      'a refusal that was not the answer',
      'operations',
      'answer of operation 9',
      ["UPDATE journal SET code = 'CARD_BLOCKED' WHERE id = 9"],
    ],
  ]

  test.each(REHASHED)(
    '%s, with the chain made again: found by %s at %s',
    (_name, proof, where, statements) => {
      plant(...statements)
      rehash(folder)
      expect(found()).toMatchObject({ proof, where })
    },
  )

  test('one request recorded twice, where the table no longer forbids it', () => {
    plant()
    const file = new BetterSqlite3(databaseFile(folder))
    file.pragma('foreign_keys = OFF')
    file.pragma('legacy_alter_table = ON')
    file.exec(`
      CREATE TABLE loose AS SELECT * FROM journal;
      DROP TABLE journal;
      ALTER TABLE loose RENAME TO journal;
      UPDATE journal SET request_id = (SELECT request_id FROM journal WHERE id = 2),
        answer = json_set(answer, '$.value.requestId',
          (SELECT request_id FROM journal WHERE id = 2)) WHERE id = 3;
      UPDATE journal SET answer = json_set(answer, '$.value.requestId',
          (SELECT request_id FROM journal WHERE id = 2)) WHERE id = 4;`)
    file.close()
    rehash(folder)
    const twice = { proof: 'idempotency', expected: '1', found: '2' }
    expect(found()).toMatchObject(twice)
    expect(verifySince(folder, { parts: 1 })).toMatchObject({ ok: false, difference: twice })
  })

  test('cards beyond those that fit into memory: proved in further passes', () => {
    expect(verifyLedger(folder, { cardsInMemory: 1 })).toMatchObject({ figures: { cards: 2 } })
    plant('UPDATE card SET balance_minor = balance_minor + 1 WHERE id = 2')
    expect(verifyLedger(folder, { cardsInMemory: 1 })).toMatchObject({
      difference: { proof: 'balances', where: 'balance of card 2', group: 10 },
    })
  })

  test('bytes of the file that were overwritten', () => {
    const file = new BetterSqlite3(databaseFile(folder), { readonly: true })
    const root = file
      .prepare<[], number>("SELECT rootpage FROM sqlite_master WHERE name = 'card_by_last_four'")
      .pluck()
      .get()
    file.close()
    const handle = openSync(databaseFile(folder), 'r+')
    writeSync(handle, Buffer.alloc(2000, 0x5a), 0, 2000, ((root ?? 0) - 1) * 4096 + 2096)
    closeSync(handle)
    expect(found()).toMatchObject({ proof: 'file' })
  })

  test('runs beside a server, on one moment of it', async () => {
    const database = await network.reopen()
    const card = await cardWith(network, 10_000)
    const load = Promise.all(
      Array.from({ length: 300 }, () => database.ledger.execute(redeem(network.station, card, 1))),
    )
    expect(verifyLedger(network.folder)).toMatchObject({ ok: true })
    await load
    expect(verifyLedger(network.folder)).toMatchObject({ ok: true, figures: { operations: 311 } })
  })
})
