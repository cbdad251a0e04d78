import { sql } from 'kysely'
import { maskLastFour } from '../../src/contract/card-number.ts'
import { currency, decimalText, minor } from '../../src/contract/money.ts'
import {
  chartOf,
  closedDaysIn,
  csvLines,
  type FileParts,
  type Groups,
  harmless,
  jsonDocument,
  keyOf,
  localTime,
  openChart,
  rowsByGroup,
} from '../books/index.ts'
import { encodeOperationId } from '../ledger/operation-id.ts'
import { POSTINGS_AT_ONCE } from './limits.ts'

const COLUMNS = [
  ...['day', 'time', 'entry', 'operation', 'kind', 'channel', 'card', 'location'],
  ...['debit account', 'debit name', 'credit account', 'credit name', 'amount', 'currency'],
] as const

interface Entry {
  readonly group_id: number
  readonly id: number
  readonly time_ms: number
  readonly kind: string
  readonly channel: string
  readonly last_four: string | null
  readonly card_uid: string | null
  readonly location_name: string | null
  readonly debit_account: string
  readonly credit_account: string
  readonly amount_minor: number
  readonly currency: string
}

/** Every posting of closed days in the order of the ledger, with the accounts as they are called. */
export async function* journalFile(parts: FileParts, isJson: boolean): AsyncGenerator<string> {
  const account = openChart(await chartOf(parts.read, parts.networkId))
  if (isJson) {
    const head = { what: 'journal', from: parts.from, to: parts.to, timeZone: parts.last.time_zone }
    yield* jsonDocument(head, jsonRows(parts, account))
    return
  }
  yield csvLines([COLUMNS])
  for await (const { day, timeZone, entries } of entriesOf(parts))
    yield csvLines(
      entries.map((entry) => {
        const [debit, credit] = [
          account(keyOf(entry.debit_account)),
          account(keyOf(entry.credit_account)),
        ]
        return [
          ...[day, localTime(entry.time_ms, timeZone), entry.id],
          ...[encodeOperationId(entry.time_ms, entry.id), entry.kind, entry.channel],
          entry.last_four === null ? '' : maskLastFour(entry.last_four),
          harmless(entry.location_name),
          ...[harmless(debit.number), harmless(debit.name)],
          ...[harmless(credit.number), harmless(credit.name)],
          ...[decimalText(minor(entry.amount_minor), currency(entry.currency)), entry.currency],
        ]
      }),
    )
}

async function* jsonRows(
  parts: FileParts,
  account: ReturnType<typeof openChart>,
): AsyncGenerator<readonly object[]> {
  for await (const { day, entries } of entriesOf(parts))
    yield entries.map((entry) => ({
      ...{ day, entry: entry.id, operationId: encodeOperationId(entry.time_ms, entry.id) },
      ...{ at: new Date(entry.time_ms).toISOString(), kind: entry.kind, channel: entry.channel },
      ...{ cardId: entry.card_uid, location: entry.location_name },
      debit: account(keyOf(entry.debit_account)).number,
      credit: account(keyOf(entry.credit_account)).number,
      ...{ amountMinor: entry.amount_minor, currency: entry.currency },
    }))
}

async function* entriesOf(parts: FileParts) {
  for await (const day of closedDaysIn(parts.read, parts.networkId, parts)) {
    const groups = { firstGroup: day.first_group, lastGroup: day.last_group }
    for await (const entries of pagesOf(parts, groups))
      yield { day: day.day, timeZone: day.time_zone, entries }
  }
}

async function* pagesOf(
  { read, networkId }: FileParts,
  groups: Groups,
): AsyncGenerator<readonly Entry[]> {
  let [firstGroup, afterId] = [groups.firstGroup, 0]
  while (firstGroup <= groups.lastGroup) {
    const { rows } = await sql<Entry>`
      SELECT g.id AS group_id, j.id, j.time_ms, j.kind, j.channel, c.last_four, c.uid AS card_uid,
             l.name AS location_name, j.debit_account, j.credit_account, j.amount_minor, j.currency
        FROM ${rowsByGroup({ firstGroup, lastGroup: groups.lastGroup }, networkId)}
         AND j.amount_minor IS NOT NULL
         AND (g.id > ${firstGroup} OR j.id > ${afterId})
       ORDER BY g.id, j.id LIMIT ${POSTINGS_AT_ONCE}
    `.execute(read)
    if (rows.length > 0) yield rows
    const last = rows.at(-1)
    if (last === undefined || rows.length < POSTINGS_AT_ONCE) return
    ;[firstGroup, afterId] = [last.group_id, last.id]
  }
}
