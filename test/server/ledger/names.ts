import { randomBytes } from 'node:crypto'
import type { Caller } from '../../../server/ledger/request.ts'
import { type LocationId, uuidV7 } from '../../../src/contract/ids.ts'

/** A fresh id of ours. */
export function newId<Id extends string>(): Id {
  return uuidV7(1_760_000_000_000, randomBytes(10)) as Id
}

/** A caller at a location. */
export function caller(key: string, locationId: LocationId | null): Caller {
  return { key, locationId, channel: 'station', clerk: null }
}
