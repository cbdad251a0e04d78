import { cpSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { databaseFile, openDatabase, verifyLedger } from '../../../../server/storage/index.ts'
import { LOG_RESERVED_BYTES } from '../../../../server/storage/limits.ts'
import { cardWith, openTestNetwork, type TestNetwork } from '../../ledger/network.ts'
import { redeem } from '../../ledger/requests.ts'

let network: TestNetwork
let copy: string
beforeEach(async () => {
  network = await openTestNetwork()
  copy = mkdtempSync(join(tmpdir(), 'countermark-reserved-'))
})
afterEach(async () => {
  await network.end()
  rmSync(copy, { recursive: true })
})

const logBytes = () => statSync(`${databaseFile(network.folder)}-wal`).size

test('the log has its length from the start, and what is in it outlives the process', async () => {
  const { ledger } = await network.reopen({ reservesLog: true })
  expect(logBytes()).toBe(LOG_RESERVED_BYTES)
  const card = await cardWith(network, 5_000)
  const last = redeem(network.station, card, 70)
  const told = await ledger.execute(last)
  expect(logBytes()).toBe(LOG_RESERVED_BYTES)
  expect(told.reply).toMatchObject({ ok: true, value: { balanceMinor: 4_930 } })
  // As a process leaves it that is killed here: most of the log is zeros.
  for (const ending of ['', '-wal'])
    cpSync(databaseFile(network.folder) + ending, databaseFile(copy) + ending)
  const again = await openDatabase({ dataDirectory: copy, reservesLog: true })
  try {
    expect(await again.ledger.execute(last)).toMatchObject({
      reply: { ok: true, value: { balanceMinor: 4_930, replayed: true } },
    })
  } finally {
    await again.close()
  }
  expect(verifyLedger(copy)).toMatchObject({ ok: true, figures: { operations: 2 } })
})
