/** The requests that this process works on at the moment. */
export interface Running {
  /** Does the work with its id running. */
  readonly hold: <Value>(requestId: string, work: () => Promise<Value>) => Promise<Value>
  readonly has: (requestId: string) => boolean
}

export function createRunning(): Running {
  const holders = new Map<string, number>()
  const add = (requestId: string, change: 1 | -1) => {
    const count = (holders.get(requestId) ?? 0) + change
    if (count > 0) holders.set(requestId, count)
    else holders.delete(requestId)
  }
  return {
    has: (requestId) => holders.has(requestId),
    hold: async (requestId, work) => {
      add(requestId, 1)
      try {
        return await work()
      } finally {
        add(requestId, -1)
      }
    },
  }
}

/** Does the work of each item in order, so many at once at most. */
export async function inTurns<Item>(
  items: readonly Item[],
  atOnce: number,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const waiting = items.values()
  const worker = async () => {
    for (const item of waiting) await work(item)
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
}
