import { createReadStream, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Dialect } from '../../src/contract/screen/sources.ts'
import { createByteReader } from '../../src/main/station/pos/receipts/byte-reader.ts'
import type { PrintedPaper } from '../../src/main/station/pos/receipts/printed-paper.ts'
import { defaultProfile } from '../../src/main/station/pos/receipts/profile.ts'
import { createPaperReader } from '../../src/main/station/pos/receipts/read-papers.ts'
import { GENERATORS } from '../station/pos/printers/generators.ts'
import type { Line, PrintedReceipt } from '../station/pos/printers/receipt-lines.ts'
import type { Scale } from './scale.ts'
import { type Row, ratios, row } from './table.ts'

const FILE_BYTES = 24 * 1024 * 1024
const FIXTURES = new URL('../fixtures/escpos/', import.meta.url)
const MEGABYTE = 1_000_000
/** What a raw printer port gives at once. */
const PIECE_BYTES = 64 * 1024
const profile = defaultProfile()

const ITEMS: Line[] = Array.from({ length: 12 }, (_, index) => ({
  kind: 'sides',
  left: `Café crème no. ${index + 1}`,
  right: `${index + 3},50 EUR`,
  isBold: false,
}))
const RECEIPT: PrintedReceipt = {
  ...{ columns: 42, currency: 'EUR', language: 'fr', number: '1', gifts: [] },
  lines: [
    { kind: 'text', text: 'AU CAFÉ', style: { align: 'center', isBold: true, isWide: true } },
    { kind: 'rule' },
    ...ITEMS,
    { kind: 'rule' },
    { kind: 'sides', left: 'TOTAL TTC', right: '108,00 EUR', isBold: true },
    { kind: 'sides', left: 'CARTE CADEAU', right: '108,00 EUR', isBold: false },
    { kind: 'feed', rows: 2 },
  ],
}

/**
 * How fast receipts are read, beside the same bytes read from the same file and not looked at, in
 * turns within each run. `tenders` is the whole way to what was paid.
 */
export async function measureReceipts(folder: string, scale: Scale): Promise<Row[]> {
  const files = await writeFiles(folder)
  const read = createPaperReader(profile)
  const figures = { raw: [], captured: [], escpos: [], star: [], pictures: [], tenders: [] } as {
    [name in 'raw' | 'captured' | 'escpos' | 'star' | 'pictures' | 'tenders']: number[]
  }
  await throughput(files.escpos, 'escpos', () => {})
  for (let run = 0; run < scale.runs; run += 1) {
    figures.raw.push(await throughput(files.escpos, null, () => {}))
    figures.captured.push(await throughput(files.captured, 'escpos', () => {}))
    figures.escpos.push(await throughput(files.escpos, 'escpos', () => {}))
    figures.star.push(await throughput(files.star, 'star-line', () => {}))
    figures.pictures.push(await throughput(files.pictures, 'escpos', () => {}))
    figures.tenders.push(await throughput(files.escpos, 'escpos', (paper) => read(paper, null)))
  }
  const { raw } = figures
  return [
    row('receipts.raw', raw),
    row('receipts.escpos', figures.escpos),
    row('receipts.escpos-to-raw', figures.escpos, ratios(figures.escpos, raw)),
    row('receipts.captured', figures.captured),
    row('receipts.star', figures.star),
    row('receipts.pictures', figures.pictures),
    row('receipts.tenders', figures.tenders),
  ]
}

async function writeFiles(folder: string) {
  const jobs = await Promise.all(
    GENERATORS.map(async ({ dialect, print }) => ({ dialect, bytes: await print(RECEIPT) })),
  )
  const inLanguage = (isStar: boolean) =>
    jobs.filter(({ dialect }) => dialect.startsWith('star') === isStar).map(({ bytes }) => bytes)
  const captured = readdirSync(FIXTURES)
    .filter((name) => name.endsWith('.bin'))
    .map((name) => readFileSync(new URL(name, FIXTURES)))
  const raster = [
    0x1d,
    0x76,
    0x30,
    0,
    72,
    0,
    0,
    4,
    ...Array.from({ length: 72 * 1024 }, () => 0x55),
  ]
  return {
    escpos: write(folder, 'escpos', inLanguage(false)),
    star: write(folder, 'star', inLanguage(true)),
    captured: write(folder, 'captured', captured),
    pictures: write(folder, 'pictures', [Uint8Array.from(raster), Uint8Array.of(0x1d, 0x56, 0)]),
  }
}

function write(folder: string, name: string, jobs: readonly Uint8Array[]): string {
  const round = Buffer.concat(jobs)
  const file = join(folder, name)
  writeFileSync(file, Buffer.concat(Array(Math.ceil(FILE_BYTES / round.length)).fill(round)))
  return file
}

/** Megabytes a second; with no language the bytes are only counted. */
async function throughput(
  file: string,
  language: Dialect | null,
  onPaper: (paper: PrintedPaper) => void,
): Promise<number> {
  const reader = language && createByteReader(language, profile.printer, 1_000)
  let bytes = 0
  let papers = 0
  const startedAtMs = performance.now()
  for await (const piece of createReadStream(file, { highWaterMark: PIECE_BYTES })) {
    bytes += piece.length
    for (const paper of reader?.push(piece, 0) ?? []) {
      papers += 1
      onPaper(paper)
    }
  }
  const tookMs = performance.now() - startedAtMs
  if (reader && papers === 0) throw new Error(`no paper was read from ${file}`)
  return bytes / MEGABYTE / (tookMs / 1_000)
}
