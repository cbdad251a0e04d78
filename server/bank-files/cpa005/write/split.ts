import type { Cpa005Settings } from '../../../../src/contract/admin/rails.ts'
import type { Transfer } from '../../rail.ts'
import { FILE_MAX_ENTRIES, TOTAL_MAX_MINOR } from '../limits.ts'

/** In the order given, cut where the bank or the format asks for another file. */
export function split(
  transfers: readonly Transfer[],
  settings: Cpa005Settings,
): ReadonlyArray<readonly Transfer[]> {
  const maxEntries = Math.min(settings.fileMaxEntries ?? FILE_MAX_ENTRIES, FILE_MAX_ENTRIES)
  const maxMinor = Math.min(settings.fileMaxMinor ?? TOTAL_MAX_MINOR, TOTAL_MAX_MINOR)
  const files: Transfer[][] = []
  let totalMinor = 0
  for (const transfer of transfers) {
    const current = files.at(-1)
    totalMinor += transfer.amountMinor
    if (current !== undefined && current.length < maxEntries && totalMinor <= maxMinor) {
      current.push(transfer)
      continue
    }
    files.push([transfer])
    totalMinor = transfer.amountMinor
  }
  return files
}
