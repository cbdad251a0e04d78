import { useQuery } from '@tanstack/react-query'
import type { RunState } from '../../../../../src/contract/admin/payout-views.ts'
import { readOptions, useAdmin } from '../../api/admin.tsx'
import { STALE_AFTER_MS } from '../../api/limits.ts'

/** Whoever watches a run sees it go on. */
const PROGRESS_EVERY_MS = 1_000

function pace(states: readonly RunState[]): number {
  return states.includes('approved') ? PROGRESS_EVERY_MS : STALE_AFTER_MS
}

/** Every run; read again and again while one of them is posted. */
export function useRuns() {
  const { client } = useAdmin()
  return useQuery({
    ...readOptions(client, 'list-runs', {}),
    refetchInterval: ({ state }) => pace(state.data?.runs.map((run) => run.state) ?? []),
  })
}

/** One run with its files. */
export function useRun(runId: string) {
  const { client } = useAdmin()
  return useQuery({
    ...readOptions(client, 'read-run', { runId }),
    refetchInterval: ({ state }) => pace(state.data ? [state.data.state] : []),
  })
}
