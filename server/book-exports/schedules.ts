import type { BookSchedule, MadeExport } from '../../src/contract/admin/book-exports.ts'
import { BOOK_FILES, type BookFile, type BookFormat } from '../../src/contract/admin/books.ts'
import type { AdminInput, AdminResult } from '../../src/contract/admin/table.ts'
import { type NetworkId, uuidV7 } from '../../src/contract/ids.ts'
import { failed, type Reply, success } from '../../src/contract/refusals.ts'
import { record } from '../audit/index.ts'
import type { ServerContext } from '../context.ts'
import { dayAt } from '../ledger/calendar.ts'
import { networkZone } from '../network/index.ts'
import type { SignedIn } from '../staff/index.ts'
import type { Schema } from '../storage/index.ts'
import { SCHEDULES_MAX } from './limits.ts'

type Parts = Pick<ServerContext, 'database' | 'nowMs' | 'randomBytes'>
type Listed = AdminResult<'list-book-schedules'>

const EXPORTS_LISTED = 100

/** What goes out again and again, and what went out of late. */
export async function listSchedules(
  { database }: Pick<Parts, 'database'>,
  networkId: NetworkId,
  canMail: boolean,
): Promise<Listed> {
  const schedules = await database.reports
    .selectFrom('book_schedule')
    .leftJoin('bank_delivery', 'bank_delivery.id', 'book_schedule.delivery_id')
    .where('book_schedule.network_id', '=', networkId)
    .where('book_schedule.removed_at_ms', 'is', null)
    .orderBy('book_schedule.created_at_ms')
    .orderBy('book_schedule.id')
    .selectAll('book_schedule')
    .select('bank_delivery.name as delivery_name')
    .execute()
  const made = await database.reports
    .selectFrom('book_export')
    .innerJoin('book_schedule', 'book_schedule.id', 'book_export.schedule_id')
    .where('book_export.network_id', '=', networkId)
    .orderBy('book_export.made_at_ms', 'desc')
    .orderBy('book_export.id', 'desc')
    .limit(EXPORTS_LISTED)
    .selectAll('book_export')
    .select('book_schedule.what')
    .execute()
  return { schedules: schedules.map(scheduleView), exports: made.map(madeView), canMail }
}

function scheduleView(
  row: Schema['book_schedule'] & { readonly delivery_name: string | null },
): BookSchedule {
  return {
    ...{ scheduleId: row.id, what: row.what as BookFile, format: row.format as BookFormat },
    ...{ every: row.every, deliveryId: row.delivery_id, deliveryName: row.delivery_name },
    emails: JSON.parse(row.emails) as string[],
    firstDay: row.first_day,
  }
}

function madeView(row: Schema['book_export'] & { readonly what: string }): MadeExport {
  return {
    ...{ exportId: row.id, what: row.what as BookFile, fromDay: row.from_day, toDay: row.to_day },
    ...{ fileName: row.file_name, state: row.state, sizeBytes: row.size_bytes },
    ...{ sha256: row.sha256, place: row.place, problem: row.problem, madeAtMs: row.made_at_ms },
    ...{ linkUntilMs: row.link_until_ms, fetched: row.fetched },
  }
}

/**
 * Begins a schedule with the day that runs. REQUEST_MALFORMED for a form that there is not of it, or
 * for nowhere to go; STATE_CONFLICT for a mail without a mail server, or too many schedules; NOT_FOUND
 * for a destination that is not the network's.
 */
export async function addSchedule(
  context: Parts,
  who: SignedIn,
  wish: AdminInput<'add-book-schedule'>,
  canMail: boolean,
): Promise<Reply<Listed>> {
  const { database, nowMs, randomBytes } = context
  const problem = await problemOf(context, who, wish, canMail)
  if (problem) return problem
  const zone = await networkZone(database.read, who.networkId)
  const scheduleId = uuidV7(nowMs(), randomBytes(10))
  const query = database.read
    .insertInto('book_schedule')
    .values({
      ...{ id: scheduleId, network_id: who.networkId, what: wish.what, format: wish.format },
      ...{ every: wish.every, delivery_id: wish.deliveryId, emails: JSON.stringify(wish.emails) },
      ...{ first_day: dayAt(nowMs(), zone), created_at_ms: nowMs(), changed_by: who.staffId },
      removed_at_ms: null,
    })
    .compile()
  const audit = record(context, {
    ...{ actor: `staff:${who.staffId}`, ip: who.ip, action: 'book-schedule-add' },
    subject: `book-schedule:${scheduleId}`,
    detail: { what: wish.what, format: wish.format, every: wish.every, emails: wish.emails.length },
  })
  if (!(await database.write([{ query, changes: 1 }, audit])))
    return failed('STATE_CONFLICT', 'It was not kept. Look at the list and try again.')
  return success(await listSchedules(context, who.networkId, canMail))
}

async function problemOf(
  { database }: Parts,
  { networkId }: SignedIn,
  { what, format, deliveryId, emails }: AdminInput<'add-book-schedule'>,
  canMail: boolean,
): Promise<Reply<never> | undefined> {
  const formats: readonly BookFormat[] = BOOK_FILES[what]
  if (!formats.includes(format))
    return failed('REQUEST_MALFORMED', `format: of this there is ${formats.join(', ')}.`)
  if (deliveryId === null && emails.length === 0)
    return failed('REQUEST_MALFORMED', 'emails: name somebody, or choose a destination.')
  if (emails.length > 0 && !canMail)
    return failed('STATE_CONFLICT', 'There is no mail server. Set one up, or choose a destination.')
  const open = await database.read
    .selectFrom('book_schedule')
    .where('network_id', '=', networkId)
    .where('removed_at_ms', 'is', null)
    .select('id')
    .execute()
  if (open.length >= SCHEDULES_MAX)
    return failed('STATE_CONFLICT', 'There are enough schedules. Remove one first.')
  if (deliveryId === null) return undefined
  const place = await database.read
    .selectFrom('bank_delivery')
    .where('id', '=', deliveryId)
    .where('network_id', '=', networkId)
    .where('kind', 'in', ['folder', 'sftp'])
    .where('removed_at_ms', 'is', null)
    .select('id')
    .executeTakeFirst()
  return place ? undefined : failed('NOT_FOUND', 'deliveryId: the network has no such destination.')
}

/** Ends a schedule; what it made stays in the list. NOT_FOUND for one that the network has not. */
export async function removeSchedule(
  context: Parts,
  who: SignedIn,
  scheduleId: string,
  canMail: boolean,
): Promise<Reply<Listed>> {
  const { database, nowMs } = context
  const query = database.read
    .updateTable('book_schedule')
    .set({ removed_at_ms: nowMs(), changed_by: who.staffId })
    .where('id', '=', scheduleId)
    .where('network_id', '=', who.networkId)
    .where('removed_at_ms', 'is', null)
    .compile()
  const audit = record(context, {
    ...{ actor: `staff:${who.staffId}`, ip: who.ip, action: 'book-schedule-remove' },
    subject: `book-schedule:${scheduleId}`,
  })
  if (!(await database.write([{ query, changes: 1 }, audit])))
    return failed('NOT_FOUND', 'There is no such schedule.')
  return success(await listSchedules(context, who.networkId, canMail))
}

/** Lets an export be tried again at once. NOT_FOUND for one that is done or not the network's. */
export async function retryExport(
  context: Parts,
  who: SignedIn,
  exportId: string,
  canMail: boolean,
): Promise<Reply<Listed>> {
  const { database } = context
  const query = database.read
    .updateTable('book_export')
    .set({ state: 'waiting', try_after_ms: 0, tries: 0 })
    .where('id', '=', exportId)
    .where('network_id', '=', who.networkId)
    .where('state', '!=', 'delivered')
    .compile()
  if (!(await database.write([{ query, changes: 1 }])))
    return failed('NOT_FOUND', 'There is no such export that waits or failed.')
  return success(await listSchedules(context, who.networkId, canMail))
}
