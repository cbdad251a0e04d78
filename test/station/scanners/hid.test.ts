import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Health } from '../../../src/contract/screen/state.ts'
import { systemClock } from '../../../src/main/station/host/clock.ts'
import type { ReadingAbout, Scanner } from '../../../src/main/station/ports.ts'
import { hidScanners } from '../../../src/main/station/scanners/hid.ts'
import { loadNodeHid } from '../../../src/main/station/scanners/hid-port.ts'
import { barcodeReports, swipeReport } from './hid-reports.ts'
import { type RecordedDevice, type RecordedHid, recordedHid } from './recorded-hid.ts'

const WAIT = { timeout: 20_000, interval: 10 }
const NUMBER = '9970011234567890128'
const VOYAGER = {
  path: '/recorded/voyager',
  vendorId: 0x0c2e,
  productId: 0x0b61,
  manufacturer: 'Honeywell',
  product: 'Voyager 1450g',
  usagePage: 0x8c,
  usage: 2,
}
const MAGTEK = {
  path: '/recorded/magtek',
  vendorId: 0x0801,
  productId: 2,
  product: 'USB Swipe Reader',
  usagePage: 0xff00,
}

let hid: RecordedHid
let scanner: Scanner
let readings: { readonly text: string; readonly about: ReadingAbout }[] = []

beforeEach(async () => {
  hid = recordedHid()
  readings = []
  scanner = hidScanners({ clock: systemClock, load: async () => hid.port })
})
afterEach(() => scanner.stop())

const start = () =>
  scanner.start({ onReading: (text, about) => readings.push({ text, about }), onHealth: () => {} })

async function isRead(...devices: readonly RecordedDevice[]) {
  await vi.waitFor(() => {
    expect(devices.every((device) => device.isRead())).toBe(true)
  }, WAIT)
}

async function becomes(part: Partial<Health>) {
  await vi.waitFor(() => {
    expect(scanner.health()).toMatchObject(part)
  }, WAIT)
}

describe('HID scanners: node-hid with recorded reports', () => {
  test('the real node-hid lists the devices of this PC', async () => {
    const port = await loadNodeHid()
    expect(Array.isArray(await port.devicesAsync())).toBe(true)
    await expect(port.HIDAsync.open('/no/such/device')).rejects.toThrow()
  })

  test('codes in one report and in two', async () => {
    const voyager = hid.plugIn(VOYAGER)
    await start()
    await becomes({ status: 'ok', problem: null, detail: 'Honeywell Voyager 1450g' })
    await isRead(voyager)
    expect(voyager.featureReports).toEqual([[0xfe, 0x01]])
    for (const report of barcodeReports(']C0', NUMBER)) voyager.send(report)
    const link = `https://cards.example/c/${'Ab9_'.repeat(12)}`
    for (const report of barcodeReports(']Q1', link, { makerCode: 0x73 })) voyager.send(report)
    expect(readings).toEqual([
      {
        text: `]C0${NUMBER}`,
        about: {
          way: 'hid',
          scanner: 'Honeywell Voyager 1450g',
          framing: 'hid-report',
          symbology: 'code-128',
        },
      },
      { text: `]Q1${link}`, about: expect.objectContaining({ framing: 'hid-reports' }) },
    ])
    expect(scanner.health().lastSeenAtMs).toBeGreaterThan(0)
  })

  test('a swipe, beside a scanner', async () => {
    const voyager = hid.plugIn(VOYAGER)
    const magtek = hid.plugIn(MAGTEK)
    await start()
    await isRead(voyager, magtek)
    const swipe = [`%B${NUMBER}^GIFT^4912?`, `;${NUMBER}=4912?`] as const
    magtek.send(swipeReport([...swipe, '']))
    for (const report of barcodeReports(']C0', NUMBER)) voyager.send(report)
    expect(readings.map(({ text: read }) => read)).toEqual([swipe.join(''), `]C0${NUMBER}`])
    expect(readings[0]?.about).toMatchObject({
      framing: 'swipe-report',
      symbology: 'magnetic-stripe',
    })
  })

  test('pulled out and plugged in again, at another path, it reads again', async () => {
    const before = hid.plugIn(VOYAGER)
    await start()
    await isRead(before)
    before.unplug()
    await becomes({ status: 'attention', problem: 'scanner-unplugged' })
    expect(scanner.health().detail).toBe('Honeywell Voyager 1450g')
    expect(before.isOpen()).toBe(false)
    const again = hid.plugIn({ ...VOYAGER, path: '/recorded/voyager-again' })
    await becomes({ status: 'ok', problem: null })
    await isRead(again)
    for (const report of barcodeReports(']C0', NUMBER)) again.send(report)
    expect(readings).toHaveLength(1)
  })

  test('pulled out, and another one plugged in for it: nothing is missing', async () => {
    const voyager = hid.plugIn(VOYAGER)
    const swipe = hid.plugIn(MAGTEK)
    await start()
    await isRead(voyager, swipe)
    voyager.unplug()
    await becomes({ status: 'attention', problem: 'scanner-unplugged' })
    swipe.unplug()
    await becomes({ detail: 'Honeywell Voyager 1450g, USB Swipe Reader' })
    await isRead(hid.plugIn({ ...VOYAGER, path: '/recorded/other', product: 'Xenon 1900' }))
    await becomes({ problem: 'scanner-unplugged', detail: 'USB Swipe Reader' })
    hid.plugIn({ ...MAGTEK, path: '/recorded/swipe-again' })
    await becomes({ status: 'ok', problem: null })
  })

  test('plugged in after the start, with its other interfaces left alone', async () => {
    await start()
    expect(scanner.health()).toMatchObject({ status: 'off', problem: null })
    const keyboard = hid.plugIn({ ...VOYAGER, path: '/recorded/keys', usagePage: 1, usage: 6 })
    const silent = hid.plugIn({ ...VOYAGER, vendorId: 0x23d0 }, { takesFeatureReports: false })
    await becomes({ status: 'ok' })
    await isRead(silent)
    expect([keyboard.isOpen(), silent.isOpen()]).toEqual([false, true])
    for (const report of barcodeReports(']C0', NUMBER)) silent.send(report)
    expect(readings).toHaveLength(1)
  })

  test('a device that this PC does not let us open: said, with its name', async () => {
    const shut = hid.plugIn(VOYAGER, { mayOpen: false })
    await start()
    expect(scanner.health()).toMatchObject({
      status: 'attention',
      problem: 'scanner-no-permission',
      detail: 'Honeywell Voyager 1450g',
    })
    shut.unplug()
    await becomes({ status: 'off', problem: null })
  })

  test('stopped, it lets go and looks no more', async () => {
    const voyager = hid.plugIn(VOYAGER)
    await start()
    await scanner.stop()
    expect(voyager.isOpen()).toBe(false)
    expect(hid.looks()).toBe(1)
  })
})

describe('HID scanners: without libusb', () => {
  test('the station starts and says what to install', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'countermark-libusb-'))
    try {
      // What the system's linker finds first is no library, so that node-hid's binary cannot load.
      writeFileSync(join(folder, 'libusb-1.0.so.0'), '')
      const child = spawn(
        process.execPath,
        [join(import.meta.dirname, 'station-child.ts'), join(folder, 'data')],
        { env: { ...process.env, LD_LIBRARY_PATH: folder }, stdio: ['ignore', 'pipe', 'inherit'] },
      )
      const health: unknown = JSON.parse(await text(child.stdout))
      expect(health).toEqual({
        status: 'attention',
        problem: 'scanner-hid-missing',
        detail: 'libusb-1.0-0',
        lastSeenAtMs: null,
      })
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })
})
