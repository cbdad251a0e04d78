import type { LedgerReply } from '../../../../server/ledger/engine.ts'
import type { Sent } from './requests.ts'

/** What a history came to. */
export interface Counts {
  asked: number
  done: number
  replayed: number
  outcomes: number
  reopened: number
  /** Voids and refunds whose value went to a successor of their card. */
  followed: number
  /** What was done, by the kind of the request. */
  readonly kinds: Map<string, number>
  /** Refusals by code. */
  readonly refused: Map<string, number>
}

export function emptyCounts(): Counts {
  return {
    asked: 0,
    done: 0,
    replayed: 0,
    outcomes: 0,
    reopened: 0,
    followed: 0,
    kinds: new Map(),
    refused: new Map(),
  }
}

export function countReply(counts: Counts, sent: Sent, reply: LedgerReply | undefined): void {
  if (sent.is === 'outcome') counts.outcomes += 1
  else counts.asked += 1
  if (!reply) return
  const { reply: told } = reply
  if (told.ok) {
    if (told.value.replayed) counts.replayed += 1
    else {
      counts.done += 1
      if (sent.is === 'execute') {
        const { kind } = sent.request
        const isBack = kind === 'void' || kind === 'refund'
        if (isBack && told.value.replacedLastFour !== null) counts.followed += 1
        counts.kinds.set(kind, (counts.kinds.get(kind) ?? 0) + 1)
      }
    }
  } else if ('refusal' in told) {
    counts.refused.set(told.refusal.code, (counts.refused.get(told.refusal.code) ?? 0) + 1)
  }
}
