import { sql } from 'kysely'
import type { BankAnswerFileView, BankAnswerView } from '../../src/contract/admin/bank-outcomes.ts'
import type { LocationId, NetworkId } from '../../src/contract/ids.ts'
import { currency } from '../../src/contract/money.ts'
import type { ServerContext } from '../context.ts'
import { ANSWERS_PAGE, FILES_LISTED_MAX } from './limits.ts'
import { type AnswerRow, readDone } from './rows.ts'

type Parts = Pick<ServerContext, 'database'>

/** The files of a network, the newest first. */
export async function fileViews(parts: Parts, networkId: NetworkId): Promise<BankAnswerFileView[]> {
  const rows = await selectFiles(parts, networkId)
    .orderBy('bank_answer_file.id', 'desc')
    .limit(FILES_LISTED_MAX)
    .execute()
  return rows.map(fileView)
}

/** One file, by its id or its bytes. */
export async function fileViewOf(
  parts: Parts,
  networkId: NetworkId,
  which: { readonly fileId: string } | { readonly sha256: Uint8Array },
): Promise<BankAnswerFileView | undefined> {
  const query = selectFiles(parts, networkId)
  const row = await ('fileId' in which
    ? query.where('bank_answer_file.id', '=', which.fileId)
    : query.where('bank_answer_file.sha256', '=', which.sha256)
  ).executeTakeFirst()
  return row && fileView(row)
}

/** How many answers of a network wait for a person. */
export async function countOpen({ database }: Parts, networkId: NetworkId): Promise<number> {
  const { count } = await database.read
    .selectFrom('bank_answer')
    .where('network_id', '=', networkId)
    .where('state', 'in', ['open', 'taken'])
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  return Number(count)
}

/** One answer; undefined when the network has none of this id. */
export async function findAnswer(
  { database }: Parts,
  networkId: NetworkId,
  answerId: string,
): Promise<AnswerRow | undefined> {
  return database.read
    .selectFrom('bank_answer')
    .where('id', '=', answerId)
    .where('network_id', '=', networkId)
    .selectAll()
    .executeTakeFirst()
}

/** The same as people see it. */
export async function answerViewOf(
  parts: Parts,
  networkId: NetworkId,
  answerId: string,
): Promise<BankAnswerView | undefined> {
  const row = await selectAnswers(parts, networkId)
    .where('bank_answer.id', '=', answerId)
    .executeTakeFirst()
  return row && answerView(row)
}

/** A page of one file's answers by line, or of those that wait for a person. */
export async function answerPage(
  parts: Parts,
  networkId: NetworkId,
  {
    fileId,
    cursor,
  }: { readonly fileId?: string | undefined; readonly cursor?: string | undefined },
): Promise<{ readonly answers: BankAnswerView[]; readonly next: string | null }> {
  const from = /^\d{1,9}$/.test(cursor ?? '') ? Number(cursor) : 0
  const query =
    fileId === undefined
      ? selectAnswers(parts, networkId)
          .where('bank_answer.state', 'in', ['open', 'taken'])
          .orderBy('bank_answer.id', 'desc')
      : selectAnswers(parts, networkId)
          .where('bank_answer.file_id', '=', fileId)
          .orderBy('bank_answer.line')
          .orderBy('bank_answer.id')
  const rows = await query
    .offset(from)
    .limit(ANSWERS_PAGE + 1)
    .execute()
  const next = rows.length > ANSWERS_PAGE ? String(from + ANSWERS_PAGE) : null
  return { answers: rows.slice(0, ANSWERS_PAGE).map(answerView), next }
}

function selectFiles({ database }: Parts, networkId: NetworkId) {
  return database.read
    .selectFrom('bank_answer_file')
    .leftJoin('staff', (on) => on.on(sql<boolean>`staff.id = substr(bank_answer_file.taken_by, 7)`))
    .where('bank_answer_file.network_id', '=', networkId)
    .selectAll('bank_answer_file')
    .select(['staff.name as staff_name'])
    .select((select) => [
      select
        .selectFrom('bank_answer')
        .whereRef('bank_answer.file_id', '=', 'bank_answer_file.id')
        .where('bank_answer.state', '=', 'new')
        .select(({ fn }) => fn.countAll<number>().as('count'))
        .as('waiting'),
      select
        .selectFrom('bank_answer')
        .whereRef('bank_answer.file_id', '=', 'bank_answer_file.id')
        .where('bank_answer.state', 'in', ['open', 'taken'])
        .select(({ fn }) => fn.countAll<number>().as('count'))
        .as('open'),
    ])
}

type FileRow = Awaited<ReturnType<ReturnType<typeof selectFiles>['execute']>>[number]

function fileView(row: FileRow): BankAnswerFileView {
  return {
    ...{ fileId: row.id, name: row.name, format: row.format, answers: row.answers },
    ...{ repeated: row.repeated, takenAtMs: row.taken_at_ms },
    takenBy: row.staff_name ?? row.taken_by,
    ...{ waiting: Number(row.waiting ?? 0), open: Number(row.open ?? 0) },
  }
}

function selectAnswers({ database }: Parts, networkId: NetworkId) {
  return database.reports
    .selectFrom('bank_answer')
    .innerJoin('bank_answer_file', 'bank_answer_file.id', 'bank_answer.file_id')
    .leftJoin('location', 'location.id', 'bank_answer.location_id')
    .leftJoin('staff', 'staff.id', 'bank_answer.owner')
    .where('bank_answer.network_id', '=', networkId)
    .selectAll('bank_answer')
    .select(['bank_answer_file.name as file_name', 'bank_answer_file.taken_at_ms'])
    .select(['location.name as location_name', 'staff.name as owner_name'])
}

type ViewRow = Awaited<ReturnType<ReturnType<typeof selectAnswers>['execute']>>[number]

function answerView(row: ViewRow): BankAnswerView {
  const { task, deeds } = readDone(row.deeds)
  return {
    ...{ answerId: row.id, fileId: row.file_id, fileName: row.file_name, line: row.line },
    ...{ kind: row.kind, code: row.code, words: row.words, trace: row.trace, task },
    ...{ reference: row.reference, amountMinor: row.amount_minor, state: row.state },
    currency: row.currency === null ? null : currency(row.currency),
    ...{ locationId: row.location_id as LocationId | null, locationName: row.location_name },
    ...{ payoutReference: row.payout_id, deeds: [...deeds], owner: row.owner_name },
    ...{ note: row.note, atMs: row.taken_at_ms, changedAtMs: row.changed_at_ms },
  }
}
