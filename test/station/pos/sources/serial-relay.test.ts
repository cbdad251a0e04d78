import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SerialPort } from 'serialport'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { SourceMemory } from '../../../../src/main/station/ports.ts'
import { bytes, CUT, DLE } from '../escpos-bytes.ts'
import { until } from './printers.ts'
import { SALE } from './proxies.ts'
import { farEnd, type PtyPair, ptyPair } from './pty-pair.ts'
import { started } from './started.ts'
import { mapMemory } from './surroundings.ts'

let folder = ''

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'countermark-relay-'))
})
afterEach(() => {
  vi.restoreAllMocks()
  rmSync(folder, { recursive: true, force: true })
})

const [XON, XOFF] = [0x11, 0x13]

function relay(toPos: PtyPair, toPrinter: PtyPair, memory: SourceMemory) {
  const line = { path: toPos.one }
  const config = { kind: 'serial-relay', line, printerPath: toPrinter.one, idleMs: 100 } as const
  return started(config, { memoryOf: () => memory })
}

async function between(memory = mapMemory()) {
  const [toPos, toPrinter] = [await ptyPair(folder, 'pos'), await ptyPair(folder, 'printer')]
  const { source, sink } = await relay(toPos, toPrinter, memory)
  return { source, sink, toPos, toPrinter, pos: await farEnd(toPos.other) }
}

type Between = Awaited<ReturnType<typeof between>>

async function printerGone({ source, toPrinter }: Pick<Between, 'source' | 'toPrinter'>) {
  await toPrinter.unplug()
  await until(() => source.health().problem === 'serial-unplugged')
}

async function printerBack({ source, toPrinter }: Pick<Between, 'source' | 'toPrinter'>) {
  await toPrinter.plugIn()
  const printer = await farEnd(toPrinter.other)
  await until(() => source.health().problem === null)
  return printer
}

/** Ends when the line takes no more of it. */
async function untilStill(taken: () => number): Promise<number> {
  for (let before = -1; before !== taken(); ) {
    before = taken()
    await new Promise((resolve) => setTimeout(resolve, 300))
  }
  return taken()
}

/** Receipts of so many sales, each with its own number and amount. */
function sales(count: number): Buffer {
  const papers = Array.from({ length: count }, (_, index) => {
    const amount = `${index + 1}.00`
    return bytes(`TILL 1  RECEIPT ${1_000 + index}\nTOTAL  ${amount}\nGIFT CARD  ${amount}\n`, CUT)
  })
  return Buffer.concat(papers)
}

test('every byte is passed on unchanged, both ways, and the paper is read', async () => {
  const { source, sink, pos, toPrinter } = await between()
  const printer = await farEnd(toPrinter.other)
  const job = bytes(
    [DLE, 4, 1],
    [...SALE],
    Array.from({ length: 256 }, (_, byte) => byte),
  )
  pos.send(job)
  await until(() => printer.received().length === job.length)
  expect(printer.received()).toEqual(Buffer.from(job))
  printer.send(Uint8Array.of(0x12, 0x13, 0x11, 0x00, 0xff))
  await until(() => pos.received().length === 5)
  expect(pos.received()).toEqual(Buffer.from([0x12, 0x13, 0x11, 0x00, 0xff]))
  await until(() => sink.papers.length >= 1)
  expect(sink.papers[0]).toMatchObject({ receiptNumber: '000482' })
  expect(source.health()).toMatchObject({ status: 'ok', problem: null })
})

test('ports without modem lines: said, and carried on', async () => {
  const { source, sink, pos } = await between()
  await until(() => source.details?.().notes?.includes('modem-lines-not-carried') === true)
  pos.send(bytes('RECEIPT 5\nTOTAL 2.00\nGIFT CARD 2.00\n', CUT))
  await until(() => sink.papers.length === 1)
})

test('the printer is unplugged: nothing is taken, and it prints once it is back', async () => {
  const { source, sink, pos, toPrinter } = await between()
  await toPrinter.unplug()
  await until(() => source.health().problem === 'serial-unplugged')
  expect(source.health().detail).toContain(toPrinter.one)
  pos.send(SALE)
  await toPrinter.plugIn()
  const printer = await farEnd(toPrinter.other)
  await until(() => printer.received().length === SALE.length)
  expect(printer.received()).toEqual(Buffer.from(SALE))
  await until(() => sink.papers.length === 1)
  expect(source.health().status).toBe('ok')
})

test('the printer is away: a POS is held up after a few bytes, and all of it is printed in order', async () => {
  const cables = await between()
  const { sink, pos } = cables
  await printerGone(cables)
  const job = sales(2_000)
  const sending = pos.sendSlowly(job)
  // What the system keeps of two lines and of the cable between them is far below this.
  expect(await untilStill(sending.taken)).toBeLessThan(48_000)
  expect(job.length).toBeGreaterThan(100_000)
  expect(sink.papers).toEqual([])
  const printer = await printerBack(cables)
  await until(() => printer.received().length >= job.length)
  expect(printer.received().equals(job)).toBe(true)
  await until(() => sink.papers.length >= 2_000)
  expect(sink.papers.map(({ receiptNumber }) => receiptNumber)).toEqual(
    Array.from({ length: 2_000 }, (_, index) => String(1_000 + index)),
  )
})

test('pulled out in the middle of a job: the printer gets the rest of it, and each sale is one payment', async () => {
  const cables = await between()
  const { sink, pos } = cables
  const job = sales(1_000)
  pos.sendSlowly(job)
  await until(() => sink.papers.length > 0)
  await printerGone(cables)
  expect(sink.papers.length).toBeLessThan(1_000)
  const printer = await printerBack(cables)
  await until(() => sink.papers.at(-1)?.receiptNumber === '1999')
  await until(() => job.subarray(-printer.received().length).equals(printer.received()))
  expect(sink.papers.flatMap(({ tenders }) => tenders.map((tender) => tender.amountMinor))).toEqual(
    Array.from({ length: 1_000 }, (_, index) => (index + 1) * 100),
  )
})

test('the answers of a printer come through again after the POS was away', async () => {
  const cables = await between()
  const { source, toPos, toPrinter } = cables
  const printer = await farEnd(toPrinter.other)
  await toPos.unplug()
  await until(() => source.health().problem === 'serial-unplugged')
  printer.sendSlowly(Buffer.alloc(200_000, 0x12))
  await toPos.plugIn()
  await until(() => source.health().problem === null)
  const pos = await farEnd(toPos.other)
  await untilStill(() => pos.received().length)
  printer.send(Uint8Array.of(0x16))
  await until(() => pos.received().at(-1) === 0x16)
})

test('a printer that speaks XON and XOFF: the POS is stopped so while it is away', async () => {
  const memory = mapMemory()
  const cables = await between(memory)
  const { pos, toPrinter } = cables
  const printer = await farEnd(toPrinter.other)
  printer.send(Uint8Array.of(XON))
  await until(() => pos.received().length === 1)
  await printerGone(cables)
  await until(() => pos.received().length === 2)
  await printerBack(cables)
  await until(() => pos.received().length === 3)
  expect([...pos.received()]).toEqual([XON, XOFF, XON])
  expect(memory.names()).toContain('flow')
})

test('started again while the POS is stopped by XOFF: it goes on once the printer is there', async () => {
  const memory = mapMemory()
  const cables = await between(memory)
  const { source, pos, toPos, toPrinter } = cables
  const printer = await farEnd(toPrinter.other)
  printer.send(Uint8Array.of(XON))
  await until(() => pos.received().length === 1)
  await printerGone(cables)
  await until(() => pos.received().at(-1) === XOFF)
  await source.stop()
  await toPrinter.plugIn()
  const again = await relay(toPos, toPrinter, memory)
  await until(() => again.source.health().problem === null)
  await until(() => pos.received().at(-1) === XON)
})

test('a printer that never did: the POS hears nothing that the printer did not say', async () => {
  const cables = await between()
  const { pos, toPrinter } = cables
  const printer = await farEnd(toPrinter.other)
  printer.send(Uint8Array.of(0x12))
  await until(() => pos.received().length === 1)
  await printerGone(cables)
  const again = await printerBack(cables)
  again.send(Uint8Array.of(0x16))
  await until(() => pos.received().at(-1) === 0x16)
  expect([...pos.received()]).toEqual([0x12, 0x16])
})

/** Gives ptys the modem lines that they lack: what is set on each port, and a far end that is on. */
function wiredLines() {
  const set = new Map<string, { rts: boolean | undefined; dtr: boolean | undefined }>()
  vi.spyOn(SerialPort.prototype, 'get').mockImplementation((done) =>
    done?.(null, { cts: true, dsr: true, dcd: true }),
  )
  vi.spyOn(SerialPort.prototype, 'set').mockImplementation(function (
    this: SerialPort,
    { rts, dtr },
    done,
  ) {
    set.set(this.path, { rts, dtr })
    done?.(null)
  })
  return set
}

test('modem lines: the POS sees a printer that is off while its port is away', async () => {
  const set = wiredLines()
  const cables = await between()
  const { source, toPos } = cables
  await until(() => set.get(toPos.one)?.dtr === true)
  await printerGone(cables)
  await until(() => set.get(toPos.one)?.dtr === false)
  expect(set.get(toPos.one)).toEqual({ rts: false, dtr: false })
  await printerBack(cables)
  await until(() => set.get(toPos.one)?.dtr === true)
  expect(set.get(toPos.one)).toEqual({ rts: true, dtr: true })
  expect(source.details?.().notes).toEqual([])
})
