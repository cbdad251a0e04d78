import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import fc from 'fast-check'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { lpdBackendPath } from '../../../../commands/cups-backend.ts'
import { currency } from '../../../../src/contract/money.ts'
import { type SourceConfig, sourceConfigSchema } from '../../../../src/contract/screen/sources.ts'
import type { CapturedPaper } from '../../../../src/main/station/ports.ts'
import { defaultProfile } from '../../../../src/main/station/pos/receipts/profile.ts'
import { createSourceMaker } from '../../../../src/main/station/pos/sources/make-source.ts'
import { listener } from '../sources/printers.ts'
import { surroundings } from '../sources/surroundings.ts'
import type { Generator } from './generator.ts'
import { GENERATORS } from './generators.ts'
import { asPrinted, type PrintedReceipt, wordOf } from './receipt-lines.ts'
import { receipts } from './shops.ts'

const RECEIPTS = process.env['COUNTERMARK_TEST_SCALE'] === 'full' ? 2_000 : 90
const RUNS = Math.ceil(RECEIPTS / GENERATORS.length)
const profile = defaultProfile()
const closing: (() => Promise<unknown>)[] = []
let folder = ''

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'countermark-transports-'))
})
afterAll(() => rmSync(folder, { recursive: true }))
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

type Kind = 'printer-tcp' | 'printer-lpd'
/** Brings a job to the port of the source; resolves when the source has let it go. */
type Send = (job: Uint8Array, port: number) => Promise<void>

/** A source of the station, as its settings make it, that finds the printer language by itself. */
async function hearing(kind: Kind, { settings }: Generator) {
  const sink = listener()
  const shop = { currency: currency('EUR') }
  const config: SourceConfig = sourceConfigSchema.parse({
    ...{ id: 'printer', name: 'Printer', kind, host: '127.0.0.1', port: 0, forwardTo: null },
  })
  const source = createSourceMaker(
    surroundings({
      currency: () => shop.currency,
      profileOf: () => ({ ...profile, printer: { ...profile.printer, ...settings } }),
    }),
  )(config)
  await source.start(sink)
  closing.push(source.stop)
  return { sink, shop, port: source.details?.().listening?.port ?? 0 }
}

async function compare(kind: Kind, send: Send, generator: Generator, runs: number) {
  const { sink, shop, port } = await hearing(kind, generator)
  let heard = 0
  await fc.assert(
    fc.asyncProperty(receipts, async (drawn) => {
      const receipt = asPrinted(drawn, generator.isAscii === true)
      shop.currency = currency(receipt.currency)
      await send(await generator.print(receipt), port)
      await sink.until(() => sink.papers.length > heard)
      const papers = sink.papers.slice(heard)
      heard = sink.papers.length
      expect(tendersOf(papers)).toEqual(wanted(receipt))
    }),
    { numRuns: runs, endOnFailure: true },
  )
  expect(heard).toBeGreaterThanOrEqual(runs)
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

describe.each([
  ['a raw TCP port', 'printer-tcp', overTcp],
  ['a print queue (LPD)', 'printer-lpd', overLpd],
] as const)('receipts over %s', (_, kind, send) => {
  test.each(GENERATORS)('made by $name: every gift-card tender is found', async (generator) => {
    await compare(kind, send, generator, RUNS)
  })
})

const HAS_CUPS = lpdBackendPath() !== undefined
const NO_CUPS = "SKIPPED, no lpd backend of CUPS here (Debian's package cups has it): "

describe(`${HAS_CUPS ? '' : NO_CUPS}receipts that CUPS' own lpd backend sends`, () => {
  const some = GENERATORS.filter((_, index) => index % (RUNS > 2 ? 2 : 9) === 0)
  test.skipIf(!HAS_CUPS).each(some)(
    'made by $name: every gift-card tender is found',
    async (generator) => {
      await compare('printer-lpd', overCups, generator, Math.min(RUNS, 5))
    },
  )
})
