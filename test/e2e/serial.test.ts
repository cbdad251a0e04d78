import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, test, vi } from 'vitest'
import { activationLinkOf, openScene, type Scene } from './scene.ts'

const folder = mkdtempSync(join(tmpdir(), 'countermark-tty-'))
const stationEnd = join(folder, 'station')
const scannerEnd = join(folder, 'scanner')
let socat: ChildProcess
let scene: Scene

beforeAll(async () => {
  socat = spawn('socat', [`pty,raw,echo=0,link=${stationEnd}`, `pty,raw,echo=0,link=${scannerEnd}`])
  await vi.waitUntil(() => existsSync(stationEnd) && existsSync(scannerEnd), { timeout: 10_000 })
  scene = await openScene({ stationArgs: ['--scanner', stationEnd] })
})
afterAll(async () => {
  await scene?.close()
  socat?.kill()
  rmSync(folder, { recursive: true, force: true })
})

describe('a serial scanner on a tty', () => {
  test('track 2 of a card, SELECT by Enter, undo by F4', async () => {
    const station = await scene.openStation()
    await station.activate(await activationLinkOf(scene.house), 'Counter 1')
    await scene.house.till.ringGift(2500)
    await station.waitForPayment('$25.00')
    writeFileSync(scannerEnd, `;${scene.house.cards[0]?.number}=49120000000000000?\r\n`)
    await station.waitForBalance('$40.00')
    await station.page.keyboard.press('Enter')
    await station.waitForOutcome('approved')
    await station.page.keyboard.press('F4')
    await station.waitForOutcome('voided')
    writeFileSync(scannerEnd, `${scene.house.cards[0]?.number}\r`)
    await station.waitForBalance('$40.00')
  })
})
