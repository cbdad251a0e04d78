import type { LocationId, NetworkId, ProgramId } from '../../src/contract/ids.ts'
import { uuidV7 } from '../../src/contract/ids.ts'
import type { Currency, Minor } from '../../src/contract/money.ts'
import { failed, type Reply, success } from '../../src/contract/refusals.ts'
import type { ServerContext } from '../context.ts'
import { VOID_WINDOW_MS } from './limits.ts'
import { isUsablePrefix } from './prefix.ts'

/** What a new program is told; everything else begins with the first rule version. */
export interface NewProgram {
  readonly networkId: NetworkId
  readonly name: string
  readonly currency: Currency
  /** First digits of its cards: 4 to 6, outside the ranges of banks. */
  readonly cardPrefix: string
  readonly pinPolicy: 'never' | 'online' | 'always'
  readonly loadMinMinor: Minor
  readonly loadMaxMinor: Minor
  readonly balanceMaxMinor: Minor
  readonly reloadable: boolean
  /** `network`: every location of the network; a list: only these. */
  readonly acceptedAt: 'network' | readonly LocationId[]
  readonly voidWindowMs?: number
}

/**
 * Creates a program. REQUEST_MALFORMED for a prefix that cards may not begin with; STATE_CONFLICT when
 * the network has one of that name, or a rule contradicts another.
 */
export async function createProgram(
  context: ServerContext,
  program: NewProgram,
): Promise<Reply<{ readonly programId: ProgramId }>> {
  const { database, nowMs, randomBytes } = context
  if (!isUsablePrefix(program.cardPrefix)) {
    return failed('REQUEST_MALFORMED', 'A prefix has 4 to 6 digits outside the ranges of banks.')
  }
  const programId = uuidV7(nowMs(), randomBytes(10)) as ProgramId
  const isListed = program.acceptedAt !== 'network'
  const row = {
    id: programId,
    network_id: program.networkId,
    name: program.name,
    currency: program.currency,
    card_prefix: program.cardPrefix,
    pin_policy: program.pinPolicy,
    load_min_minor: program.loadMinMinor,
    load_max_minor: program.loadMaxMinor,
    balance_max_minor: program.balanceMaxMinor,
    reloadable: program.reloadable ? (1 as const) : (0 as const),
    accepted_at: isListed ? ('listed' as const) : ('network' as const),
    void_window_ms: program.voidWindowMs ?? VOID_WINDOW_MS,
    rule_version: 1,
    created_at_ms: nowMs(),
  }
  const locations = program.acceptedAt === 'network' ? [] : program.acceptedAt
  const queries = [
    database.read.insertInto('program').values(row).compile(),
    ...locations.map((locationId) =>
      database.read
        .insertInto('program_location')
        .values({ program_id: programId, location_id: locationId })
        .compile(),
    ),
  ]
  const isWritten = await database.write(queries.map((query) => ({ query, changes: 1 })))
  return isWritten
    ? success({ programId })
    : failed('STATE_CONFLICT', 'The network has a program of this name, or its limits contradict.')
}
