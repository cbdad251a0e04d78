import { type QueryClient, useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import type { AdminName } from '../../../../src/contract/admin/table.ts'
import { REFRESH_INTERVAL_MS } from './limits.ts'
import { type LiveState, listenLive } from './live.ts'
import { readAgain, readNews } from './read-again.ts'

/** What an operation changes on screen. */
const OPERATION_READS: readonly AdminName[] = [
  'overview',
  'list-redemptions',
  'read-card',
  'search-cards',
  'list-payables',
  'read-sales',
  'read-cohorts',
  'read-breakage',
]
/** What a change of stations or activations changes on screen. */
const DEVICE_READS: readonly AdminName[] = [
  'overview',
  'list-devices',
  'list-enrolments',
  'list-locations',
]

/** Listens to the server's events while mounted and reads again what they change. */
export function useLive(onSignedOut: () => void): LiveState {
  const queries = useQueryClient()
  const [state, setState] = useState<LiveState>('connecting')
  useEffect(() => {
    const operations = createRefresher(queries, OPERATION_READS)
    const devices = createRefresher(queries, DEVICE_READS)
    const stop = listenLive({
      baseUrl: '',
      fetch: (input, init) => fetch(input, init),
      onState: (next) => {
        setState(next)
        // What happened while nobody listened has no event: also before the first time.
        if (next === 'live') void readAgain(queries)
      },
      onOperation: operations.refresh,
      onDevices: devices.refresh,
      onSignedOut,
    })
    return () => {
      stop()
      operations.stop()
      devices.stop()
    }
  }, [queries, onSignedOut])
  return state
}

/**
 * Reads at once what news are about, then again for those that came meanwhile: one after another, and
 * at most every {@link REFRESH_INTERVAL_MS}.
 */
function createRefresher(queries: QueryClient, names: readonly AdminName[]) {
  let isBusy = false
  let isWanted = false
  let isOver = false
  const refresh = async () => {
    isWanted = true
    if (isBusy) return
    isBusy = true
    while (isWanted && !isOver) {
      isWanted = false
      const rest = new Promise((resolve) => setTimeout(resolve, REFRESH_INTERVAL_MS))
      await Promise.all([readNews(queries, names), rest])
    }
    isBusy = false
  }
  return {
    refresh: () => void refresh(),
    stop: () => {
      isOver = true
    },
  }
}
