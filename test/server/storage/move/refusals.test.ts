import BetterSqlite3 from 'better-sqlite3'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import {
  giveUpMove,
  moveLedger,
  openDatabase,
  verifyLedger,
} from '../../../../server/storage/index.ts'
import { startPostgres, type TestPostgres } from '../../../helpers/postgres.ts'
import { cardWith, openTestNetwork, run, type TestNetwork } from '../../ledger/network.ts'
import { redeem } from '../../ledger/requests.ts'

let postgres: TestPostgres
let network: TestNetwork
let databaseUrl: string
beforeAll(async () => {
  postgres = await startPostgres()
})
afterAll(() => postgres.end())
beforeEach(async () => {
  network = await openTestNetwork()
  databaseUrl = await postgres.createDatabase()
})
afterEach(() => network.end())

function move(of: TestNetwork = network, to: string = databaseUrl) {
  return moveLedger({ dataDirectory: of.folder, databaseUrl: to, onProgress: () => undefined })
}

function giveUp(isTargetLost = false) {
  return giveUpMove({ dataDirectory: network.folder, databaseUrl, isTargetLost })
}

/** Begins a move that is cut short where it says this word. */
async function moveUntil(word: string): Promise<void> {
  const cut = moveLedger({
    dataDirectory: network.folder,
    databaseUrl,
    onProgress: (text) => {
      if (text.includes(word)) throw new Error('cut here')
    },
  })
  await expect(cut).rejects.toThrow('cut here')
}

test('a database with something in it: nothing is moved over it', async () => {
  await cardWith(network, 500)
  await postgres.query(databaseUrl, 'CREATE TABLE mine (x int)')
  await expect(move()).rejects.toThrow('is not empty (it has mine)')
  const tables = await postgres.query(
    databaseUrl,
    "SELECT 1 FROM pg_tables WHERE schemaname = 'public'",
  )
  expect(tables).toHaveLength(1)
})

test('what an extension brought is not in the way, and stays as it is', async () => {
  await cardWith(network, 500)
  await postgres.query(
    databaseUrl,
    `CREATE EXTENSION pg_stat_statements;
     CREATE TABLE theirs (x int);
     CREATE TRIGGER kept BEFORE UPDATE ON theirs FOR EACH ROW
       EXECUTE FUNCTION suppress_redundant_updates_trigger();
     ALTER TABLE theirs DISABLE TRIGGER kept;
     ALTER EXTENSION pg_stat_statements ADD TABLE theirs`,
  )
  await move()
  const database = await openDatabase({ dataDirectory: network.folder, databaseUrl })
  await database.close()
  const kept = await postgres.query(
    databaseUrl,
    "SELECT tgenabled AS state FROM pg_trigger WHERE tgname = 'kept'",
  )
  expect(kept).toEqual([{ state: 'D' }])
})

test('a ledger that is not right is not moved, and goes on where it is', async () => {
  await cardWith(network, 500)
  await network.database.close()
  const file = new BetterSqlite3(`${network.folder}/countermark.db`)
  file.exec('DROP TRIGGER card_balance_follows_the_journal; UPDATE card SET balance_minor = 1')
  file.close()
  await expect(move()).rejects.toThrow('is not moved')
  await (await openDatabase({ dataDirectory: network.folder, clockBehind: 'hold' })).close()
})

test('a target that is not complete is opened by no server', async () => {
  await cardWith(network, 500)
  await moveUntil('copying')
  const opened = openDatabase({ dataDirectory: network.folder, databaseUrl })
  await expect(opened).rejects.toThrow('being moved into it')
  // The ledger takes money all the while.
  await cardWith(network, 500)
  await move()
  const database = await openDatabase({ dataDirectory: network.folder, databaseUrl })
  await database.close()
})

test('another ledger is not mixed into a move that was interrupted', async () => {
  await cardWith(network, 500)
  await moveUntil('copying')
  const other = await openTestNetwork()
  await cardWith(other, 500)
  await expect(move(other)).rejects.toThrow('Another ledger')
  await other.end()
})

test('a sealed ledger moves to the target that it was sealed for, and nowhere else', async () => {
  await cardWith(network, 500)
  await move()
  const elsewhere = await postgres.createDatabase()
  await expect(move(network, elsewhere)).rejects.toThrow(`sealed for its move to ${databaseUrl}`)
  // Once more to the same is no error: it is there.
  const again = await move()
  expect(again.books.cards).toMatchObject([{ cards: 1, balanceMinor: 500 }])
  await expect(giveUp()).rejects.toThrow('is complete')
})

test('a move that was given up: the folder is the ledger again, the target never', async () => {
  const card = await cardWith(network, 500)
  const { reply } = await sealWithoutTarget(card)
  expect(reply).toBe('moved')
  await giveUp()
  await run(network, redeem(network.station, card, 100))
  await expect(move()).rejects.toThrow('given up')
  const opened = openDatabase({ dataDirectory: network.folder, databaseUrl })
  await expect(opened).rejects.toThrow('given up')
  await network.database.close()
  expect(verifyLedger(network.folder)).toMatchObject({ ok: true, figures: { operations: 2 } })
})

test('a target that is lost for good: the folder is the ledger again when that is said', async () => {
  const card = await cardWith(network, 500)
  await sealWithoutTarget(card)
  databaseUrl = 'postgres://127.0.0.1:1/gone'
  await expect(giveUp()).rejects.toThrow('interrupted')
  await giveUp(true)
  await run(network, redeem(network.station, card, 100))
})

/** Seals the ledger by a move that cannot be completed, because its target takes no last step. */
async function sealWithoutTarget(card: Awaited<ReturnType<typeof cardWith>>) {
  await moveUntil('copying')
  await postgres.query(
    databaseUrl,
    `CREATE FUNCTION refuse_end() RETURNS trigger LANGUAGE plpgsql AS
       $$ BEGIN IF NEW.state = 'complete' THEN RAISE 'not now'; END IF; RETURN NEW; END $$;
     CREATE TRIGGER refuse_end BEFORE UPDATE ON move FOR EACH ROW EXECUTE FUNCTION refuse_end()`,
  )
  await expect(move()).rejects.toThrow('not now')
  const reply = await network.database.ledger.execute(redeem(network.station, card, 1)).then(
    () => 'done',
    (error: { readonly code: string }) => error.code,
  )
  expect(network.database.trouble()).toContain('has moved to')
  return { reply }
}
