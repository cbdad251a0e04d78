import type { PinFact } from '../../../../server/ledger/request.ts'
import type { CardState, PartialRule, SettlingKind } from '../../../../src/contract/operations.ts'
import type { CardRef } from './world.ts'

/** The order of a sale, by its number. */
export interface StepOrder {
  readonly order: number
  readonly line: string | null
  readonly allowRepeat: boolean
  /** The step whose answer the caller says it has. */
  readonly knownFirst: number | null
}

interface Asking {
  /** The place of the caller among all. */
  readonly caller: number
}

interface Money {
  readonly amount: number
  readonly currency: string
}

/** Names an earlier step, or for a void also one that is still to come. */
interface Naming {
  readonly by: 'request' | 'operation'
  readonly target: number
}

interface Selling extends Asking, Money {
  readonly pin: PinFact
  readonly order: StepOrder | null
}

/** One request to be made: all of it, but for names that only the engine gives. */
export type Step =
  | (Selling & {
      readonly is: 'activate'
      readonly card: CardRef
      /** Whether a sealed answer is to be kept, and for how long in ms. */
      readonly sealedMs: number | null
      readonly waitsFor: 'approval' | null
    })
  /** Makes a card: its reference is the step's own number below zero. */
  | (Selling & {
      readonly is: 'issue'
      readonly program: number
      readonly sealedMs: number | null
      readonly waitsFor: 'approval' | 'holder' | null
    })
  | (Selling & { readonly is: 'fund'; readonly card: CardRef })
  | (Selling & {
      readonly is: 'redeem'
      readonly card: CardRef
      readonly partial: PartialRule
      readonly payment: number | null
    })
  | (Selling & {
      readonly is: 'cash out'
      readonly card: CardRef
      readonly isAll: boolean
      readonly close: boolean
    })
  | (Asking & {
      readonly is: 'merge'
      readonly card: CardRef
      readonly pin: PinFact
      readonly into: CardRef
      readonly intoPin: PinFact
      readonly currency: string
    })
  | (Asking & {
      readonly is: 'replace'
      readonly card: CardRef
      /** A card from stock, or null for a new one: its reference is the step's own number below zero. */
      readonly into: CardRef | null
      readonly program: number
      readonly sealedMs: number | null
    })
  | (Selling & { readonly is: 'hold'; readonly card: CardRef; readonly ttlMs: number })
  | (Asking & Naming & Money & { readonly is: 'capture'; readonly isAll: boolean })
  | (Asking & Naming & { readonly is: 'release'; readonly whenOver: boolean })
  | (Selling & { readonly is: 'credit'; readonly card: CardRef })
  | (Asking & Money & { readonly is: 'adjust'; readonly card: CardRef })
  | (Asking & {
      readonly is: 'standing'
      readonly card: CardRef
      readonly kind: 'block' | 'unblock' | 'deactivate' | 'expire' | 'approve' | 'claim'
    })
  /** Brings a card over: its reference is the step's own number below zero, or another one's. */
  | (Asking &
      Money & {
        readonly is: 'import'
        readonly program: number
        readonly initial: number
        readonly stands: 'active' | 'blocked'
        /** A card whose number it has, too; undefined: a number of its own. */
        readonly sameAs: CardRef | undefined
      })
  | (Asking & Naming & { readonly is: 'reverse import' })
  | (Asking & {
      readonly is: 'extension'
      readonly card: CardRef
      /** How long after now; null: for ever. */
      readonly forMs: number | null
    })
  | (Asking &
      Money & {
        readonly is: 'settling'
        readonly kind: SettlingKind
        /** The place of the location among all; null: none. */
        readonly location: number | null
        /** The place of the network among all. */
        readonly network: number
        readonly isReasoned: boolean
      })
  | (Asking & Naming & { readonly is: 'void' })
  | (Asking &
      Money & {
        readonly is: 'void order'
        readonly card: CardRef
        readonly order: number
        readonly line: string | null
      })
  | (Asking & Naming & Money & { readonly is: 'refund' })
  /** Sends what an earlier step sent: as it was, or with other content under its id. */
  | { readonly is: 'again'; readonly target: number; readonly isOther: boolean }
  /** Another caller sends what an earlier step sent, under its id. */
  | { readonly is: 'same id'; readonly target: number; readonly caller: number }
  /** Asks what became of a request. */
  | { readonly is: 'outcome'; readonly target: number }

/** What the administration does to a card between requests. */
export interface CardSetting {
  readonly card: CardRef
  /** Undefined: stays. */
  readonly state: CardState | undefined
  /** The card ends so long after now; null: never. */
  readonly expiresInMs: number | null | undefined
}

/** What happens next: requests that are sent at once, or something between requests. */
export type Event =
  | { readonly is: 'batch'; readonly steps: readonly NumberedStep[] }
  | { readonly is: 'pass'; readonly ms: number }
  | { readonly is: 'set card'; readonly setting: CardSetting }
  | { readonly is: 'reopen' }

/** A step with its number in the history: the id of its request is made from it. */
export interface NumberedStep {
  readonly number: number
  readonly step: Step
}
