import type { NetworkId } from '../../src/contract/ids.ts'
import type { Currency } from '../../src/contract/money.ts'
import { type Reply, success } from '../../src/contract/refusals.ts'
import type { Schedule } from '../../src/contract/schedule.ts'
import type { Terms } from '../../src/contract/terms.ts'
import type { ServerContext } from '../context.ts'
import { writeVersion } from './change.ts'
import { SCHEDULE_SCOPE } from './scopes.ts'

/** What a network begins with, before anybody signs in. */
export interface FirstTerms {
  readonly networkId: NetworkId
  readonly currency: Currency
  readonly terms: Terms
  readonly schedule: Schedule
}

/** Writes the first version of a network's terms and of its schedule. STATE_CONFLICT when it has any. */
export async function beginTerms(
  context: ServerContext,
  { networkId, currency, terms, schedule }: FirstTerms,
): Promise<Reply<null>> {
  const author = { networkId, staffId: 'system', ip: null }
  const first = { basedOn: 0, validFrom: null, timeZone: schedule.timeZone }
  const reason = 'The network began.'
  const agreed = await writeVersion(context, author, {
    ...{ ...first, scope: currency, content: terms, reason, action: 'terms-change' },
  })
  if (!agreed.ok) return agreed
  const decided = await writeVersion(context, author, {
    ...{ ...first, scope: SCHEDULE_SCOPE, content: schedule, reason, action: 'schedule-change' },
  })
  return decided.ok ? success(null) : decided
}
