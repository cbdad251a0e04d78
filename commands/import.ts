import { createReadStream, existsSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import type { ServerContext } from '../server/context.ts'
import {
  checkImport,
  columnsSchema,
  commitImport,
  findImport,
  finishImport,
  type Importer,
  importViews,
  type Reading,
  reportCsv,
  reverseImport,
  stageImport,
} from '../server/imports/index.ts'
import type { ImportReport, ImportView } from '../src/contract/admin/imports.ts'
import type { NetworkId, ProgramId } from '../src/contract/ids.ts'
import { type Currency, currency, decimalText, parseAmount } from '../src/contract/money.ts'
import { parseUnknown } from '../src/contract/parse.ts'
import type { Reply } from '../src/contract/refusals.ts'
import { DATA_OPTION } from './data-folder.ts'
import { HELP } from './help.ts'
import { withServerContext } from './server-context.ts'

const USAGE = HELP.import

/**
 * `countermark import`: cards of another system, without the admin. With a database in the folder the
 * server has to be stopped; with PostgreSQL it may run. Exit 1 when the file has a fault or something
 * was refused, 2 when the command line makes no sense.
 */
export async function runImport(argv: readonly string[]): Promise<number> {
  const asked = readCommand(argv)
  const work = asked && WORK[asked.what]
  if (!asked || !work) {
    console.error(USAGE)
    return 2
  }
  if (asked.file !== undefined && FILES.has(asked.what) && !existsSync(asked.file)) {
    console.error(`There is no file ${asked.file}.`)
    return 2
  }
  return withServerContext(asked.data, (context) => work(context, asked))
}

const DATES = ['iso', 'dmy', 'mdy'] as const

const FILES: ReadonlySet<string> = new Set(['check', 'commit'])

function readCommand(argv: readonly string[]) {
  try {
    const { values, positionals } = parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        data: DATA_OPTION,
        program: { type: 'string' },
        column: { type: 'string', multiple: true, default: [] },
        dates: { type: 'string', default: 'iso' },
        report: { type: 'string' },
        source: { type: 'string' },
        rows: { type: 'string' },
        total: { type: 'string' },
        virtual: { type: 'boolean', default: false },
        reason: { type: 'string' },
        'except-used': { type: 'boolean', default: false },
      },
    })
    const [what = '', file, ...rest] = positionals
    const isWhole = rest.length === 0 && (file !== undefined || what === 'list')
    const dates = DATES.find((one) => one === values.dates)
    return isWhole && dates ? { what, file, ...values, dates } : undefined
  } catch {
    return undefined
  }
}

type Asked = NonNullable<ReturnType<typeof readCommand>>
type Work = (context: ServerContext, asked: Asked) => Promise<number>

const WORK: Readonly<Record<string, Work>> = { check, commit, reverse, resume, list }

async function check(context: ServerContext, asked: Asked): Promise<number> {
  const reading = await readingOf(context, asked)
  if (reading === undefined) return unknown('program')
  const report = await checkImport(context, reading.who, reading, createReadStream(fileOf(asked)))
  if (!report.ok) return refused(report)
  if (asked.report !== undefined) writeFileSync(asked.report, reportCsv(report.value))
  console.log(
    asked.report === undefined ? JSON.stringify(report.value, null, 2) : shortly(report.value),
  )
  return report.value.faultCount === 0 ? 0 : 1
}

async function commit(context: ServerContext, asked: Asked): Promise<number> {
  const reading = await readingOf(context, asked)
  if (reading === undefined) return unknown('program')
  const rows = Number(asked.rows)
  const remainingMinor = parseAmount(asked.total ?? '', reading.currency)
  const { source } = asked
  if (!Number.isSafeInteger(rows) || remainingMinor === undefined || source === undefined) {
    console.error(USAGE)
    return 2
  }
  const form = asked.virtual ? ('virtual' as const) : ('physical' as const)
  const staging = { ...reading, source, form, rows, remainingMinor }
  const file = createReadStream(fileOf(asked))
  const staged = await stageImport(context, reading.who, staging, file)
  if (!staged.ok) return refused(staged)
  const { importId } = staged.value
  const begun = await commitImport(context, reading.who, importId, { rows, remainingMinor })
  return begun.ok ? finish(context, reading.who.networkId, importId) : refused(begun)
}

async function reverse(context: ServerContext, asked: Asked): Promise<number> {
  const importId = fileOf(asked)
  const networkId = await networkOf(context, importId)
  if (networkId === undefined) return unknown('import')
  if (asked.reason === undefined) {
    console.error(USAGE)
    return 2
  }
  const exceptUsed = asked['except-used']
  const reversal = { importId, exceptUsed, reason: asked.reason }
  const begun = await reverseImport(context, machineOf(networkId), reversal)
  return begun.ok ? finish(context, networkId, importId) : refused(begun)
}

async function resume(context: ServerContext, asked: Asked): Promise<number> {
  const importId = fileOf(asked)
  const networkId = await networkOf(context, importId)
  return networkId === undefined ? unknown('import') : finish(context, networkId, importId)
}

async function list(context: ServerContext): Promise<number> {
  const networks = await context.database.read.selectFrom('network').select('id').execute()
  for (const { id } of networks) {
    for (const view of await importViews(context.database, id as NetworkId))
      console.log(lineOf(view))
  }
  return 0
}

/** Goes on to the end, telling how far it is; then whether it ties out. */
async function finish(
  context: ServerContext,
  networkId: NetworkId,
  importId: string,
): Promise<number> {
  const found = await findImport(context.database, networkId, importId)
  if (found === undefined) return unknown('import')
  if (found.state === 'committing' || found.state === 'reversing') {
    await finishImport(context, found, (rows) =>
      process.stderr.write(`\r${found.state}: ${rows} of ${found.row_count}`),
    )
    process.stderr.write('\n')
  }
  const [view] = await importViews(context.database, networkId, importId)
  if (view === undefined) return unknown('import')
  console.log(lineOf(view))
  if (view.state === 'committed' || view.state === 'reversed') return view.refusedRows === 0 ? 0 : 1
  console.error(
    `The import is ${view.state}, and nothing was done: only one that is committing or reversing goes on. ` +
      'Commit one that is staged in the admin, as another person than the one who staged it.',
  )
  return 1
}

function lineOf(view: ImportView): string {
  const { importId, state, rows, importedRows, importedMinor, remainingMinor, refusedRows } = view
  const amount = (value: ImportView['importedMinor']) => decimalText(value, view.currency)
  return JSON.stringify({
    ...{ importId, source: view.source, state, rows, importedRows, refusedRows },
    ...{ ofFile: amount(remainingMinor), inLedger: amount(importedMinor), currency: view.currency },
  })
}

interface CommandReading extends Reading {
  readonly who: Importer
  readonly currency: Currency
}

async function readingOf(
  { database }: ServerContext,
  { program, column, dates }: Asked,
): Promise<CommandReading | undefined> {
  const row = await database.read
    .selectFrom('program')
    .where('id', '=', program ?? '')
    .select(['id', 'network_id', 'currency'])
    .executeTakeFirst()
  const pairs = column.map((pair) => [pair.split('=', 1)[0] ?? '', pair.replace(/^[^=]*=/, '')])
  const named: unknown = Object.fromEntries(pairs)
  const columns = parseUnknown(columnsSchema, named)
  if (row === undefined || !columns.ok) return undefined
  return {
    programId: row.id as ProgramId,
    columns: columns.value,
    dates,
    who: machineOf(row.network_id as NetworkId),
    currency: currency(row.currency),
  }
}

/** Whoever has the machine with its keys may do what two people of the network may. */
function machineOf(networkId: NetworkId): Importer {
  return { networkId, actor: 'system', ip: null }
}

async function networkOf(
  { database }: ServerContext,
  importId: string,
): Promise<NetworkId | undefined> {
  const row = await database.read
    .selectFrom('card_import')
    .where('id', '=', importId)
    .select('network_id')
    .executeTakeFirst()
  return row?.network_id as NetworkId | undefined
}

function fileOf({ file }: Asked): string {
  return file ?? ''
}

function shortly({ rows, soundRows, faultCount, remainingMinor, totals }: ImportReport): string {
  const code = totals[0]?.currency
  const total = code === undefined ? '0' : `${decimalText(remainingMinor, code)} ${code}`
  return JSON.stringify({ rows, soundRows, faultCount, remaining: total })
}

function unknown(what: 'program' | 'import'): number {
  console.error(`There is no such ${what}, or a column is not known.`)
  return 1
}

function refused(reply: Extract<Reply<unknown>, { ok: false }>): number {
  console.error('refusal' in reply ? reply.refusal.message : reply.error.message)
  return 1
}
