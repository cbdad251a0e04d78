import type { Health } from '../../contract/screen/state.ts'

/** From bad to good: the first one found is what a person should look at. */
const BY_URGENCY = ['attention', 'working', 'ok', 'off'] as const

/** One sign for several devices: the worst of them, last seen when any of them was. */
export function mergeHealth(parts: readonly Health[]): Health {
  const seen = parts.flatMap(({ lastSeenAtMs }) => (lastSeenAtMs === null ? [] : [lastSeenAtMs]))
  const lastSeenAtMs = seen.length === 0 ? null : Math.max(...seen)
  for (const status of BY_URGENCY) {
    const found = parts.find((part) => part.status === status)
    if (found !== undefined) return { ...found, lastSeenAtMs }
  }
  return { status: 'off', problem: null, detail: null, lastSeenAtMs: null }
}
