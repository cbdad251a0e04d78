import type { RequestLogLine } from '../../src/contract/admin/request-log.ts'
import { failed, success } from '../../src/contract/refusals.ts'
import type { ServerContext } from '../context.ts'
import type { AdminHandlers } from '../staff/index.ts'
import { createRequestLog, type RequestLogPage } from './request-log.ts'

/** The log of requests, for the people of a network. */
export function requestLogHandlers(
  context: ServerContext,
): Pick<AdminHandlers, 'search-request-log' | 'replay-request'> {
  const log = createRequestLog(context)
  const named = async (
    networkId: string,
    entries: RequestLogPage['entries'],
  ): Promise<RequestLogLine[]> => {
    const rows = await context.database.reports
      .selectFrom('api_client')
      .where('network_id', '=', networkId)
      .select(['id', 'name'])
      .execute()
    const names = new Map(rows.map(({ id, name }) => [id, name]))
    return entries.map((entry) => ({ ...entry, clientName: names.get(entry.clientId) ?? '' }))
  }
  return {
    'search-request-log': async ({ networkId }, filter) => {
      const { entries, next } = await log.read({ networkId, ...filter })
      return success({ entries: await named(networkId, entries), next })
    },
    'replay-request': async ({ networkId }, { clientId, requestId }) => {
      const client = await context.database.reports
        .selectFrom('api_client')
        .where('id', '=', clientId)
        .where('network_id', '=', networkId)
        .select('id')
        .executeTakeFirst()
      if (client === undefined) return failed('NOT_FOUND', 'There is no such key.')
      const stored = await context.database.ledger.outcome(`client:${clientId}`, requestId)
      const { entries } = await log.read({ networkId, clientId, requestId })
      return success({ stored: stored?.reply ?? null, entries: await named(networkId, entries) })
    },
  }
}
