import type { DeliveryProblem } from '../../src/contract/admin/bank-delivery.ts'
import type { ServerContext } from '../context.ts'
import type { WriteQuery } from '../storage/database.ts'
import type { DeliveryFile } from './bringing.ts'
import { FILE_LEASE_MS } from './limits.ts'

type Parts = Pick<ServerContext, 'database' | 'nowMs'>

/** How far handing over one file came. */
export interface FileRecord {
  readonly deliveryId: string
  readonly fileName: string
  readonly sha256: string
  readonly state: 'begun' | 'naming' | 'unknown' | 'done'
  readonly place: string | null
  /** What the other side calls it. */
  readonly externalId: string | null
  readonly askedAtMs: number | null
  /** How often it was claimed: whoever claimed it last has it. */
  readonly tries: number
  readonly changedAtMs: number
}

/** What is written of a file while it is handed over. */
export interface FileChange {
  readonly state?: FileRecord['state']
  readonly place?: string
  readonly external_id?: string
  readonly asked_at_ms?: number
  readonly problem?: DeliveryProblem | null
  readonly lease_until_ms?: number
}

export async function findFile(
  { database }: Pick<Parts, 'database'>,
  deliveryId: string,
  fileName: string,
): Promise<FileRecord | undefined> {
  const row = await database.read
    .selectFrom('bank_delivery_file')
    .where('delivery_id', '=', deliveryId)
    .where('file_name', '=', fileName)
    .selectAll()
    .executeTakeFirst()
  return (
    row && {
      ...{ deliveryId, fileName, sha256: row.sha256, state: row.state, place: row.place },
      ...{ externalId: row.external_id, askedAtMs: row.asked_at_ms, tries: row.tries },
      changedAtMs: row.changed_at_ms,
    }
  )
}

/** Keeps that the file is to go there. False when another of its name was kept meanwhile. */
export function beginFile(parts: Parts, deliveryId: string, file: DeliveryFile): Promise<boolean> {
  const nowMs = parts.nowMs()
  const query = parts.database.read
    .insertInto('bank_delivery_file')
    .values({
      ...{ delivery_id: deliveryId, file_name: file.fileName, sha256: file.sha256 },
      ...{ size: file.bytes.length, state: 'begun', place: null, external_id: null, tries: 0 },
      ...{ problem: null, begun_at_ms: nowMs, asked_at_ms: null, changed_at_ms: nowMs },
      lease_until_ms: 0,
    })
    .compile()
  return parts.database.write([{ query, changes: 1 }])
}

/** Takes the file for a while, so that of several servers one brings it. False when another has it. */
export function claimFile(parts: Parts, { deliveryId, fileName }: FileRecord): Promise<boolean> {
  const nowMs = parts.nowMs()
  const query = parts.database.read
    .updateTable('bank_delivery_file')
    .set((column) => ({
      tries: column('tries', '+', 1),
      lease_until_ms: nowMs + FILE_LEASE_MS,
      changed_at_ms: nowMs,
    }))
    .where('delivery_id', '=', deliveryId)
    .where('file_name', '=', fileName)
    .where('lease_until_ms', '<=', nowMs)
    .compile()
  return parts.database.write([{ query, changes: 1 }])
}

/** Does not fit once another server claimed the file: whoever stood still that long has it no more. */
export function changeFile(
  { database, nowMs }: Parts,
  { deliveryId, fileName, tries }: Pick<FileRecord, 'deliveryId' | 'fileName' | 'tries'>,
  change: FileChange,
): WriteQuery {
  const query = database.read
    .updateTable('bank_delivery_file')
    .set({ ...change, changed_at_ms: nowMs() })
    .where('delivery_id', '=', deliveryId)
    .where('file_name', '=', fileName)
    .where('tries', '=', tries)
    .compile()
  return { query, changes: 1 }
}

/**
 * Whether something may be at a destination that is not known to be: a file that was to get its name, a
 * batch or a credit without an answer. It can be looked up there only.
 */
export async function isInDoubt(
  { database }: Pick<Parts, 'database'>,
  deliveryId: string,
): Promise<boolean> {
  const file = await database.read
    .selectFrom('bank_delivery_file')
    .where('delivery_id', '=', deliveryId)
    .where('state', 'in', ['naming', 'unknown'])
    .select('file_name')
    .executeTakeFirst()
  const call = await database.read
    .selectFrom('bank_delivery_call')
    .where('delivery_id', '=', deliveryId)
    .where('state', '=', 'sent')
    .select('reference')
    .executeTakeFirst()
  return file !== undefined || call !== undefined
}

/** What is known of how a destination fares, after it was used or tried. */
export interface HealthChange {
  readonly seen_host_key?: string | null
  readonly tested_at_ms?: number
  readonly delivered_at_ms?: number
  readonly polled_at_ms?: number
  readonly poll_after_ms?: number
}

/** Notes how it went; `null` forgets a problem. */
export function noteHealth(
  { database, nowMs }: Parts,
  deliveryId: string,
  problem: DeliveryProblem | null,
  change: HealthChange = {},
): WriteQuery {
  const query = database.read
    .updateTable('bank_delivery_health')
    .set({ ...change, problem, problem_at_ms: problem === null ? null : nowMs() })
    .where('delivery_id', '=', deliveryId)
    .compile()
  return { query, changes: 1 }
}
