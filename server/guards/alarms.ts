import type { CardId, NetworkId } from '../../src/contract/ids.ts'
import { record } from '../audit/index.ts'
import type { ServerContext } from '../context.ts'
import { ALARM_AGAIN_AFTER_MS, ALARMS_REMEMBERED_MAX, ALARMS_TOLD_AFTER_MS } from './limits.ts'

/** What an alarm is about, as the audit names it. */
export const ALARM_ACTIONS = [
  'card-enquired-early',
  'numbers-tried-out',
  'bank-answer-open',
  'books-not-closed',
] as const
export type AlarmAction = (typeof ALARM_ACTIONS)[number]

/** Tells the operator of what honest people do not do: into the audit, the list, and the log. */
export interface Alarms {
  /** Somebody asked for a card that is not sold yet: a copied number that waits for its sale. */
  readonly enquiredEarly: (cardId: CardId, by: string) => void
  /** More numbers were tried in a network today than are mistyped. */
  readonly numbersTriedOut: (networkId: NetworkId) => void
  /** Tells what waits, and takes no more. */
  readonly close: () => void
}

interface Alarm {
  readonly action: AlarmAction
  readonly subject: string
  readonly by: string
}

/**
 * Alarms are written a moment later, many at once: an answer must not take longer, nor the one after
 * it, because it raised one.
 */
export function createAlarms(context: Pick<ServerContext, 'database' | 'log' | 'nowMs'>): Alarms {
  const raisedAtMs = new Map<string, number>()
  const waiting: Alarm[] = []
  let timer: NodeJS.Timeout | undefined
  let isClosed = false

  const tell = (): void => {
    timer = undefined
    const alarms = waiting.splice(0)
    if (alarms.length === 0) return
    for (const { action, subject, by } of alarms) context.log.warn({ subject, by }, action)
    const rows = alarms.map(({ action, subject, by }) =>
      record(context, { actor: by, action, subject }),
    )
    context.database
      .write(rows)
      .catch((error: unknown) => context.log.error({ err: error }, 'alarms were not kept'))
  }
  const raise = (alarm: Alarm): void => {
    const nowMs = context.nowMs()
    const before = raisedAtMs.get(alarm.subject)
    if (isClosed || waiting.length >= ALARMS_REMEMBERED_MAX) return
    if (before !== undefined && nowMs - before < ALARM_AGAIN_AFTER_MS) return
    raisedAtMs.delete(alarm.subject)
    const oldest = raisedAtMs.size >= ALARMS_REMEMBERED_MAX ? raisedAtMs.keys().next() : undefined
    if (oldest?.done === false) raisedAtMs.delete(oldest.value)
    raisedAtMs.set(alarm.subject, nowMs)
    waiting.push(alarm)
    timer ??= setTimeout(tell, ALARMS_TOLD_AFTER_MS)
  }
  return {
    enquiredEarly: (cardId, by) =>
      raise({ action: 'card-enquired-early', subject: `card:${cardId}`, by }),
    numbersTriedOut: (networkId) =>
      raise({ action: 'numbers-tried-out', subject: `network:${networkId}`, by: 'system' }),
    close: () => {
      isClosed = true
      clearTimeout(timer)
      tell()
    },
  }
}
