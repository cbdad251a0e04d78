import type { StoredValueName } from '../../../demo/stored-value-client.ts'
import type { Posted } from './books.ts'
import type { Told } from './teller.ts'

/** One operation of a caller, and what it was told of it, last. */
export interface Asked {
  readonly requestId: string
  readonly name: StoredValueName
  /** Index of the caller's key. */
  readonly caller: number
  /** Index of the card whose balance it changes. */
  readonly card: number
  readonly amountMinor: number
  readonly body: Readonly<Record<string, unknown>>
  told: Told
  /** How often it was sent. */
  times: number
}

/** What the books say against what the callers know; all empty when the ledger is right. */
export interface Verdict {
  /** Acknowledged and not in the journal, or with another amount. */
  readonly lost: readonly string[]
  /** More than once in the journal. */
  readonly double: readonly string[]
  /** In the journal, though its caller was told no, or never asked for it. */
  readonly unasked: readonly string[]
  /** Not known even now. */
  readonly unresolved: readonly string[]
  /** Cards that hold something else than what was told of them sums to. */
  readonly wrongCards: readonly string[]
}

/** Judges the whole history, after every unknown was asked again. */
export function judge(
  history: readonly Asked[],
  posted: readonly Posted[],
  cards: { readonly loadedMinor: number; readonly balancesMinor: readonly number[] },
): Verdict {
  const rows = new Map<string, Posted[]>()
  for (const row of posted) rows.set(row.requestId, [...(rows.get(row.requestId) ?? []), row])
  const asked = new Map(history.map((one) => [one.requestId, one]))
  const yes = history.filter(({ told }) => told.is === 'yes')
  const isRight = ({ requestId, amountMinor, name }: Asked) =>
    (rows.get(requestId) ?? []).some((row) => row.amountMinor === amountMinor && row.kind === name)
  const ids = (all: readonly Asked[]) => all.map(({ requestId }) => requestId)
  return {
    lost: ids(yes.filter((one) => !isRight(one))),
    double: [...rows].filter(([, all]) => all.length > 1).map(([requestId]) => requestId),
    unasked: [...rows.keys()].filter((id) => asked.get(id)?.told.is !== 'yes'),
    unresolved: ids(history.filter(({ told }) => told.is === 'unknown')),
    wrongCards: cards.balancesMinor.flatMap((balanceMinor, card) => {
      const right = yes
        .filter((one) => one.card === card)
        .reduce((sum, one) => sum + effectOf(one), cards.loadedMinor)
      return right === balanceMinor ? [] : [`card ${card}: ${balanceMinor} in place of ${right}`]
    }),
  }
}

function effectOf({ name, amountMinor }: Asked): number {
  return name === 'redeem' ? -amountMinor : amountMinor
}
