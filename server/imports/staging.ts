import { sql } from 'kysely'
import type { ImportReport, ImportView } from '../../src/contract/admin/imports.ts'
import { type NetworkId, type ProgramId, uuidV7 } from '../../src/contract/ids.ts'
import { decimalText, type Minor } from '../../src/contract/money.ts'
import type { CardForm } from '../../src/contract/operations.ts'
import { failed, type Reply, success } from '../../src/contract/refusals.ts'
import { record } from '../audit/index.ts'
import { createPins } from '../cards/index.ts'
import type { ServerContext } from '../context.ts'
import { factsOf } from '../ledger/jurisdictions.ts'
import { readProgram } from '../programs/index.ts'
import { checkFile, type FileRules } from './check-file.ts'
import type { SoundRow } from './check-row.ts'
import { changeImport, findImport, type Import, importViews, itemKey } from './import-rows.ts'
import { sealItem } from './items.ts'
import { LEASE_MS } from './limits.ts'

/** Who does it: a person of the network, or whoever has the machine. */
export interface Importer {
  readonly networkId: NetworkId
  /** `staff:<id>`, or `system` for a command. */
  readonly actor: string
  readonly ip: string | null
}

/** How a file is to be read. */
export interface Reading extends Pick<FileRules, 'columns' | 'dates'> {
  readonly programId: ProgramId
}

/** Says all that is wrong with a file and how it adds up; changes nothing. NOT_FOUND: no such program. */
export async function checkImport(
  context: ServerContext,
  who: Pick<Importer, 'networkId'>,
  reading: Reading,
  file: AsyncIterable<Uint8Array>,
): Promise<Reply<ImportReport>> {
  const rules = await rulesFor(context, who, reading)
  return rules.ok ? success(await checkFile(context, rules.value, file)) : rules
}

/** What a file must add up to before it is taken in. */
export interface Control {
  readonly rows: number
  readonly remainingMinor: Minor
}

/** A file on its way in. */
export interface Staging extends Reading, Control {
  readonly source: string
  readonly form: CardForm
}

/**
 * Takes a file in, sealed, to be committed later. REQUEST_MALFORMED, and nothing of it is kept, when it
 * has a fault or does not add up to what was said.
 */
export async function stageImport(
  context: ServerContext,
  who: Importer,
  staging: Staging,
  file: AsyncIterable<Uint8Array>,
): Promise<Reply<ImportView>> {
  const rules = await rulesFor(context, who, staging)
  if (!rules.ok) return rules
  const begun = await beginStaging(context, who, staging, rules.value)
  if (begun === undefined) return failed('STATE_CONFLICT')
  const pins = createPins(context.keys.pinPepper, context.slowHash)
  let serial = 0
  const take = async (rows: readonly SoundRow[]) => {
    const items = rows.map((row) => {
      serial += 1
      const place = { importNumber: begun.number, serial }
      return sealItem(context, pins, { row, form: staging.form }, place)
    })
    const { read } = context.database
    const query = read.insertInto('card_import_item').values(items).compile()
    const lease = changeImport(context, begun, begun.id, {})
    await context.database.write([lease, { query, changes: items.length }])
  }
  const report = await checkFile(context, rules.value, file, take)
  const problem = problemOf(report, staging)
  if (problem === undefined) return endStaging(context, who, begun, report)
  await dropItems(context, begun, begun.id, problem)
  return failed('REQUEST_MALFORMED', problem)
}

async function rulesFor(
  { database, nowMs }: ServerContext,
  { networkId }: Pick<Importer, 'networkId'>,
  { programId, columns, dates }: Reading,
): Promise<Reply<FileRules>> {
  const program = await readProgram(database, networkId, programId)
  if (program === undefined) return failed('NOT_FOUND', 'There is no such program.')
  const rows = await database.read.selectFrom('program').select('card_prefix').execute()
  return success({
    ...{ columns, dates, nowMs: nowMs() },
    currency: program.currency,
    timeZone: program.timeZone,
    expiry: factsOf(program.rules.profile, program.rules.affiliated).expiry,
    balanceMaxMinor: program.rules.balanceMaxMinor,
    prefixes: [...new Set(rows.map((row) => row.card_prefix))],
  })
}

async function beginStaging(
  context: ServerContext,
  who: Importer,
  { programId, source, rows, remainingMinor }: Staging,
  { currency }: FileRules,
): Promise<Import | undefined> {
  const { database, nowMs, randomBytes } = context
  const id = uuidV7(nowMs(), randomBytes(10))
  const query = database.read
    .insertInto('card_import')
    .values({
      ...{ id, program_id: programId, source, currency, network_id: who.networkId },
      number: sql<number>`(SELECT coalesce(max(number), 0) + 1 FROM card_import)`,
      ...{ file_hash: '', row_count: rows, initial_minor: remainingMinor },
      ...{ amount_minor: remainingMinor, state: 'staging', attempts: 0, done_rows: 0 },
      ...{ staged_by: who.actor, staged_at_ms: nowMs() },
      ...{ worker: id, lease_until_ms: nowMs() + LEASE_MS },
    })
    .compile()
  if (!(await database.write([{ query, changes: 1 }]))) return undefined
  return findImport(database, who.networkId, id)
}

function problemOf(report: ImportReport, control: Staging): string | undefined {
  if (report.faultCount > 0)
    return `The file has ${report.faultCount} faults. Check it, correct them and send it again.`
  if (report.rows !== control.rows)
    return `rows: the file has ${report.rows}, and you said ${control.rows}. Nothing was kept.`
  const { currency } = report.totals[0] ?? {}
  if (report.remainingMinor === control.remainingMinor || currency === undefined) return undefined
  const [found, said] = [report.remainingMinor, control.remainingMinor].map((amount) =>
    decimalText(amount, currency),
  )
  return `remainingMinor: the file comes to ${found}, and you said ${said}. Nothing was kept.`
}

async function endStaging(
  context: ServerContext,
  who: Importer,
  begun: Import,
  report: ImportReport,
): Promise<Reply<ImportView>> {
  const change = changeImport(context, begun, begun.id, {
    ...{ state: 'staged', file_hash: report.fileHash, initial_minor: report.initialMinor },
    ...{ worker: null, lease_until_ms: 0 },
  })
  const audit = record(context, {
    ...{ actor: who.actor, ip: who.ip, action: 'import-stage', subject: `import:${begun.id}` },
    detail: { source: begun.source, rows: report.rows, remainingMinor: report.remainingMinor },
  })
  const isDone = await context.database.write([change, audit])
  return isDone ? importView(context, who.networkId, begun.id) : failed('STATE_CONFLICT')
}

/** Forgets the rows of an import that comes to nothing. */
export async function dropItems(
  context: Pick<ServerContext, 'database' | 'nowMs'>,
  found: Import,
  worker: string,
  reason: string | null,
): Promise<boolean> {
  const items = context.database.read
    .deleteFrom('card_import_item')
    .where('id', '>', itemKey(found.number, 0))
    .where('id', '<', itemKey(found.number + 1, 0))
  const change = { state: 'dropped' as const, reason, worker: null, lease_until_ms: 0 }
  return context.database.write([
    changeImport(context, found, worker, change),
    { query: items.compile() },
  ])
}

/** One import as the admin sees it. */
export async function importView(
  { database }: ServerContext,
  networkId: NetworkId,
  importId: string,
): Promise<Reply<ImportView>> {
  const [view] = await importViews(database, networkId, importId)
  return view ? success(view) : noImport()
}

/** The reply for an import that is none of the network's. */
export function noImport(): Reply<never> {
  return failed('NOT_FOUND', 'There is no such import.')
}
