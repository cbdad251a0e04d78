import type { Kysely } from 'kysely'
import type { NetworkId } from '../../src/contract/ids.ts'
import type { Schema } from '../storage/index.ts'
import type { ClosedDay } from './closed-days.ts'

/** What a file is made from. */
export interface FileParts {
  readonly read: Kysely<Schema>
  readonly networkId: NetworkId
  /** Days of the books, both included and the last one closed. */
  readonly from: string
  readonly to: string
  readonly last: ClosedDay
}

/** Rows as a JSON document in pieces: an object with a head, and the rows in a list. */
export async function* jsonDocument(
  head: Readonly<Record<string, unknown>>,
  rows: AsyncIterable<readonly object[]>,
): AsyncGenerator<string> {
  yield `${JSON.stringify(head).slice(0, -1)},"rows":[`
  let isFirst = true
  for await (const some of rows) {
    if (some.length === 0) continue
    yield `${isFirst ? '' : ','}\n${some.map((row) => JSON.stringify(row)).join(',\n')}`
    isFirst = false
  }
  yield '\n]}\n'
}

/** Names of the programs of a network by their id. */
export async function programNames({
  read,
  networkId,
}: Pick<FileParts, 'read' | 'networkId'>): Promise<ReadonlyMap<string, string>> {
  const rows = await read
    .selectFrom('program')
    .where('network_id', '=', networkId)
    .select(['id', 'name'])
    .execute()
  return new Map(rows.map(({ id, name }) => [id, name]))
}

const formats = new Map<string, Intl.DateTimeFormat>()

/** `2026-11-21 14:02:11` where the books are at home. */
export function localTime(timeMs: number, timeZone: string): string {
  const format =
    formats.get(timeZone) ??
    new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' })
  formats.set(timeZone, format)
  return format.format(timeMs)
}
