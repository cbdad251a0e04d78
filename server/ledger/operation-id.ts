import type { OperationId } from '../../src/contract/ids.ts'

/** Journal ids fit into the last 48 bits of the id: 281 million million operations. */
const JOURNAL_ID_MAX = 2 ** 48 - 1

/**
 * The public id of a journal row: UUIDv7 text of its time, with the journal id as the last 12
 * digits. It needs no index: {@link decodeOperationId} gives the row back, and the row's time says
 * whether the id was ever given out.
 */
export function encodeOperationId(timeMs: number, journalId: number): OperationId {
  if (journalId < 1 || journalId > JOURNAL_ID_MAX)
    throw new RangeError(`journal id ${journalId} is out of range`)
  const id = journalId.toString(16).padStart(12, '0')
  return `${beginning(timeMs)}${id}` as OperationId
}

/** Of the last time that was asked for: all of a commit have the same. */
let latest = { timeMs: Number.NaN, text: '' }

function beginning(timeMs: number): string {
  if (timeMs !== latest.timeMs) {
    const time = timeMs.toString(16).padStart(12, '0')
    latest = { timeMs, text: `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-` }
  }
  return latest.text
}

/** The journal id and time in an operation id; undefined for an id that the ledger never makes. */
export function decodeOperationId(
  operationId: string,
): { readonly timeMs: number; readonly journalId: number } | undefined {
  const match = /^([0-9a-f]{8})-([0-9a-f]{4})-7000-8000-([0-9a-f]{12})$/.exec(operationId)
  if (!match) return undefined
  const journalId = Number.parseInt(match[3] ?? '', 16)
  if (journalId < 1) return undefined
  return { timeMs: Number.parseInt(`${match[1]}${match[2]}`, 16), journalId }
}
