import { useInfiniteQuery } from '@tanstack/react-query'
import type { AdminName, AdminParams, AdminResult } from '../../../../src/contract/admin/table.ts'
import { isWorthRepeating, type ReplyFailure, unwrap, useAdmin } from './admin.tsx'

/** Calls that answer a page and where the next one begins. */
type PagedName = {
  [Name in AdminName]: AdminResult<Name> extends { next: string | null } ? Name : never
}[AdminName]

/** Reads a list page by page: each call takes what `filters` says, and the cursor of the page before. */
export function usePages<Name extends PagedName>(
  name: Name,
  filters: Omit<AdminParams<Name>, 'cursor'>,
  refetchInterval: number | false = false,
) {
  type Page = AdminResult<Name> & { readonly next: string | null }
  const { client } = useAdmin()
  return useInfiniteQuery<Page, ReplyFailure, { pages: Page[] }, unknown[], string | undefined>({
    queryKey: [name, filters],
    queryFn: async ({ pageParam, signal }) => {
      const cursor = pageParam === undefined ? {} : { cursor: pageParam }
      const params = { ...filters, ...cursor } as AdminParams<Name>
      return unwrap(await client.call(name, params, signal)) as Page
    },
    initialPageParam: undefined,
    getNextPageParam: (page) => page.next ?? undefined,
    refetchInterval,
    retry: isWorthRepeating,
  })
}
