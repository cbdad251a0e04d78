import { createHash } from 'node:crypto'
import type { BookFile, BookFormat } from '../../src/contract/admin/books.ts'
import { type NetworkId, uuidV7 } from '../../src/contract/ids.ts'
import { failed, type Reply, success } from '../../src/contract/refusals.ts'
import { deliver } from '../bank-delivery/index.ts'
import type { ServerContext } from '../context.ts'
import type { Delivery } from '../delivery/index.ts'
import { dayAfter } from '../ledger/calendar.ts'
import type { Schema, WriteQuery } from '../storage/index.ts'
import { makeFile } from './files.ts'
import { exportLetter } from './letters.ts'
import {
  DELIVERED_BYTES_MAX,
  EXPORT_TRIES_MAX,
  EXPORT_TRY_MS,
  EXPORTS_AT_ONCE,
  LINK_VALID_MS,
  RETRY_AFTER_MAX_MS,
  RETRY_AFTER_MS,
} from './limits.ts'

/** What exports are made and sent with. */
export interface ExportParts {
  readonly context: ServerContext
  /** Null without a mail server. */
  readonly delivery: Delivery | null
  readonly publicUrl: () => string
}

type Schedule = Schema['book_schedule']
type Export = Schema['book_export']

/** Notes what schedules are to make of the days that were closed since. Gives how many. */
export async function planExports({ context }: ExportParts): Promise<number> {
  const { database, nowMs, randomBytes } = context
  const schedules = await database.read
    .selectFrom('book_schedule')
    .where('removed_at_ms', 'is', null)
    .selectAll()
    .execute()
  const queries: WriteQuery[] = []
  for (const schedule of schedules) {
    for (const day of await dueDays(context, schedule)) {
      const fromDay = schedule.every === 'month' ? `${day.slice(0, 7)}-01` : day
      const values = {
        ...{ id: uuidV7(nowMs(), randomBytes(10)), schedule_id: schedule.id },
        ...{ network_id: schedule.network_id, from_day: fromDay, to_day: day },
        ...{ file_name: `${schedule.what}-${day}`, state: 'waiting' as const },
        ...{ made_at_ms: nowMs(), tries: 0, try_after_ms: 0, fetched: 0 },
      }
      queries.push({
        // Another server may have noted it as well.
        query: database.read
          .insertInto('book_export')
          .values(values)
          .onConflict((on) => on.columns(['schedule_id', 'to_day']).doNothing())
          .compile(),
      })
    }
  }
  if (queries.length > 0) await database.write(queries)
  return queries.length
}

/** Closed days since the last export of a schedule, or the last days of months among them. */
async function dueDays(
  { database }: Pick<ServerContext, 'database'>,
  schedule: Schedule,
): Promise<readonly string[]> {
  const last = await database.read
    .selectFrom('book_export')
    .where('schedule_id', '=', schedule.id)
    .select(({ fn }) => fn.max<string | null>('to_day').as('day'))
    .executeTakeFirst()
  const days = await database.read
    .selectFrom('closed_day')
    .where('network_id', '=', schedule.network_id)
    .where('day', '>=', schedule.first_day)
    .where('day', '>', last?.day ?? '')
    .orderBy('day')
    .limit(EXPORTS_AT_ONCE)
    .select('day')
    .execute()
  const isDue = (day: string) => schedule.every === 'day' || dayAfter(day).endsWith('-01')
  return days.map(({ day }) => day).filter(isDue)
}

/** Makes and sends one export that is due. False when none is. */
export async function makeNext(parts: ExportParts): Promise<boolean> {
  const { database, nowMs } = parts.context
  const due = await database.read
    .selectFrom('book_export')
    .where('state', '=', 'waiting')
    .where('try_after_ms', '<=', nowMs())
    .orderBy('to_day')
    .orderBy('id')
    .limit(1)
    .selectAll()
    .executeTakeFirst()
  if (!due) return false
  // Whoever changes the time first does it; should it end here, it is tried again after that time.
  const taken = database.read
    .updateTable('book_export')
    .set({ try_after_ms: nowMs() + EXPORT_TRY_MS, tries: due.tries + 1 })
    .where('id', '=', due.id)
    .where('tries', '=', due.tries)
    .where('try_after_ms', '=', due.try_after_ms)
    .compile()
  if (!(await database.write([{ query: taken, changes: 1 }]))) return true
  const sent = await makeOne(parts, due).catch((error: unknown) => {
    parts.context.log.error({ err: error, exportId: due.id }, 'an export of the books broke off')
    return failed('INTERNAL', 'It broke off. The log says where.')
  })
  await keepOutcome(parts, due, sent)
  return true
}

interface Sent {
  readonly fileName: string
  readonly sizeBytes: number
  readonly sha256: string
  readonly place: string | null
  readonly link: { readonly hash: Uint8Array; readonly untilMs: number } | null
  /** Who was not reached; null when everybody was. */
  readonly problem: string | null
}

async function makeOne(parts: ExportParts, due: Export): Promise<Reply<Sent>> {
  const { context } = parts
  const schedule = await context.database.read
    .selectFrom('book_schedule')
    .where('id', '=', due.schedule_id)
    .selectAll()
    .executeTakeFirstOrThrow()
  const file = await makeFile(context.database, wishOf(schedule, due))
  if (!file.ok) return file
  const isBrought = schedule.delivery_id !== null
  const made = await readAll(file.value.pieces, isBrought ? DELIVERED_BYTES_MAX : 0)
  if (!made.ok) return made
  const { sizeBytes, sha256, bytes } = made.value
  const facts = { fileName: file.value.fileName, sizeBytes, sha256 }
  const place = await bring(parts, schedule, { fileName: facts.fileName, bytes, sha256 })
  if (!place.ok) return place
  const link = await mail(parts, schedule, due, facts.fileName)
  if (!link.ok) return link
  return success({ ...facts, place: place.value, ...link.value })
}

/** What an export is made from. */
export function wishOf(schedule: Schedule, due: Export) {
  return {
    networkId: due.network_id as NetworkId,
    ...{ what: schedule.what as BookFile, format: schedule.format as BookFormat },
    ...{ from: due.from_day, to: due.to_day },
  }
}

/** A file with its hash; its bytes only up to the bound, which is 0 where they are not needed. */
export async function readAll(pieces: AsyncIterable<string>, bytesMax: number) {
  const hash = createHash('sha256')
  const kept: Buffer[] = []
  let sizeBytes = 0
  for await (const piece of pieces) {
    const bytes = Buffer.from(piece)
    hash.update(bytes)
    sizeBytes += bytes.byteLength
    if (bytesMax > 0 && sizeBytes > bytesMax)
      return failed('STATE_CONFLICT', 'The file is too large to be brought there. Mail a link.')
    if (bytesMax > 0) kept.push(bytes)
  }
  return success({ sizeBytes, sha256: hash.digest('hex'), bytes: Buffer.concat(kept) })
}

async function bring(
  { context }: ExportParts,
  { delivery_id: deliveryId }: Schedule,
  file: { readonly fileName: string; readonly bytes: Uint8Array; readonly sha256: string },
): Promise<Reply<string | null>> {
  if (deliveryId === null) return success(null)
  const brought = await deliver(context, deliveryId, file)
  return brought.ok ? success(brought.value.where) : brought
}

/**
 * Mails the link to everybody. Once somebody has it, it is the link of this export, whoever else was not
 * reached: another try would mail another one, and leave those who have this one with nothing.
 */
async function mail(
  { context, delivery, publicUrl }: ExportParts,
  schedule: Schedule,
  due: Export,
  fileName: string,
): Promise<Reply<Pick<Sent, 'link' | 'problem'>>> {
  const emails = emailsOf(schedule)
  if (emails.length === 0) return success({ link: null, problem: null })
  if (!delivery) return failed('STATE_CONFLICT', 'There is no mail server any more.')
  const key = Buffer.from(context.randomBytes(32)).toString('base64url')
  const untilMs = context.nowMs() + LINK_VALID_MS
  const link = `${publicUrl()}/admin/books?file=${due.id}.${key}`
  const content = exportLetter({ fileName, day: due.to_day, link, untilMs })
  const missed: string[] = []
  for (const email of emails) if (!(await delivery.send(email, content))) missed.push(email)
  const problem = `The mail server did not take the mail to ${missed.join(', ')}.`
  if (missed.length === emails.length) return failed('UNAVAILABLE', problem)
  return success({
    link: { hash: hashOfKey(key), untilMs },
    problem: missed.length === 0 ? null : problem,
  })
}

/** Who is mailed the link of an export. */
export function emailsOf({ emails }: Pick<Schedule, 'emails'>): string[] {
  return JSON.parse(emails) as string[]
}

/** What is kept of a link's key: of who reads this nobody can follow the link. */
export function hashOfKey(key: string): Uint8Array {
  return createHash('sha256').update(key).digest()
}

async function keepOutcome(parts: ExportParts, due: Export, sent: Reply<Sent>): Promise<void> {
  const { database, log } = parts.context
  const change = sent.ok ? sentRow(sent.value) : failedRow(parts, due, sent)
  if (change.problem)
    log.warn({ exportId: due.id, problem: change.problem }, 'an export did not arrive')
  const query = database.read
    .updateTable('book_export')
    .set(change)
    .where('id', '=', due.id)
    .compile()
  await database.write([{ query, changes: 1 }])
}

/** Where somebody was not reached, a person has to look, and may have it mailed again. */
function sentRow({ fileName, sizeBytes, sha256, place, link, problem }: Sent): Partial<Export> {
  return {
    ...{
      state: problem === null ? 'delivered' : 'failed',
      problem: problem?.slice(0, 400) ?? null,
    },
    ...{ file_name: fileName, size_bytes: sizeBytes, sha256, place },
    ...{ link_hash: link?.hash ?? null, link_until_ms: link?.untilMs ?? null },
  }
}

function failedRow(
  { context }: ExportParts,
  { tries }: Export,
  reply: Extract<Reply<never>, { ok: false }>,
): Partial<Export> {
  const { message } = 'refusal' in reply ? reply.refusal : reply.error
  const afterMs = Math.min(RETRY_AFTER_MS * 2 ** tries, RETRY_AFTER_MAX_MS)
  return {
    state: tries + 1 >= EXPORT_TRIES_MAX ? 'failed' : 'waiting',
    ...{ problem: message.slice(0, 400), try_after_ms: context.nowMs() + afterMs },
  }
}
