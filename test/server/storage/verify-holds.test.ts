import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { databaseFile, verifyLedger, verifySince } from '../../../server/storage/index.ts'
import { cashOut, standing } from '../ledger/corrections.ts'
import { capture, hold, release } from '../ledger/holds.ts'
import { cardWith, openTestNetwork, run, type TestNetwork } from '../ledger/network.ts'
import { voidRequest } from '../ledger/requests.ts'
import { rehash } from './forgery.ts'
import { runUnguarded } from './unguarded.ts'

let network: TestNetwork
let folder: string
beforeAll(async () => {
  network = await openTestNetwork()
  await story(network)
  await network.database.close()
})
afterAll(() => network.end())
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'countermark-holds-'))
  copyFileSync(databaseFile(network.folder), databaseFile(folder))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** Operations 1 to 10: three holds, of which one stays open, and a cash-out that closed a card. */
async function story({ station, webstore, ...network }: TestNetwork): Promise<void> {
  const ground = { station, webstore, ...network } as TestNetwork
  const card = await cardWith(ground, 5000)
  const [taken, free, open] = [500, 200, 1000].map((amount) => hold(station, card, amount))
  if (!taken || !free || !open) throw new Error('three holds')
  for (const held of [taken, free, open]) await run(ground, held)
  await run(ground, capture(station, { by: 'request', requestId: taken.requestId }, 300))
  await run(ground, release(station, { by: 'request', requestId: free.requestId }))
  await run(ground, standing('block', webstore, card))
  const other = await cardWith(ground, 900)
  const out = cashOut(station, other, null, { close: true })
  await run(ground, out)
  await run(ground, voidRequest(station, out.requestId))
}

function difference(): { readonly proof: string; readonly where: string } {
  const whole = verifyLedger(folder)
  const since = verifySince(folder, { parts: 1 })
  expect(since.ok, 'also by the proof of every night').toBe(false)
  if (whole.ok) throw new Error('the planted change was not found')
  return whole.difference
}

test('a sound ledger with holds: proved', () => {
  expect(verifyLedger(folder)).toMatchObject({ ok: true, figures: { operations: 10, cards: 2 } })
})

const PLANTED: readonly (readonly [string, string, string, readonly string[]])[] = [
  [
    'what is held of a card',
    'balances',
    'held value of card 1',
    ['UPDATE card SET held_minor = 999 WHERE id = 1'],
  ],
  [
    'the end of a hold that is gone',
    'reversals',
    'operation 5, the end of hold 2',
    ['DELETE FROM reversal WHERE journal_id = 2'],
  ],
  [
    'the end of a hold that another ended',
    'reversals',
    'operation 6, the end of hold 3',
    ['UPDATE reversal SET voided_by = 7 WHERE journal_id = 3'],
  ],
]

test.each(PLANTED)('%s: found by %s at %s', (_name, proof, where, statements) => {
  runUnguarded(folder, statements)
  expect(difference()).toMatchObject({ proof, where })
})

const REHASHED: typeof PLANTED = [
  [
    'a hold of more than was held',
    'operations',
    'available after operation 4',
    ['UPDATE journal SET requested_minor = 1500 WHERE id = 4'],
  ],
  [
    'a release of another hold',
    'reversals',
    'operation 6, the end of hold 4',
    ['UPDATE journal SET original_id = 4 WHERE id = 6'],
  ],
  [
    'a redemption that tells of a smaller hold',
    'operations',
    'available after operation 5',
    [`UPDATE journal SET answer = json_set(answer, '$[12].heldMinor', 400) WHERE id = 5`],
  ],
  [
    'a block that closed the card',
    'operations',
    'card state after operation 7',
    [`UPDATE journal SET answer = json_set(answer, '$[8]', 'deactivated') WHERE id = 7`],
  ],
]

test.each(REHASHED)('%s, with the chain made again: found', (_name, proof, where, statements) => {
  runUnguarded(folder, statements)
  rehash(folder)
  expect(difference()).toMatchObject({ proof, where })
})

test('an end of a hold that nothing ended: found', () => {
  runUnguarded(folder, [
    'INSERT INTO reversal (journal_id, amount_minor, voided_by) VALUES (4, 1000, 6)',
  ])
  const where = 'what was undone of operation 4'
  expect(difference()).toMatchObject({ proof: 'reversals', where })
})
