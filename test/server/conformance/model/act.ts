import type { OperationKind } from '../../../../src/contract/operations.ts'
import { type Refusal, type RefusalCode, refusal } from '../../../../src/contract/refusals.ts'
import type { ModelCard, ModelHold, ModelOperation, ModelState } from './state.ts'

/** What a request came to. The cards and claims are changed already when it is told. */
export type Act =
  | {
      readonly is: 'posted'
      readonly kind: OperationKind
      /** Undefined for what pays a location. */
      readonly card: ModelCard | undefined
      readonly locationId?: string | null
      readonly requested: number
      readonly amount: number
      readonly remaining: number
      readonly currency: string
      readonly shown: ModelCard | undefined
      readonly original: ModelOperation | undefined
      readonly claims: readonly string[]
      /** The account beside that of the card. */
      readonly beside: string | undefined
      /** True when value went from the card to that account. */
      readonly isTaken: boolean
      readonly hold: ModelHold | undefined
      /** The card whose place this one took. */
      readonly replaced: ModelCard | undefined
    }
  | { readonly is: 'refused'; readonly card: ModelCard | undefined; readonly refusal: Refusal }
  | {
      readonly is: 'repeated'
      readonly card: ModelCard | undefined
      readonly first: ModelOperation
    }
  | {
      readonly is: 'empty'
      readonly card: ModelCard | undefined
      readonly locationId?: string | null
      readonly requested: number
      readonly currency: string
      readonly shown: ModelCard | undefined
      readonly original: ModelOperation | undefined
      readonly isAgain: boolean
      readonly tombstone: string | undefined
    }

/** Nothing moved, for this reason. */
export function refused(code: RefusalCode, card: ModelCard | undefined): Act {
  return { is: 'refused', card, refusal: refusal(code) }
}

/** Value moved: the card is shown as it is now. */
export function posted(
  kind: OperationKind,
  card: ModelCard,
  parts: {
    readonly requested: number
    readonly amount: number
    readonly remaining?: number
    readonly claims?: readonly string[]
    readonly beside?: string
    readonly isTaken?: boolean
    readonly hold?: ModelHold
    readonly original?: ModelOperation
    readonly replaced?: ModelCard
  },
): Act {
  return {
    is: 'posted',
    kind,
    card,
    remaining: 0,
    currency: card.program.currency,
    shown: { ...card },
    original: undefined,
    claims: [],
    beside: undefined,
    isTaken: false,
    hold: undefined,
    replaced: undefined,
    ...(parts.original && { locationId: parts.original.locationId }),
    ...parts,
  }
}

/** Adds to what is owed under this name, in the card's currency. */
export function owe(state: ModelState, card: ModelCard, name: string, amount: number): void {
  const account = `${card.program.currency} ${name}`
  state.owed.set(account, (state.owed.get(account) ?? 0) + amount)
}
