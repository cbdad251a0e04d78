import type { NachaSettings } from '../../../../src/contract/admin/rails.ts'
import type { Transfer } from '../../rail.ts'
import {
  BATCH_MAX_RECORDS,
  ENTRY_MAX_MINOR,
  FILE_MAX_RECORDS,
  SAME_DAY_MAX_MINOR,
  TOTAL_MAX_MINOR,
} from '../limits.ts'

/** Entries that may stand in one batch: of one class, all credits or all debits. */
export interface PlannedBatch {
  readonly sec: 'CCD' | 'PPD'
  readonly direction: 'credit' | 'debit'
  readonly transfers: readonly Transfer[]
  readonly totalMinor: number
}

/** A file being filled. */
export interface FilePlan {
  /** False, and nothing taken, when the transfer has no more room in this file. */
  readonly add: (transfer: Transfer) => boolean
  /** In the order in which they stand in the file. */
  readonly batches: () => readonly PlannedBatch[]
}

interface OpenBatch {
  readonly sec: PlannedBatch['sec']
  readonly direction: PlannedBatch['direction']
  readonly transfers: Transfer[]
  totalMinor: number
  records: number
}

const GROUPS = ['CCD credit', 'CCD debit', 'PPD credit', 'PPD debit'] as const
type Group = (typeof GROUPS)[number]

/** Puts transfers into batches until a limit of the format or of the bank is reached. */
export function planFile(settings: NachaSettings): FilePlan {
  const groups = new Map<Group, OpenBatch[]>()
  const held = { entries: 0, records: 0, totalMinor: 0 }
  const batchMaxMinor = largestBatch(settings)
  const fileMaxMinor = Math.min(settings.fileMaxMinor ?? TOTAL_MAX_MINOR, TOTAL_MAX_MINOR)

  const add = (transfer: Transfer): boolean => {
    const records = recordsOf(transfer)
    const isFull =
      held.entries + 1 > (settings.fileMaxEntries ?? FILE_MAX_RECORDS) ||
      held.records + records > FILE_MAX_RECORDS ||
      held.totalMinor + transfer.amountMinor > fileMaxMinor
    if (isFull && held.entries > 0) return false
    const batch = roomFor(transfer, records, batchMaxMinor, groups)
    batch.transfers.push(transfer)
    batch.records += records
    batch.totalMinor += transfer.amountMinor
    held.entries += 1
    held.records += records
    held.totalMinor += transfer.amountMinor
    return true
  }
  const batches = () => GROUPS.flatMap((group) => groups.get(group) ?? [])
  return { add, batches }
}

/** How many records the transfer takes. */
function recordsOf(transfer: Transfer): number {
  return hasNote(transfer) ? 2 : 1
}

/** Whether the transfer carries a payment note; one that moves nothing needs none. */
export function hasNote({ purpose, remittance }: Transfer): boolean {
  return purpose !== 'prenote' && remittance !== null && remittance.trim() !== ''
}

/** A balancing entry of the batch's sum has to fit into the amount of one entry. */
function largestBatch({ offset, sameDay }: NachaSettings): number {
  if (offset === null) return TOTAL_MAX_MINOR
  return sameDay ? SAME_DAY_MAX_MINOR : ENTRY_MAX_MINOR
}

function roomFor(
  transfer: Transfer,
  records: number,
  batchMaxMinor: number,
  groups: Map<Group, OpenBatch[]>,
): OpenBatch {
  const sec = transfer.bank.country === 'us' && transfer.bank.holder === 'person' ? 'PPD' : 'CCD'
  const direction = transfer.purpose === 'collection' ? 'debit' : 'credit'
  const group: Group = `${sec} ${direction}`
  const batches = groups.get(group) ?? []
  const last = batches.at(-1)
  const hasRoom =
    last !== undefined &&
    last.records + records < BATCH_MAX_RECORDS &&
    last.totalMinor + transfer.amountMinor <= batchMaxMinor
  if (hasRoom) return last
  const batch: OpenBatch = { sec, direction, transfers: [], totalMinor: 0, records: 0 }
  groups.set(group, [...batches, batch])
  return batch
}
