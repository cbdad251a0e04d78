import { randomUUID } from 'node:crypto'
import { createPins } from '../cards/index.ts'
import type { ServerContext } from '../context.ts'
import { findPlanned } from './batch-rows.ts'
import { fillPiece } from './filling.ts'
import { hardenSome } from './hardening.ts'
import { LOOK_EVERY_MS } from './limits.ts'

/** What production does by itself: batches are filled, then PINs put under the slow hash. */
export interface ProductionWork {
  /** There is something new to do: now rather than at the next look. */
  readonly wake: () => void
  /** Begins nothing more and waits for what it is at. */
  readonly close: () => Promise<void>
}

export function startProduction(context: ServerContext): ProductionWork {
  const pins = createPins(context.keys.pinPepper, context.slowHash)
  const filling = { context, pins, filler: randomUUID() }
  const alarm = createAlarm()
  let isClosing = false
  let running: Promise<void> | undefined

  const workOn = async (): Promise<void> => {
    for (let isMore = true; (isMore || alarm.isCalled()) && !isClosing; ) {
      alarm.heard()
      const batch = await findPlanned(context, filling.filler)
      if (batch === undefined) isMore = await hardenSome({ context, pins, ...alarm })
      else while (!isClosing && (await fillPiece(filling, batch)) === 'more') await turn()
    }
  }
  const wake = (): void => {
    if (isClosing) return
    alarm.call()
    running ??= workOn()
      .catch((error: unknown) => context.log.error({ err: error }, 'card production stopped'))
      .finally(() => {
        running = undefined
      })
  }
  const timer = setInterval(wake, LOOK_EVERY_MS)
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

/** Lets whatever came meanwhile go first. */
function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
