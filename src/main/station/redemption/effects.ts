import type { RequestId } from '../../../contract/ids.ts'
import { assertNever } from '../../../contract/parse.ts'
import type { Sound } from '../../../contract/screen/state.ts'
import type { Journal } from '../journal/index.ts'
import type { Link } from '../link/index.ts'
import type { Clock } from '../ports.ts'
import type { CounterEvent, Effect, OpenOperation, TimerName, Wanted } from './counter.ts'

/** What {@link createEffects} needs. */
export interface EffectsOptions {
  readonly clock: Clock
  readonly journal: Journal
  readonly link: Pick<Link, 'send' | 'connectNow'>
  readonly dispatch: (event: CounterEvent) => void
  readonly find: (requestId: RequestId) => OpenOperation | undefined
  readonly askBalanceAgain: () => void
  readonly takeWanted: (wanted: Wanted, lastFour: string) => void
  readonly onSound: (sound: Sound) => void
  /** An operation became final. */
  readonly onAnswered: () => void
}

/** Carries out what follows from an event: sends, records, waits, sounds. */
export function createEffects(options: EffectsOptions): {
  readonly run: (effect: Effect) => void
  readonly stop: () => void
} {
  const { clock, journal, link, dispatch } = options
  const timers = new Map<string, () => void>()

  const startTimer = (timer: TimerName, requestId: RequestId, delayMs: number) => {
    const key = `${timer} ${requestId}`
    timers.get(key)?.()
    const fire = () => {
      timers.delete(key)
      dispatch({ type: 'timer', timer, requestId, atMs: clock.nowMs() })
    }
    timers.set(key, clock.after(delayMs, fire))
  }
  const send = (requestId: RequestId) => {
    const operation = options.find(requestId)
    if (operation === undefined) return
    const isSent = link.send(operation.kind, operation.params, (answer) =>
      dispatch({ type: 'answered', requestId, ...answer, atMs: clock.nowMs() }),
    )
    if (!isSent) return
    journal.operations.markSent(requestId)
    dispatch({ type: 'sent', requestId })
  }
  const run = (effect: Effect): void => {
    switch (effect.type) {
      case 'send':
        send(effect.requestId)
        break
      case 'start-timer':
        startTimer(effect.timer, effect.requestId, effect.delayMs)
        break
      case 'record-unknown':
        journal.operations.markUnknown(effect.requestId)
        break
      case 'record-answer':
        journal.operations.recordAnswer(effect)
        options.onAnswered()
        break
      case 'put-payment-back':
        journal.operations.putPaymentBack(effect.requestId)
        break
      case 'ask-balance-again':
        options.askBalanceAgain()
        break
      case 'take-wanted':
        options.takeWanted(effect.wanted, effect.lastFour)
        break
      case 'connect-now':
        link.connectNow()
        break
      case 'sound':
        options.onSound(effect.sound)
        break
      default:
        assertNever(effect)
    }
  }
  return {
    run,
    stop: () => {
      for (const cancel of timers.values()) cancel()
      timers.clear()
    },
  }
}
