import type { NotPayable } from '../../src/contract/admin/bank-accounts.ts'
import type { LocationId, NetworkId } from '../../src/contract/ids.ts'
import type { BankDetails } from '../bank-files/index.ts'
import type { ServerContext } from '../context.ts'
import type { WriteQuery } from '../storage/database.ts'

/** Where a location is paid, in clear; or why it is not now. */
export type PayableAccount =
  | {
      readonly ready: true
      readonly accountId: string
      readonly version: number
      readonly details: BankDetails
      readonly payeeName: string
      /** Null: nothing may be collected from it. */
      readonly mandate: string | null
    }
  | {
      readonly ready: false
      readonly why: NotPayable
      /** Ms since 1970 UTC; null when it waits for a person. */
      readonly until: number | null
    }

/**
 * The account that a location is paid to at a moment. While a change waits, cools or is tried out,
 * nothing is paid, to the old account either: who asks for a change may mean that the old one is lost,
 * and who stole a mailbox gets nothing by it. Opens the seal: only for what goes into a file.
 */
export async function payableAccountOf(
  _context: Pick<ServerContext, 'database' | 'keys'>,
  _locationId: LocationId,
  _atMs: number,
): Promise<PayableAccount> {
  return { ready: false, why: 'none', until: null }
}

/** A transfer that tries an account out, for the next file. */
export interface TestTransfer {
  readonly accountId: string
  readonly locationId: LocationId
  readonly version: number
  readonly purpose: 'prenote' | 'test'
  /** 0 of a prenote, 1 of a test. */
  readonly amountMinor: 0 | 1
  readonly payeeName: string
  readonly details: BankDetails
  /** The code that the location reads on its statement; null of a prenote. */
  readonly remittance: string | null
  /** Of the location's account: what {@link testSent} writes after. */
  readonly step: number
}

/** The accounts of a network that wait to be tried out. */
export async function testsToSend(
  _context: Pick<ServerContext, 'database' | 'keys'>,
  _networkId: NetworkId,
): Promise<readonly TestTransfer[]> {
  return []
}

/**
 * The statements that tell an account of its test, for the write that freezes it: they fail, and the
 * write with them, when it was sent already. `reference` and `valueOn` as in the file.
 */
export function testSent(
  _context: Pick<ServerContext, 'database' | 'nowMs'>,
  _test: TestTransfer,
  _file: { readonly reference: string; readonly valueOn: string },
): readonly WriteQuery[] {
  return []
}
