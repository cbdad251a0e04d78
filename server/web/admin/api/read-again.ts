import type { Query, QueryClient } from '@tanstack/react-query'

/**
 * Reads again what the page shows: all of it, or only the named reads. Also what is being read for
 * the first time right now: that read may have begun before the change, and the cache alone would
 * join it in place of asking anew.
 */
export async function readAgain(queries: QueryClient, names?: readonly string[]): Promise<void> {
  const isMeant = (query: Query) => names === undefined || names.includes(String(query.queryKey[0]))
  const isFirstRead = ({ state }: Query) =>
    state.data === undefined && state.fetchStatus === 'fetching'
  await queries.cancelQueries({ predicate: (query) => isMeant(query) && isFirstRead(query) })
  await queries.invalidateQueries({ predicate: isMeant })
}
