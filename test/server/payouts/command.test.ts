import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runSettle } from '../../../commands/settle.ts'
import { verifyLedger } from '../../../server/storage/index.ts'
import type { RunView } from '../../../src/contract/admin/payout-views.ts'
import { saidBy } from '../commands/said-by.ts'
import {
  addNacha,
  addPlace,
  giveAccount,
  openPayoutHouse,
  type PayoutHouse,
  tradeOf,
} from './payout-house.ts'

let house: PayoutHouse
beforeAll(async () => {
  house = await openPayoutHouse()
  await addNacha(house)
  const place = await addPlace(house, 'Main Street Bakery')
  await giveAccount(house, place, 1)
  const trade = tradeOf(house)
  await trade.redeem(place, await trade.sell(50_000), 12_300)
}, 60_000)
afterAll(() => house.close())

/** The command as its process runs it, with what it says. */
const settle = (...words: readonly string[]) =>
  saidBy(() => runSettle([...words, '--data', house.folder]))

/** The same in a process of its own. */
async function spawned(...words: readonly string[]) {
  const command = join(import.meta.dirname, '../../../commands/countermark.ts')
  const child = spawn(process.execPath, [command, 'settle', ...words, '--data', house.folder], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const [err] = await Promise.all([text(child.stderr), once(child, 'close')])
  return { code: child.exitCode, err }
}

test('settle: from the command line what the admin does, with clear words for what it does not', async () => {
  const locked = await spawned('list')
  expect(locked.code).not.toBe(0)
  expect(locked.err).toMatch(/Stop|stop|another|other/)
  await house.stop()
  expect(await settle('dance')).toMatchObject({ code: 2, out: '' })
  expect(await settle('list')).toMatchObject({ code: 0, out: '' })

  // Of this machine's zone, of no day, or of a year long gone: none of them is anybody's cut-off.
  for (const unclear of ['2026-11-20T18:00:00', '2026-11-20', '20', '11/20/2026 18:00'])
    expect(await settle('run', '--cut-off', unclear)).toMatchObject({ code: 2, out: '' })
  const early = await settle('run', '--cut-off', '2020-11-20T18:00:00-05:00')
  expect(early).toMatchObject({ code: 1, err: expect.stringContaining('nothing to settle') })
  const made = await settle('run')
  const { runId, state } = JSON.parse(made.out) as RunView
  expect(state).toBe('draft')
  const again = await settle('run')
  expect(again).toMatchObject({ code: 1, out: '' })
  expect(again.err).toContain('Run 1 waits for approval')

  const tooSoon = await settle('file', runId, '--to', house.folder)
  expect(tooSoon).toMatchObject({ code: 1, err: expect.stringContaining('Approve it') })
  const approved = JSON.parse((await settle('approve', runId)).out) as RunView
  expect(approved).toMatchObject({ state: 'generated', files: [{ creditsMinor: 12_300 }] })
  const [file] = approved.files
  const written = await settle('file', runId, '--to', house.folder)
  const told = JSON.parse(written.out) as { file: string; sha256: string }
  const bytes = readFileSync(told.file)
  expect(createHash('sha256').update(bytes).digest('hex')).toBe(told.sha256)
  expect(told.sha256).toBe(file?.sha256)
  expect(statSync(told.file).mode & 0o777).toBe(0o600)
  expect((await settle('file', runId, '--to', house.folder)).err).toContain('not written over')

  const sent = JSON.parse((await settle('sent', file?.fileId ?? '')).out) as RunView
  expect(sent).toMatchObject({ state: 'sent', payoutStates: [{ state: 'sent', payouts: 1 }] })
  const lines = await settle('show', runId, '--lines')
  expect(JSON.parse(lines.out)).toMatchObject({ payoutMinor: 12_300, payouts: [{ state: 'sent' }] })
  expect((await settle('cancel', runId, '--reason', 'Late')).code).toBe(1)
  expect(await settle('give-up', file?.fileId ?? '')).toMatchObject({ code: 2, out: '' })
  const refused = await settle('give-up', file?.fileId ?? '', '--reason', 'Refused whole')
  expect(JSON.parse(refused.out)).toMatchObject({
    ...{ state: 'settled', payoutStates: [{ state: 'returned', payouts: 1 }] },
    files: [{ givenUp: { reason: 'Refused whole' } }],
  })
  expect(verifyLedger(house.folder)).toMatchObject({ ok: true })
}, 240_000)
