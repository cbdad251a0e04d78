import { useQuery } from '@tanstack/react-query'
import { readOptions, useAdmin } from '../../api/admin.tsx'
import { STALE_AFTER_MS } from '../../api/limits.ts'

/** A batch is made in seconds: whoever watches it sees it grow. */
const PROGRESS_EVERY_MS = 1_000

/** Every batch; read again and again while one of them is being made. */
export function useBatches() {
  const { client } = useAdmin()
  return useQuery({
    ...readOptions(client, 'list-batches', {}),
    refetchInterval: ({ state }) =>
      paceOf(state.data?.batches.some((batch) => batch.state === 'planned')),
  })
}

/** One batch with its allocations; read again and again while it is being made. */
export function useBatch(batchId: string) {
  const { client } = useAdmin()
  return useQuery({
    ...readOptions(client, 'read-batch', { batchId }),
    refetchInterval: ({ state }) => paceOf(state.data?.batch.state === 'planned'),
  })
}

function paceOf(isGrowing: boolean | undefined): number {
  return isGrowing === true ? PROGRESS_EVERY_MS : STALE_AFTER_MS
}
