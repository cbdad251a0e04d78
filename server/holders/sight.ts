import type { Currency, Minor } from '../../src/contract/money.ts'
import type { KnownCard } from '../cards/index.ts'
import type { ServerContext } from '../context.ts'
import { availableMinor } from '../ledger/answers.ts'
import { usableCheck } from '../ledger/checks.ts'
import { lastDayOf } from '../ledger/lifetime.ts'
import { lastSale } from '../stored-value/index.ts'

/** A card as its holder sees it. */
export interface HolderSight {
  readonly programName: string
  readonly lastFour: string
  readonly currency: Currency
  /** What can be spent now. */
  readonly availableMinor: Minor
  /** What is kept for sales that are not finished. */
  readonly heldMinor: Minor
  /** The last day on which it can be used; null when it does not expire. */
  readonly expiresOn: string | null
  readonly standing: HolderStanding
}

/** Whether a card can be used, and why not. */
export type HolderStanding =
  | { readonly is: 'usable' | 'expired' | 'blocked' | 'closed' }
  /** Its value is there. Null: once somebody has approved it. */
  | { readonly is: 'waiting'; readonly activatesAtMs: number | null; readonly valueMinor: Minor }

export async function sightOf(context: ServerContext, card: KnownCard): Promise<HolderSight> {
  const { programName, lastFour, currency, heldMinor, expiresAtMs, timeZone } = card
  return {
    ...{ programName, lastFour, currency, heldMinor },
    availableMinor: availableMinor(card),
    expiresOn: expiresAtMs === null ? null : lastDayOf(expiresAtMs, timeZone),
    standing: await standingOf(context, card),
  }
}

async function standingOf(context: ServerContext, card: KnownCard): Promise<HolderStanding> {
  switch (usableCheck(card, context.nowMs())) {
    case undefined:
      return { is: 'usable' }
    case 'CARD_EXPIRED':
      return { is: 'expired' }
    case 'CARD_BLOCKED':
      return { is: 'blocked' }
    case 'CARD_ACTIVATION_PENDING': {
      const sale = await lastSale(context.database, card.lastJournalId)
      const activatesAtMs = sale?.activatesAtMs ?? null
      return { is: 'waiting', activatesAtMs, valueMinor: card.balanceMinor }
    }
    default:
      return { is: 'closed' }
  }
}
