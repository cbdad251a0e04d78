/** Counts what each caller has under way. Memory is bounded by what is under way. */
export interface PerCaller {
  /** Takes one for the caller, or undefined when it has as many as it may; call to give it back. */
  readonly take: (caller: string) => (() => void) | undefined
}

export function createPerCaller(atOnce: number): PerCaller {
  const counts = new Map<string, number>()
  return {
    take: (caller) => {
      const count = counts.get(caller) ?? 0
      if (count >= atOnce) return undefined
      counts.set(caller, count + 1)
      return () => {
        const left = (counts.get(caller) ?? 1) - 1
        if (left === 0) counts.delete(caller)
        else counts.set(caller, left)
      }
    },
  }
}
