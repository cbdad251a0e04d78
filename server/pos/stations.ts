import { currency, minor } from '../../src/contract/money.ts'
import { type Reply, success } from '../../src/contract/refusals.ts'
import type { WireResult } from '../../src/contract/wire/messages.ts'
import { POS_ENTRIES_MAX, type PosEntry } from '../../src/contract/wire/pos.ts'
import type { ServerContext, StationDevice, StationHandlers } from '../context.ts'
import type { Presence } from '../devices/index.ts'
import { ANNOUNCED_AT_START, TOLD_WITHIN_MS } from './limits.ts'

/** What stations ask about the tills in the cloud of their location. */
export function posStationHandlers(context: ServerContext): Pick<StationHandlers, 'pos-payments'> {
  return { 'pos-payments': (device, { heardId }) => tellEntries(context, device, heardId) }
}

async function tellEntries(
  context: ServerContext,
  device: StationDevice,
  heardId: number,
): Promise<Reply<WireResult<'pos-payments'>>> {
  const { database } = context
  const kept = await database.read
    .selectFrom('pos_heard')
    .where('device_id', '=', device.deviceId)
    .select('entry_id')
    .executeTakeFirst()
  const afterId = Math.max(heardId, kept?.entry_id ?? 0)
  if (heardId > (kept?.entry_id ?? 0)) await keepHeard(context, device, heardId)
  const rows = await entriesAfter(context, device, afterId)
  const shown = rows.slice(0, POS_ENTRIES_MAX)
  return success({ entries: shown.map(entryOf), isMore: rows.length > shown.length })
}

async function keepHeard(
  { database }: ServerContext,
  { deviceId }: StationDevice,
  entryId: number,
): Promise<void> {
  const query = database.read
    .insertInto('pos_heard')
    .values({ device_id: deviceId, entry_id: entryId })
    .onConflict((on) =>
      on
        .column('device_id')
        .doUpdateSet({ entry_id: entryId })
        .where('pos_heard.entry_id', '<', entryId),
    )
    .compile()
  await database.write([{ query }])
}

/** What was done before the station came is for those that were there; so is what is long past. */
function entriesAfter(
  { database, nowMs }: ServerContext,
  { deviceId, locationId }: StationDevice,
  afterId: number,
) {
  return database.read
    .selectFrom('pos_entry')
    .innerJoin('device', (join) => join.on('device.id', '=', deviceId))
    .where('pos_entry.location_id', '=', locationId)
    .where('pos_entry.id', '>', afterId)
    .where('pos_entry.recorded_at_ms', '>=', nowMs() - TOLD_WITHIN_MS)
    .whereRef('pos_entry.recorded_at_ms', '>=', 'device.activated_at_ms')
    .where(({ or, eb, exists, selectFrom }) =>
      or([
        eb('pos_entry.kind', '=', 'payment'),
        // A void of what nobody heard of is nobody's business.
        exists(
          selectFrom('pos_entry as paid')
            .whereRef('paid.location_id', '=', 'pos_entry.location_id')
            .whereRef('paid.external_id', '=', 'pos_entry.external_id')
            .where('paid.kind', '=', 'payment')
            .select('paid.id'),
        ),
      ]),
    )
    .selectAll('pos_entry')
    .orderBy('pos_entry.id')
    .limit(POS_ENTRIES_MAX + 1)
    .execute()
}

type Row = Awaited<ReturnType<typeof entriesAfter>>[number]

function entryOf(row: Row): PosEntry {
  return {
    entryId: row.id,
    pos: row.pos,
    kind: row.kind,
    externalId: row.external_id,
    changeId: row.change_id === '' ? null : row.change_id,
    amountMinor: minor(row.amount_minor),
    currency: currency(row.currency),
    label: row.label,
    till: row.till,
    receiptNumber: row.receipt_number,
    clerk: row.clerk,
    totalMinor: row.total_minor === null ? null : minor(row.total_minor),
    atMs: row.at_ms,
  }
}

/** Tells connected stations that there is something new, whichever server it came to. */
export interface Announcing {
  readonly announce: () => void
  readonly close: () => void
}

export function createAnnouncing(context: ServerContext, presence: Presence): Announcing {
  let told: number | undefined
  let isTelling = false
  let isAsked = false
  const tellNew = async (): Promise<void> => {
    told ??= await fewBefore(context)
    const rows = await context.database.read
      .selectFrom('pos_entry')
      .where('id', '>', told)
      .select(({ fn }) => ['location_id', fn.max('id').as('id')])
      .groupBy('location_id')
      .execute()
    const newest = new Map<string, number>(rows.map((row) => [row.location_id, row.id]))
    for (const station of presence.all()) {
      const entryId = newest.get(station.locationId)
      if (entryId !== undefined) station.tell('pos-payment', { entryId })
    }
    told = Math.max(told, ...newest.values())
  }
  const tellAll = async (): Promise<void> => {
    while (isAsked) {
      isAsked = false
      await tellNew()
    }
  }
  const announce = (): void => {
    isAsked = true
    if (isTelling) return
    isTelling = true
    tellAll()
      .catch((error: unknown) => {
        const text = 'stations were not told of a till; they ask when they connect'
        context.log.warn({ err: error }, text)
      })
      .finally(() => {
        isTelling = false
      })
  }
  const stop = context.database.onDidChangeElsewhere?.(announce)
  return { announce, close: () => stop?.() }
}

/** Where to begin after a start: stations ask for all of it when they come, so the last few will do. */
async function fewBefore({ database }: ServerContext): Promise<number> {
  const row = await database.read
    .selectFrom('pos_entry')
    .select(({ fn }) => fn.max('id').as('id'))
    .executeTakeFirst()
  return Math.max(0, (row?.id ?? 0) - ANNOUNCED_AT_START)
}
