import { OPEN_REDEEMS_MAX } from './limits.ts'

/**
 * Redemptions of this process whose outcome their caller does not know: those under way, and those
 * that were answered Timeout and may still be done. A void that names order, card and amount, as
 * these callers' do, finds nothing while its redemption is still on its way to the ledger; by its id
 * it is undone, or held off when it comes.
 */
export interface OpenRedeems {
  readonly add: (sale: string, requestId: string) => void
  readonly remove: (sale: string, requestId: string) => void
  readonly of: (sale: string) => readonly string[]
}

export function createOpenRedeems(): OpenRedeems {
  const open = new Map<string, Set<string>>()
  return {
    add: (sale, requestId) => {
      const ids = open.get(sale) ?? new Set()
      open.delete(sale)
      open.set(sale, ids.add(requestId))
      if (open.size <= OPEN_REDEEMS_MAX) return
      const oldest = open.keys().next()
      if (!oldest.done) open.delete(oldest.value)
    },
    remove: (sale, requestId) => {
      const ids = open.get(sale)
      ids?.delete(requestId)
      if (ids?.size === 0) open.delete(sale)
    },
    of: (sale) => [...(open.get(sale) ?? [])],
  }
}
