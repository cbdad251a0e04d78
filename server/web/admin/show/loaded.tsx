import type { UseQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import type { ReplyFailure } from '../api/admin.tsx'
import { TableSkeleton } from './data-table.tsx'
import { FailureNotice } from './notices.tsx'

interface LoadedProps<Value> {
  readonly query: UseQueryResult<Value, ReplyFailure>
  /** Shown while the first answer is on its way; grey rows when not given. */
  readonly skeleton?: ReactNode
  readonly children: (value: Value) => ReactNode
}

/**
 * Shows an answer, its absence as a skeleton, or its failure; an old answer stays below a failure. The
 * answer to another question (a period before) is none: its sums would stand under this one's heading.
 */
export function Loaded<Value>({ query, skeleton, children }: LoadedProps<Value>) {
  const failure = query.error?.failure
  const value = query.isPlaceholderData ? undefined : query.data
  return (
    <>
      {failure && failure.code !== 'NOT_SIGNED_IN' && (
        <FailureNotice failure={failure} onRetry={() => void query.refetch()} />
      )}
      {value !== undefined && children(value)}
      {value === undefined && !failure && (skeleton ?? <TableSkeleton />)}
    </>
  )
}
