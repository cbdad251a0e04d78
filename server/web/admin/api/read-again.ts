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

/**
 * The same for news, which may come faster than answers do: what is on its way is let come, and read
 * once more then. Resolves when all was read, so that whoever waits for it never starves a page.
 */
export async function readNews(queries: QueryClient, names: readonly string[]): Promise<void> {
  const meant = queries
    .getQueryCache()
    .findAll({ predicate: ({ queryKey }) => names.includes(String(queryKey[0])) })
  await Promise.all(
    meant.map(async ({ promise, queryKey, state }) => {
      // Whether it came or failed: what is asked for after it is newer.
      if (state.fetchStatus === 'fetching') await promise?.catch(() => undefined)
      await queries.invalidateQueries({ queryKey, exact: true }, { cancelRefetch: false })
    }),
  )
}
