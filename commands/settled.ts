import { listPayables } from '../server/settlement/index.ts'
import {
  type AllBooks,
  openPayableSums,
  type ReadOnlyDatabase,
  readBooks,
} from '../server/storage/index.ts'
import type { NetworkId } from '../src/contract/ids.ts'

/** All days that there can be operations on. */
const ALL_DAYS = { from: '1970-01-02', to: '2999-12-31' } as const

/**
 * What settlement says that locations are owed, over all days, where it is not what the books say.
 * Nothing is said of a ledger that grew meanwhile: the next look tells.
 */
export async function compareSettlement(
  { read }: Pick<ReadOnlyDatabase, 'read'>,
  before: AllBooks,
): Promise<string[]> {
  const owed = new Map<string, number>()
  const payableSums = openPayableSums(read)
  for (const { id } of await read.selectFrom('network').select('id').execute()) {
    const { lines } = await listPayables({ read, payableSums }, id as NetworkId, ALL_DAYS)
    for (const { locationId, payableMinor } of lines) owed.set(locationId, payableMinor)
  }
  const after = await readBooks({ read })
  if (after.chainHeight !== before.chainHeight) return []
  const booked = new Map<string, number>()
  for (const { locationId, amountMinor } of before.books.flatMap(({ payables }) => payables))
    booked.set(locationId, (booked.get(locationId) ?? 0) + amountMinor)
  return [...new Set([...owed.keys(), ...booked.keys()])].flatMap((id) => {
    const [expected, found] = [booked.get(id) ?? 0, owed.get(id) ?? 0]
    if (expected === found) return []
    return [`  DIFFERENT: settlement owes ${found} to location ${id}, the books say ${expected}`]
  })
}
