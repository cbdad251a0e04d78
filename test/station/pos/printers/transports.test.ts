import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { lpdBackendPath } from '../../../../commands/cups-backend.ts'
import { currency } from '../../../../src/contract/money.ts'
import type { CapturedPaper } from '../../../../src/main/station/ports.ts'
import { defaultProfile } from '../../../../src/main/station/pos/receipts/profile.ts'
import { farEnd, ptyPair } from '../sources/pty-pair.ts'
import { started } from '../sources/started.ts'
import type { Generator } from './generator.ts'
import { GENERATORS } from './generators.ts'
import { asPrinted, type PrintedReceipt, wordOf } from './receipt-lines.ts'
import { receipts } from './shops.ts'

const RECEIPTS = process.env['COUNTERMARK_TEST_SCALE'] === 'full' ? 2_000 : 90
const RUNS = Math.ceil(RECEIPTS / GENERATORS.length)
const SERIAL_LINES = 9
const profile = defaultProfile()
let folder = ''

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'countermark-transports-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

/** Brings a job to the port on which the source listens. */
type Send = (job: Uint8Array, port: number) => Promise<void>

/**
 * A source of the station, as its settings make it, that finds the printer language by itself and
 * hears what the generator prints: the tenders of each paper are those of the receipt.
 */
async function compare(
  way: Readonly<Record<string, unknown>>,
  send: Send,
  { print, settings, isAscii }: Generator,
  runs: number,
): Promise<void> {
  let shopCurrency = currency('EUR')
  const { sink, port } = await started(way, {
    currency: () => shopCurrency,
    profileOf: () => ({ ...profile, printer: { ...profile.printer, ...settings } }),
  })
  let heard = 0
  await fc.assert(
    fc.asyncProperty(receipts, async (drawn) => {
      const receipt = asPrinted(drawn, isAscii === true)
      shopCurrency = currency(receipt.currency)
      await send(await print(receipt), port)
      const arrived = () => sink.papers.slice(heard)
      await sink.until(() => arrived().some((paper) => isOf(paper, receipt)))
      const papers = arrived()
      heard += papers.length
      expect(tendersOf(papers)).toEqual(wanted(receipt))
    }),
    { numRuns: runs, endOnFailure: true },
  )
  expect(heard).toBeGreaterThanOrEqual(runs)
}

function isOf({ rows }: CapturedPaper, { number }: PrintedReceipt): boolean {
  return rows.some((row) => row.includes(number))
}

function tendersOf(papers: readonly CapturedPaper[]) {
  return papers
    .flatMap((paper) => paper.tenders)
    .map(({ label, amountMinor }) => [wordOf(label), amountMinor])
}

function wanted({ gifts }: PrintedReceipt) {
  return gifts.map(({ label, amountMinor }) => [wordOf(label), amountMinor])
}

/** A raw printer port: the job is what the connection carries. */
const overTcp: Send = (job, port) =>
  new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1' })
    socket.once('error', reject)
    socket.once('close', () => resolve())
    socket.resume()
    socket.end(job)
  })

/** RFC 1179 in the order in which CUPS sends it, all steps at once. */
const overLpd: Send = async (job, port) => {
  const control = 'Htill-2\nPclerk\nJReceipt\nldfA907vm\nUdfA907vm\nNReceipt\n'
  const before = `\x02raw\n\x02${control.length} cfA907vm\n${control}\0\x03${job.length} dfA907vm\n`
  await overTcp(Buffer.concat([Buffer.from(before), job, Uint8Array.of(0)]), port)
}

/** CUPS' own program. */
const overCups: Send = async (job, port) => {
  const file = join(folder, 'job.bin')
  writeFileSync(file, job)
  const environment = { ...process.env, DEVICE_URI: `lpd://127.0.0.1:${port}/raw?waitjob=false` }
  const backend = lpdBackendPath() ?? ''
  await promisify(execFile)(backend, ['1', 'clerk', 'Receipt', '1', '', file], { env: environment })
}

const LOOPBACK = { host: '127.0.0.1', port: 0, forwardTo: null }

describe.each([
  ['a raw TCP port', { kind: 'printer-tcp', ...LOOPBACK }, overTcp],
  ['a print queue (LPD)', { kind: 'printer-lpd', ...LOOPBACK }, overLpd],
] as const)('receipts over %s', (_, way, send) => {
  test.each(GENERATORS)('made by $name: every gift-card tender is found', async (generator) => {
    await compare(way, send, generator, RUNS)
  })
})

const HAS_CUPS = lpdBackendPath() !== undefined
const NO_CUPS = "SKIPPED, no lpd backend of CUPS here (Debian's package cups has it): "

describe(`${HAS_CUPS ? '' : NO_CUPS}receipts that CUPS' own lpd backend sends`, () => {
  const some = GENERATORS.filter((_, index) => index % (RUNS > 2 ? 2 : 9) === 0)
  test.skipIf(!HAS_CUPS).each(some)(
    'made by $name: every gift-card tender is found',
    async (generator) => {
      const way = { kind: 'printer-lpd', ...LOOPBACK }
      await compare(way, overCups, generator, Math.min(RUNS, 5))
    },
  )
})

describe('receipts over a serial line', () => {
  // Side by side: a job whose language is not clear yet is read after the silence that ends it.
  const groups = Array.from({ length: Math.ceil(GENERATORS.length / SERIAL_LINES) }, (_, index) =>
    GENERATORS.slice(index * SERIAL_LINES, (index + 1) * SERIAL_LINES),
  )
  test.each(groups.map((group) => [group] as const))(
    'group %#: every gift-card tender is found',
    async (group) => {
      await Promise.all(
        group.map(async (generator) => {
          const cable = await ptyPair(folder, String(GENERATORS.indexOf(generator)))
          const pos = await farEnd(cable.other)
          const way = { kind: 'serial-tee', line: { path: cable.one } }
          const overSerial: Send = async (job) => void pos.send(job)
          await compare(way, overSerial, generator, RUNS)
        }),
      )
    },
    240_000,
  )
})
