import type { Logger } from 'pino'

/** What a server does by itself, beside what it is asked. */
export interface Background {
  /** There is something new to do: now rather than at the next look. */
  readonly wake: () => void
  /** Begins nothing more and waits for what it is at. */
  readonly close: () => Promise<void>
}

/** What a step of such work may ask while it goes on. */
export interface Leisure {
  /** Rests so long, or until something else is to be done. */
  readonly rest: (ms: number) => Promise<void>
  /** True when something else is to be done first. */
  readonly isCalled: () => boolean
  /** True once nothing more may begin. */
  readonly isClosing: () => boolean
}

/** Work in steps, each of which tells whether there is more to do. */
export interface BackgroundWork {
  readonly log: Logger
  /** Names it in the log, when a step failed: `card production`. */
  readonly what: string
  readonly lookEveryMs: number
  readonly step: (leisure: Leisure) => Promise<boolean>
}

/** Looks now, at every call and every now and then whether there is something to do. */
export function startBackground({ log, what, lookEveryMs, step }: BackgroundWork): Background {
  const alarm = createAlarm()
  let isClosing = false
  let running: Promise<void> | undefined
  const leisure = { ...alarm, isClosing: () => isClosing }
  const workOn = async (): Promise<void> => {
    for (let isMore = true; (isMore || alarm.isCalled()) && !isClosing; ) {
      alarm.heard()
      isMore = await step(leisure)
    }
  }
  const wake = (): void => {
    if (isClosing) return
    alarm.call()
    running ??= workOn()
      .catch((error: unknown) => log.error({ err: error }, `${what} stopped`))
      .finally(() => {
        running = undefined
      })
  }
  const timer = setInterval(wake, lookEveryMs)
  timer.unref()
  wake()
  return {
    wake,
    close: async () => {
      isClosing = true
      clearInterval(timer)
      alarm.call()
      await running
    },
  }
}

/** Lets whatever came meanwhile go first. */
export function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}

/** Rests that end early when somebody calls. */
function createAlarm() {
  let called = Promise.withResolvers<void>()
  let isCalled = false
  return {
    call: () => {
      isCalled = true
      called.resolve()
    },
    isCalled: () => isCalled,
    heard: () => {
      isCalled = false
      called = Promise.withResolvers<void>()
    },
    rest: async (ms: number): Promise<void> => {
      const over = Promise.withResolvers<void>()
      const timer = setTimeout(over.resolve, ms)
      await Promise.race([over.promise, called.promise])
      clearTimeout(timer)
    },
  }
}
