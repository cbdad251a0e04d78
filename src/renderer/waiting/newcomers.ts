import { useLayoutEffect, useRef, useState } from 'react'
import { FRESH_BUTTON_MS } from '../limits.ts'

const NOBODY: ReadonlySet<string> = new Set()

/** Who took another's place a moment ago: a press there was meant for the other. */
export interface Newcomers {
  readonly ids: ReadonlySet<string>
  /** The places change by the clerk's own hand: everybody on them will be expected. */
  readonly expectOthers: () => void
}

/** Watches who stands in which place of a list; see FRESH_BUTTON_MS. */
export function useNewcomers(shown: readonly string[]): Newcomers {
  const places = useRef<readonly string[]>([])
  const [ids, setIds] = useState(NOBODY)
  const order = shown.join()
  // biome-ignore lint/correctness/useExhaustiveDependencies: the order is what is shown.
  useLayoutEffect(() => {
    const before = places.current
    places.current = shown
    const moved = shown.filter((id, place) => id !== (before[place] ?? id))
    if (moved.length > 0) setIds((all) => new Set([...all, ...moved]))
    const timer = window.setTimeout(() => setIds(NOBODY), FRESH_BUTTON_MS)
    return () => window.clearTimeout(timer)
  }, [order])
  return {
    ids,
    expectOthers: () => {
      places.current = []
    },
  }
}
