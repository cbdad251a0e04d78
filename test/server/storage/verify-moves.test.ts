import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { databaseFile, verifyLedger, verifySince } from '../../../server/storage/index.ts'
import { merge, replace } from '../ledger/moves.ts'
import { cardWith, openTestNetwork, run, stockedCard, type TestNetwork } from '../ledger/network.ts'
import { redeem, voidRequest } from '../ledger/requests.ts'
import { rehash } from './forgery.ts'
import { runUnguarded } from './unguarded.ts'

let network: TestNetwork
let folder: string
beforeAll(async () => {
  network = await openTestNetwork()
  await story()
  await network.database.close()
})
afterAll(() => network.end())
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'countermark-moves-'))
  copyFileSync(databaseFile(network.folder), databaseFile(folder))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/**
 * Cards 1 to 4. Rows 1 to 3: three are sold; 4: something is redeemed from the first; 5 and 6: the first
 * is merged into the second; 7 and 8: the second is replaced by the fourth; 9: the redemption is voided.
 */
async function story(): Promise<void> {
  const { station, webstore } = network
  const [first, second] = [await cardWith(network, 5000), await cardWith(network, 700)]
  await cardWith(network, 900)
  const taken = redeem(station, first, 1000)
  await run(network, taken)
  await run(network, merge(station, first, second))
  const fourth = await stockedCard(network)
  network.clock.nowMs += 1000
  await run(network, replace(webstore, second, fourth))
  await run(network, voidRequest(station, taken.requestId))
}

function difference(): { readonly proof: string; readonly where: string } {
  const whole = verifyLedger(folder)
  const since = verifySince(folder, { parts: 1 })
  expect(since.ok, 'also by the proof of every night').toBe(false)
  if (whole.ok) throw new Error('the planted change was not found')
  return whole.difference
}

test('a sound ledger with cards in the place of others: proved, each row of two cards counted', () => {
  expect(verifyLedger(folder)).toMatchObject({
    ok: true,
    figures: { operations: 7, cards: 4, entries: 18 },
  })
})

type Planted = readonly [name: string, proof: string, where: string, statements: readonly string[]]

const PLANTED: readonly Planted[] = [
  [
    'a successor that is another card, to which nothing went',
    'reversals',
    'operation 4, undone by 9',
    ['UPDATE card SET successor_id = 3 WHERE id = 1'],
  ],
  [
    'a successor that is gone from between',
    'reversals',
    'operation 4, undone by 9',
    ['UPDATE card SET successor_id = NULL WHERE id = 2'],
  ],
  [
    'a successor of a card that was not replaced',
    'balances',
    'successor of card 3',
    ['UPDATE card SET successor_id = 4 WHERE id = 3'],
  ],
  [
    'a replaced card that goes on',
    'balances',
    'state of card 1',
    ["UPDATE card SET state = 'active' WHERE id = 1"],
  ],
  [
    'a replacement with another date of sale',
    'balances',
    'activation of card 4',
    ['UPDATE card SET activated_at_ms = activated_at_ms + 1000 WHERE id = 4'],
  ],
]

test.each(PLANTED)('%s: found by %s at %s', (_name, proof, where, statements) => {
  runUnguarded(folder, statements)
  expect(difference()).toMatchObject({ proof, where })
})

const OF_FIRST = 'operation 5, which is on two cards'
const REHASHED: readonly Planted[] = [
  [
    'a second row that names another successor',
    'operations',
    OF_FIRST,
    [
      "UPDATE journal SET answer = json_set(answer, '$[12].successor', 3) WHERE id = 6",
      'UPDATE card SET successor_id = 3 WHERE id = 1',
    ],
  ],
  [
    'a second row of another request',
    'operations',
    OF_FIRST,
    ["UPDATE journal SET request_id = 'another' WHERE id = 6"],
  ],
  [
    'a second row that stands alone',
    'operations',
    'card state after operation 6',
    [
      `UPDATE journal SET kind = 'adjust', line = 0, request_id = 'alone',
         answer = json_set(answer, '$[0]', 'adjust') WHERE id = 6`,
    ],
  ],
  [
    'a first row that gives more than the second takes',
    'operations',
    OF_FIRST,
    [
      `UPDATE journal SET amount_minor = 4001, balance_after_minor = 4701,
         answer = json_set(answer, '$[2]', 4001, '$[5]', 4701, '$[6]', 4701) WHERE id = 5`,
    ],
  ],
  [
    'a card that keeps its state and gives all away',
    'operations',
    'card state after operation 6',
    ["UPDATE journal SET answer = json_set(answer, '$[8]', 'active') WHERE id = 6"],
  ],
  [
    'value that follows to a card that is no successor',
    'reversals',
    'operation 4, undone by 9',
    [
      `UPDATE journal SET card_id = 3, credit_account = 'card:3', card_previous_id = 3,
         balance_after_minor = 1900,
         answer = json_set(answer, '$[5]', 1900, '$[6]', 1900) WHERE id = 9`,
      'UPDATE card SET balance_minor = 1900, last_journal_id = 9 WHERE id = 3',
      'UPDATE card SET balance_minor = 4700, last_journal_id = 7 WHERE id = 4',
    ],
  ],
]

test.each(REHASHED)('%s, with the chain made again: found', (_name, proof, where, statements) => {
  runUnguarded(folder, statements)
  rehash(folder)
  expect(difference()).toMatchObject({ proof, where })
})
