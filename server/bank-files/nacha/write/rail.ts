import type { NachaSettings } from '../../../../src/contract/admin/rails.ts'
import type { FileRail, FrozenFile, Transfer } from '../../rail.ts'
import { batchRecords, plain, traceDigits } from './batch.ts'
import { planFile } from './plan.ts'
import { entryLimits, problemOf } from './problem.ts'
import {
  digits,
  left,
  MODIFIERS,
  modifierOf,
  NO_TOTALS,
  plusTotals,
  shortDay,
  shortTime,
  sums,
  type Totals,
} from './records.ts'

/** US bank files: credits and debits of businesses (CCD) and persons (PPD), in batches of their own. */
export const nachaRail: FileRail<NachaSettings> = {
  name: 'nacha',
  problemOf,
  entryMaxMinor: (settings) => Math.min(...entryLimits(settings).map(([limit]) => limit)),
  filesADay: MODIFIERS.length,
  split,
  render,
  fileName: ({ createdOn, number }) =>
    `ach-${createdOn.replaceAll('-', '')}-${String(number).padStart(4, '0')}.txt`,
  traceOf: ({ settings }, transfer) => settings.odfi + digits(traceDigits(transfer), 7),
}

function split(
  transfers: readonly Transfer[],
  settings: NachaSettings,
): ReadonlyArray<readonly Transfer[]> {
  const files: Transfer[][] = []
  let plan = planFile(settings)
  for (const transfer of transfers) {
    const current = files.at(-1)
    if (current !== undefined && plan.add(transfer)) {
      current.push(transfer)
      continue
    }
    plan = planFile(settings)
    plan.add(transfer)
    files.push([transfer])
  }
  return files
}

const LINE_ENDS = { crlf: '\r\n', lf: '\n', none: '' } as const

/** So many records travel in one piece. */
const RECORDS_A_PIECE = 1_000

function* render(file: FrozenFile<NachaSettings>): Generator<Uint8Array> {
  refuse(file)
  const end = LINE_ENDS[file.settings.lineEnd]
  let piece: string[] = []
  for (const record of records(file)) {
    if (record.length !== 94) throw new Error(`a record came out ${record.length} characters long`)
    piece.push(record, end)
    if (piece.length < RECORDS_A_PIECE * 2) continue
    yield Buffer.from(piece.join(''), 'latin1')
    piece = []
  }
  yield Buffer.from(piece.join(''), 'latin1')
}

/** Throws for what no bank would take. */
function refuse(file: FrozenFile<NachaSettings>): void {
  const { settings, transfers } = file
  if (file.currency !== 'USD') throw new Error('a NACHA file pays US dollars only')
  if (file.valueOn < file.createdOn) throw new Error('the value date is before the file was made')
  for (const transfer of transfers) {
    const problem = problemOf(transfer, settings)
    if (problem !== undefined) throw new Error(`${transfer.reference}: ${problem}`)
  }
  const traces = new Set(transfers.map(traceDigits))
  if (traces.size !== transfers.length) throw new Error('two transfers have the same trace')
}

function* records(file: FrozenFile<NachaSettings>): Generator<string> {
  const plan = planFile(file.settings)
  for (const transfer of file.transfers) {
    if (!plan.add(transfer)) throw new Error('this is more than one file holds: split it first')
  }
  const batches = plan.batches()
  let totals: Totals = NO_TOTALS
  yield fileHeader(file)
  for (const [index, batch] of batches.entries()) {
    totals = plusTotals(totals, yield* batchRecords(batch, index + 1, file))
  }
  const lines = 2 + batches.length * 2 + totals.records
  const blocks = Math.ceil(lines / 10)
  const counts = digits(batches.length, 6) + digits(blocks, 6) + digits(totals.records, 8)
  yield `9${counts}${sums(totals)}${left('', 39)}`
  for (let line = lines; line < blocks * 10; line += 1) yield '9'.repeat(94)
}

function fileHeader(file: FrozenFile<NachaSettings>): string {
  const { settings, createdOn, createdAt, numberOfDay } = file
  const destination = left(plain(settings.destinationName, 'name of the bank'), 23)
  const origin = left(plain(settings.originName, 'name of the origin'), 23)
  const made = shortDay(createdOn) + shortTime(createdAt) + modifierOf(numberOfDay)
  return `101 ${settings.destination}${settings.origin}${made}094101${destination}${origin}${left('', 8)}`
}
