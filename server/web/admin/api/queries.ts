import { QueryClient } from '@tanstack/react-query'

/** The cache of what was read. Lists come back into view fresh, and nothing outlives the page. */
export function createQueries(): QueryClient {
  return new QueryClient({
    defaultOptions: { queries: { refetchOnWindowFocus: true, networkMode: 'always' } },
  })
}
