import { mkdtempSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { proveLedger } from '../../commands/books.ts'
import { FREE_PORTS, type House, openHouse } from '../../demo/house.ts'
import { readyText } from '../../demo/programs.ts'
import { openScreen, type ScreenClient } from '../../demo/screen-client.ts'
import { readOperations } from './ledger-file.ts'

const KILLS = 50
const AMOUNT_MINOR = 100
/** A redemption on loopback takes a few ms: kills fall before, between and after its steps. */
const KILL_WITHIN_MS = 25

const folder = mkdtempSync(join(tmpdir(), 'countermark-station-kill-'))
let house: House

beforeAll(async () => {
  house = await openHouse(folder, { ports: FREE_PORTS })
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function print(receiptNumber: string): Promise<void> {
  const text = `\x1b@KILL SHOP\nReceipt ${receiptNumber}\nTOTAL  1.00\nGIFT CARD  1.00\n\n\x1dV\x00`
  return new Promise((resolve, reject) => {
    const socket = connect(house.printerPort, '127.0.0.1', () =>
      socket.end(Buffer.from(text, 'latin1')),
    )
    socket.on('error', reject)
    socket.on('close', () => resolve())
    socket.resume()
  })
}

interface JournaledOperation {
  readonly requestId: string
  readonly kind: string
  readonly state: string
}

/** The station's own record, read from its file as it lies on the disk. */
function readJournal(): JournaledOperation[] {
  const file = new Database(join(house.stationDirectory, 'journal.db'), { readonly: true })
  try {
    return file
      .prepare('SELECT request_id AS requestId, kind, state FROM operation ORDER BY request_id')
      .all() as JournaledOperation[]
  } finally {
    file.close()
  }
}

const FINAL = new Set(['posted', 'refused', 'voided'])

describe('station killed in the middle of a redemption', () => {
  test(`${KILLS} kills: every redemption final after the restart, none lost, none twice`, async () => {
    const location = house.network.locations[0]
    const { link } = await house.admin.call('send-activation', {
      locationId: location?.locationId ?? '',
    })
    let screen = await openScreen(house.stationUrl)
    await screen.ask('activate-device', { link: link ?? '', deviceName: 'Counter 1' })
    await ready(screen)
    const shownApproved = new Set<string>()
    let underWay = 0
    for (let kill = 0; kill < KILLS; kill += 1) {
      const card = house.cards[kill % 2]
      await print(`K-${1000 + kill}`)
      await screen.ask('type-card', { text: card?.number ?? '' })
      const { waiting, card: seen } = await screen.waitFor(
        (state) => state.card?.status === 'known' && state.waiting.length > 0,
      )
      const paymentId = waiting[0]?.paymentId ?? ''
      const lastFour = seen?.lastFour ?? ''
      void screen
        .ask('select-payment', { paymentId, partial: 'deny', lastFour })
        .catch(() => undefined)
      await new Promise((resolve) => setTimeout(resolve, Math.random() * KILL_WITHIN_MS))
      const outcome = screen.state()?.outcome
      if (outcome?.kind === 'approved') shownApproved.add(outcome.reference)
      const station = await house.restartStation(() => {
        underWay += readJournal().filter(({ state }) => !FINAL.has(state)).length
      })
      screen = await openScreen(readyText(station, 'url'))
      await ready(screen)
    }
    screen.close()
    await house.close()
    await expectOneEach(shownApproved)
    expect(underWay, 'kills between the journal and the answer').toBeGreaterThan(0)
    expect(shownApproved.size, 'kills after the answer').toBeGreaterThan(0)
    console.info(
      `${KILLS} kills, ${underWay} of them between journal and answer, ${shownApproved.size} after, lost 0, double 0`,
    )
  })
})

async function ready(screen: ScreenClient): Promise<void> {
  await screen.waitFor(
    (state) =>
      state.activation === 'active' && state.server.status === 'ok' && state.unsettledCount === 0,
  )
  if (screen.state()?.outcome.kind !== 'idle') await screen.ask('next-customer', {})
}

async function expectOneEach(shownApproved: ReadonlySet<string>): Promise<void> {
  const journal = readJournal().filter(({ kind }) => kind === 'redeem')
  expect(journal.filter(({ state }) => !FINAL.has(state))).toEqual([])
  const stored = readOperations(house.serverDirectory, 'redeem')
  const payments = stored
    .filter(({ voided }) => !voided)
    .map(({ payment }) => JSON.parse(payment ?? '{}').paymentKey)
  expect(new Set(payments).size, 'a payment was taken twice').toBe(payments.length)
  const posted = journal.filter(({ state }) => state === 'posted').map(({ requestId }) => requestId)
  expect(stored.map(({ requestId }) => requestId).sort()).toEqual(posted.sort())
  expect(stored.every(({ amountMinor }) => amountMinor === AMOUNT_MINOR)).toBe(true)
  expect(stored.length).toBeGreaterThanOrEqual(shownApproved.size)
  expect(proveLedger(house.serverDirectory).problem).toBeNull()
}
