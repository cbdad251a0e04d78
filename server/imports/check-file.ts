import { createHash } from 'node:crypto'
import type {
  ImportColumn,
  ImportFault,
  ImportReport,
  ImportTotal,
} from '../../src/contract/admin/imports.ts'
import type { CardNumber } from '../../src/contract/card-number.ts'
import { addMinor, type Currency, ZERO } from '../../src/contract/money.ts'
import { lookupOf, takenNumbers } from '../cards/index.ts'
import type { ServerContext } from '../context.ts'
import { type CheckedRow, checkRow, type RowRules, type SoundRow } from './check-row.ts'
import { type Header, readHeader } from './columns.ts'
import { type CsvRow, openCsv } from './csv.ts'
import { CHECK_PIECE_ROWS, FAULTS_LISTED_MAX, IMPORT_BYTES_MAX, IMPORT_ROWS_MAX } from './limits.ts'

/** How a file is read. */
export interface FileRules extends RowRules {
  /** Columns that are called otherwise. */
  readonly columns: Readonly<Partial<Record<ImportColumn, string>>>
}

/** Rows without a fault, as they come; only while the file as a whole has none. */
type TakeRows = (rows: readonly SoundRow[]) => Promise<void>

/**
 * Reads a file to its end and says all that is wrong with it. A few hundred rows are in memory at a
 * time, and of each number 8 bytes of its HMAC, to find those that come twice.
 */
export async function checkFile(
  context: Pick<ServerContext, 'database' | 'keys'>,
  rules: FileRules,
  file: AsyncIterable<Uint8Array>,
  take?: TakeRows,
): Promise<ImportReport> {
  const state = openState()
  const piece: CsvRow[] = []
  const flush = async () => {
    if (piece.length === 0) return
    await checkPiece(context, rules, state, piece.splice(0), take)
  }
  const accept = async (rows: readonly CsvRow[]) => {
    for (const row of rows) {
      if (state.header === undefined) state.header = headerOf(state, row, rules)
      else if (state.header.faults.length > 0) state.rows += 1
      else piece.push(row)
      if (piece.length >= CHECK_PIECE_ROWS) await flush()
    }
  }
  await readAll(state, file, accept)
  await flush()
  if (state.rows === 0 && state.faultCount === 0) note(state, fileFault('FILE_EMPTY', 1))
  return reportOf(state)
}

/** What was found so far. */
interface State {
  header: Header | undefined
  rows: number
  readonly hash: ReturnType<typeof createHash>
  /** The row of each number, by the beginning of its HMAC. */
  readonly seen: Map<string, number>
  readonly faults: ImportFault[]
  faultCount: number
  readonly totals: Map<ImportTotal['state'], ImportTotal>
  withPin: number
}

function openState(): State {
  return {
    ...{ header: undefined, rows: 0, hash: createHash('sha256'), seen: new Map() },
    ...{ faults: [], faultCount: 0, totals: new Map(), withPin: 0 },
  }
}

async function readAll(
  state: State,
  file: AsyncIterable<Uint8Array>,
  accept: (rows: readonly CsvRow[]) => Promise<void>,
): Promise<void> {
  const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
  const csv = openCsv()
  let bytes = 0
  try {
    for await (const chunk of file) {
      bytes += chunk.length
      state.hash.update(chunk)
      if (bytes > IMPORT_BYTES_MAX || state.rows > IMPORT_ROWS_MAX)
        return note(state, fileFault('FILE_TOO_LARGE', state.rows + 1))
      await accept(csv.push(text.decode(chunk, { stream: true })))
      if (csv.problem()) break
    }
    if (!csv.problem()) await accept([...csv.push(text.decode()), ...csv.end()])
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    return note(state, fileFault('FILE_UNREADABLE', state.rows + 2))
  }
  const problem = csv.problem()
  if (problem) note(state, fileFault('FILE_UNREADABLE', problem.row))
}

function fileFault(code: ImportFault['code'], row: number): ImportFault {
  return { row, column: null, code, card: null, otherRow: null }
}

function note(state: State, fault: ImportFault): void {
  state.faultCount += 1
  if (state.faults.length < FAULTS_LISTED_MAX) state.faults.push(fault)
}

function headerOf(state: State, { fields }: CsvRow, rules: FileRules): Header {
  const header = readHeader(fields, rules.columns)
  for (const fault of header.faults) note(state, fault)
  return header
}

async function checkPiece(
  context: Pick<ServerContext, 'database' | 'keys'>,
  rules: FileRules,
  state: State,
  piece: readonly CsvRow[],
  take: TakeRows | undefined,
): Promise<void> {
  const { header } = state
  if (header === undefined) return
  state.rows += piece.length
  const checked = piece.map((row) => checkRow(row, header.places, header.count, rules))
  const taken = await takenNumbers(
    context,
    checked.flatMap(({ number }) => number ?? []),
  )
  const sound: SoundRow[] = []
  for (const one of checked) {
    const faults = [...one.faults, ...numberFaults(context, state, taken, one)]
    for (const fault of faults) note(state, fault)
    if (faults.length > 0 || one.sound === undefined) continue
    count(state, one.sound, rules.currency)
    sound.push(one.sound)
  }
  if (take && state.faultCount === 0) await take(sound)
}

/** The number is here twice, or in the ledger. */
function numberFaults(
  { keys }: Pick<ServerContext, 'keys'>,
  { seen }: State,
  taken: ReadonlySet<CardNumber>,
  { row, number, sound, faults }: CheckedRow,
): ImportFault[] {
  if (number === undefined) return []
  const card = sound ? `•••• ${number.slice(-4)}` : (faults[0]?.card ?? null)
  const key = Buffer.from(lookupOf(keys, number)).subarray(0, 8).toString('latin1')
  const first = seen.get(key)
  if (first === undefined) seen.set(key, row)
  const place = { row, column: 'number', card } as const
  return [
    ...(first === undefined ? [] : [{ ...place, code: 'NUMBER_TWICE', otherRow: first } as const]),
    ...(taken.has(number) ? [{ ...place, code: 'NUMBER_TAKEN', otherRow: null } as const] : []),
  ]
}

function count(state: State, row: SoundRow, currency: Currency): void {
  const before = state.totals.get(row.state)
  state.totals.set(row.state, {
    currency,
    state: row.state,
    rows: (before?.rows ?? 0) + 1,
    initialMinor: addMinor(before?.initialMinor ?? ZERO, row.initialMinor),
    remainingMinor: addMinor(before?.remainingMinor ?? ZERO, row.amountMinor),
  })
  if (row.pin !== null) state.withPin += 1
}

function reportOf(state: State): ImportReport {
  const totals = [...state.totals.values()]
  return {
    fileHash: state.hash.digest('hex'),
    rows: state.rows,
    faults: state.faults.toSorted((one, other) => one.row - other.row),
    faultCount: state.faultCount,
    totals,
    soundRows: totals.reduce((sum, { rows }) => sum + rows, 0),
    initialMinor: addMinor(ZERO, ...totals.map(({ initialMinor }) => initialMinor)),
    remainingMinor: addMinor(ZERO, ...totals.map(({ remainingMinor }) => remainingMinor)),
    withPin: state.withPin,
  }
}
