import { z } from 'zod'
import { AUDIT_PAGE, type AuditFilter, type AuditLine } from '../../src/contract/admin/audit.ts'
import { CARD_NUMBER_LENGTH_MIN } from '../../src/contract/card-number.ts'
import type { NetworkId } from '../../src/contract/ids.ts'
import { parseJson } from '../../src/contract/parse.ts'
import { dayAfter, startOfDayMs } from '../ledger/calendar.ts'
import { maskDigits } from '../log.ts'
import { networkZone } from '../network/index.ts'
import type { Database } from '../storage/database.ts'
import { ofNetwork } from './of-network.ts'
import { partiesOf } from './parties.ts'

const detailSchema = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]))

/** One page of the audit, newest first. Rows are never changed and their numbers only grow: none is skipped. */
export async function readPage(
  database: Database,
  networkId: NetworkId,
  filter: AuditFilter,
  cursor: string | undefined,
): Promise<{ readonly entries: AuditLine[]; readonly next: string | null }> {
  const before = cursor === undefined ? undefined : Number(cursor)
  const asked = { ...filter, before, limit: AUDIT_PAGE + 1 }
  const lines = await readLines(database, networkId, asked)
  const entries = lines.slice(0, AUDIT_PAGE)
  const last = entries.at(-1)
  return { entries, next: lines.length > AUDIT_PAGE && last ? String(last.entryId) : null }
}

interface Asked extends AuditFilter {
  /** Only what was noted before this row. */
  readonly before: number | undefined
  readonly limit: number
}

/** The newest rows that fit, at most as many as asked for. */
export async function readLines(
  database: Database,
  networkId: NetworkId,
  { actor, action, subject, from, to, before, limit }: Asked,
): Promise<AuditLine[]> {
  const zone = await networkZone(database.reports, networkId)
  let query = database.reports.selectFrom('audit').where(await ofNetwork(database, networkId))
  if (actor !== undefined) query = query.where('actor', '=', actor)
  if (action !== undefined) query = query.where('action', '=', action)
  if (subject !== undefined) query = query.where('subject', '=', subject)
  if (from !== undefined) query = query.where('time_ms', '>=', startOfDayMs(from, zone))
  if (to !== undefined) query = query.where('time_ms', '<', startOfDayMs(dayAfter(to), zone))
  if (before !== undefined) query = query.where('id', '<', before)
  const rows = await query.selectAll().orderBy('id', 'desc').limit(limit).execute()
  const partyOf = await partiesOf(
    database,
    rows.flatMap((row) => [row.actor, row.subject]),
  )
  return rows.map((row) => ({
    ...{ entryId: row.id, atMs: row.time_ms, action: row.action, ip: row.ip },
    ...{ actor: partyOf(row.actor), subject: partyOf(row.subject), detail: detailOf(row.detail) },
  }))
}

function detailOf(text: string): AuditLine['detail'] {
  const parsed = parseJson(detailSchema, text)
  if (!parsed.ok) return {}
  const shown = Object.entries(parsed.value).map(([name, value]) => {
    if (typeof value !== 'string') return [name, value]
    return [name, maskDigits(TYPED.has(name) ? withoutGroups(value) : value)]
  })
  return Object.fromEntries(shown)
}

/** What people type, and some type a card's number into it, in groups as it stands on the card. */
const TYPED: ReadonlySet<string> = new Set(['reason', 'note'])
const GROUPED_NUMBER = /(?<![\dA-Za-z-])\d{4}(?:[ -]\d{2,4}){2,4}(?![\dA-Za-z-])/g

function withoutGroups(text: string): string {
  return text.replace(GROUPED_NUMBER, (groups) => {
    const digits = groups.replace(/[ -]/g, '')
    return digits.length < CARD_NUMBER_LENGTH_MIN ? groups : digits
  })
}
