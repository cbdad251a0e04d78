import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { open, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { systemClock } from '../../../src/main/station/host/clock.ts'
import type { ReadingAbout, Scanner } from '../../../src/main/station/ports.ts'
import { serialScanner } from '../../../src/main/station/scanners/serial.ts'
import { findSerialProfile } from '../../../src/main/station/scanners/serial-profile.ts'

const WAIT = { timeout: 20_000, interval: 10 }
const NUMBER = '9970011234567890128'

let folder = ''
let socat: ChildProcess | undefined
let ended: Promise<unknown> = Promise.resolve()
let scanner: Scanner | undefined
let readings: string[] = []
let abouts: ReadingAbout[] = []
let healthChanges = 0
let onRead = () => {}

const devicePath = () => join(folder, 'scanner')
const gunPath = () => join(folder, 'gun')

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'countermark-serial-'))
  readings = []
  abouts = []
  healthChanges = 0
  onRead = () => {}
})

afterEach(async () => {
  await scanner?.stop()
  await unplug()
  rmSync(folder, { recursive: true, force: true })
})

/** A real pair of ttys: the station opens `scanner`, the test is the gun that writes to `gun`. */
async function plugIn() {
  const running = spawn('socat', [
    `pty,raw,echo=0,link=${devicePath()}`,
    `pty,raw,echo=0,link=${gunPath()}`,
  ])
  socat = running
  ended = new Promise((resolve) => running.once('exit', resolve))
  await vi.waitFor(() => {
    expect(existsSync(devicePath()) && existsSync(gunPath())).toBe(true)
  }, WAIT)
}

async function unplug() {
  socat?.kill('SIGKILL')
  await ended
  rmSync(devicePath(), { force: true })
  rmSync(gunPath(), { force: true })
}

async function startScanner(path = devicePath(), profile = 'any') {
  scanner = serialScanner({ path, profile: findSerialProfile(profile), clock: systemClock })
  await scanner.start({
    onReading: (text, about) => {
      readings.push(text)
      abouts.push(about)
      onRead()
    },
    onHealth: () => {
      healthChanges += 1
    },
  })
}

async function secondScanner(heard: string[]): Promise<Scanner> {
  const second = serialScanner({ path: devicePath(), clock: systemClock })
  await second.start({ onReading: (text) => heard.push(text), onHealth: () => {} })
  return second
}

async function becomes(status: string, problem: string | null) {
  await vi.waitFor(() => {
    expect(scanner?.health()).toMatchObject({ status, problem })
  }, WAIT)
}

async function shoot(...pieces: readonly string[]) {
  const gun = await open(gunPath(), 'w')
  for (const piece of pieces) await gun.write(piece)
  await gun.close()
}

async function reads(...expected: readonly string[]) {
  await vi.waitFor(() => {
    expect(readings).toEqual(expected)
  }, WAIT)
}

describe('serial scanner: on a pair of ttys', () => {
  test('readings whole, split, joined, framed and ended by silence', async () => {
    await plugIn()
    await startScanner()
    await becomes('ok', null)
    await shoot(NUMBER)
    await reads(NUMBER)
    await shoot(`${NUMBER}\r\n`)
    await reads(NUMBER, NUMBER)
    await shoot(NUMBER.slice(0, 5), NUMBER.slice(5), '\r')
    await reads(NUMBER, NUMBER, NUMBER)
    await shoot(`\x02;${NUMBER}=4912?\x03\x02]Q1abc\x03`)
    await reads(NUMBER, NUMBER, NUMBER, `;${NUMBER}=4912?`, ']Q1abc')
    expect(scanner?.health().lastSeenAtMs).toBeGreaterThan(0)
  })

  test('garbage and oversized bursts ask for attention, and the next card reads', async () => {
    await plugIn()
    await startScanner()
    await becomes('ok', null)
    await shoot('\x00\x01\x7f\r', 'x'.repeat(2_000), 'x'.repeat(2_000), '\r')
    await becomes('attention', 'scanner-garbled')
    await shoot(`${NUMBER}\r`)
    await reads(NUMBER)
    await becomes('ok', null)
  })

  test('stopped while its port is still opening: the port is free, and started again it reads', async () => {
    await plugIn()
    await startScanner()
    await scanner?.stop()
    const heard: string[] = []
    const second = await secondScanner(heard)
    try {
      await vi.waitFor(() => expect(second.health().status).toBe('ok'), WAIT)
      await shoot(`${NUMBER}\r`)
      await vi.waitFor(() => expect(heard).toEqual([NUMBER]), WAIT)
    } finally {
      await second.stop()
    }
    await startScanner()
    await becomes('ok', null)
    await shoot(`${NUMBER}\r`)
    await reads(NUMBER)
  })

  test('pulled out and plugged in again, it reads again', async () => {
    await plugIn()
    await startScanner()
    await becomes('ok', null)
    await shoot(`${NUMBER}\r`)
    await reads(NUMBER)
    await unplug()
    await becomes('attention', 'scanner-unplugged')
    expect(scanner?.health().detail).toBe(devicePath())
    await plugIn()
    await becomes('ok', null)
    await shoot(`${NUMBER}\r`)
    await reads(NUMBER, NUMBER)
    expect(healthChanges).toBeGreaterThanOrEqual(3)
  })

  test('pulled out while it is between two reads, it is missed, and reads again', async () => {
    await plugIn()
    onRead = () => {
      socat?.kill('SIGKILL')
      // What the links point to goes away with the line.
      while (existsSync(devicePath()) || existsSync(gunPath()));
    }
    await startScanner()
    await becomes('ok', null)
    await shoot(`${NUMBER}\r`)
    await becomes('attention', 'scanner-unplugged')
    await unplug()
    await plugIn()
    await becomes('ok', null)
    await shoot(`${NUMBER}\r`)
    await reads(NUMBER, NUMBER)
  })

  test('SSI: each packet is acknowledged to the scanner, a repeated one read once', async () => {
    await plugIn()
    await startScanner(devicePath(), 'zebra-ssi')
    await becomes('ok', null)
    const gun = await open(gunPath(), 'r+')
    const packet = Buffer.from(
      '18f3000003363030363439313233343536373839303132 33fb16'.replace(' ', ''),
      'hex',
    )
    const again = Buffer.from(packet)
    again[3] = 1
    again[again.length - 1] = 0x15
    for (const sent of [packet, again]) {
      await gun.write(sent)
      const answer = Buffer.alloc(6)
      for (let read = 0; read < 6; ) read += (await gun.read(answer, read, 6 - read)).bytesRead
      expect(answer.toString('hex')).toBe('04d00400ff28')
    }
    await gun.close()
    expect(readings).toEqual(['6006491234567890123'])
    expect(abouts[0]).toMatchObject({ way: 'serial', framing: 'ssi', symbology: 'code-128' })
  })

  test('a scanner that waits for an answer is told that its reading arrived', async () => {
    await plugIn()
    await startScanner(devicePath(), 'olivetti')
    await becomes('ok', null)
    const gun = await open(gunPath(), 'r+')
    await gun.write(`\x02${NUMBER}\x03`)
    const answer = Buffer.alloc(1)
    await gun.read(answer, 0, 1)
    await gun.close()
    expect(answer.toString('hex')).toBe('06')
    expect(readings).toEqual([NUMBER])
  })

  test('a station that starts before its scanner', async () => {
    await startScanner()
    await becomes('attention', 'scanner-unplugged')
    await plugIn()
    await becomes('ok', null)
    await shoot(`${NUMBER}\n`)
    await reads(NUMBER)
  })

  test('a path that is no serial port asks for attention and does not end the station', async () => {
    const path = join(folder, 'file')
    await writeFile(path, `${NUMBER}\r`)
    await startScanner(path)
    await becomes('attention', 'scanner-unplugged')
    expect(readings).toEqual([])
  })

  test('a port that another program holds: said so, and taken when it is free', async () => {
    await plugIn()
    await startScanner()
    await becomes('ok', null)
    const heard: string[] = []
    const second = await secondScanner(heard)
    await vi.waitFor(() => {
      expect(second.health()).toMatchObject({ status: 'attention', problem: 'scanner-busy' })
    }, WAIT)
    await scanner?.stop()
    await vi.waitFor(() => {
      expect(second.health().status).toBe('ok')
    }, WAIT)
    await shoot(`${NUMBER}\r`)
    await vi.waitFor(() => {
      expect(heard).toEqual([NUMBER])
    }, WAIT)
    await second.stop()
  })

  test('stopped, it is off, lets the port go and reads nothing more', async () => {
    await plugIn()
    await startScanner()
    await becomes('ok', null)
    await scanner?.stop()
    expect(scanner?.health().status).toBe('off')
    const heard: string[] = []
    const second = await secondScanner(heard)
    await vi.waitFor(() => {
      expect(second.health().status).toBe('ok')
    }, WAIT)
    await shoot(`${NUMBER}\r`)
    await vi.waitFor(() => {
      expect(heard).toEqual([NUMBER])
    }, WAIT)
    await second.stop()
    expect(readings).toEqual([])
  })
})
