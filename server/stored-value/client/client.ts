import { requestIdSchema } from '../../../src/contract/ids.ts'
import { bodyOf, type NamesCard } from './body.ts'
import { PATIENCE_MS, REQUEST_ID_LENGTH_MAX, RESUMED_AT_ONCE, TRY_TIMEOUT_MS } from './limits.ts'
import {
  type ActivationAnswer,
  type Answer,
  answerSchema,
  BALANCE_PATH,
  type Balance,
  balanceSchema,
  type ClaimLink,
  claimLinkSchema,
  OPERATIONS,
  type OperationName,
  RENEW_PATH,
  type ReplacementAnswer,
} from './operations.ts'
import type { Outcome, Reading } from './outcome.ts'
import type {
  ActivateParams,
  AdjustParams,
  AnyCard,
  BalanceParams,
  CaptureParams,
  CashOutParams,
  ChangeStatusParams,
  CreditParams,
  ExpireParams,
  FundParams,
  HoldParams,
  MergeParams,
  RedeemParams,
  RefundParams,
  ReleaseParams,
  ReplaceParams,
  ReviewParams,
  StandingParams,
  VoidParams,
} from './params.ts'
import { type PinCalls, pinCalls } from './pins.ts'
import { read } from './reading.ts'
import type { IfUnknown, RequestStore } from './request-store.ts'
import { createRunning, inTurns } from './running.ts'
import { createSeal } from './seal.ts'
import { createSettling, requestPath, type Settled } from './settling.ts'
import { createSend } from './transport.ts'

/** What a client is made of. */
export interface ClientOptions {
  /** `https://cards.example.org`. */
  readonly serverUrl: string
  /** An API key with the scopes of what is called, and `void` for redemptions. */
  readonly key: string
  readonly store: RequestStore
  /** 32 random bytes that are kept apart from the store: with them its requests can be read. */
  readonly sealKey: Uint8Array
  /** One try, in ms; 12 s unless given. */
  readonly timeoutMs?: number | undefined
  /** All tries of one call, in ms; 30 s unless given. A redemption that is undone has it twice. */
  readonly patienceMs?: number | undefined
}

/** How one call differs from the usual. */
export interface CallOptions {
  readonly patienceMs?: number | undefined
  /**
   * Redemptions and holds are undone unless `retry` is given; all else is sent until it is
   * answered.
   */
  readonly ifUnknown?: IfUnknown | undefined
  /**
   * The IP address of the shopper that a web shop calls for. Without it the shop's shoppers are
   * told apart by nothing, and all wait for the one who tries out numbers.
   */
  readonly shopperAddress?: string | undefined
}

/**
 * The stored-value API, safe to be called by a program that may lose its connection or its life at
 * any moment: each call is on the disk before it is sent, is sent under the same id until its
 * outcome is known, and the same call again after a crash has the same outcome. Nothing here throws
 * but what the store throws.
 */
export interface StoredValueClient extends PinCalls {
  readonly activate: Call<ActivateParams, ActivationAnswer>
  readonly fund: Call<FundParams, Answer>
  readonly redeem: (params: RedeemParams, options?: CallOptions) => Promise<Outcome<Answer>>
  readonly refund: Call<RefundParams, Answer>
  /** Keeps value for one sale: `answer.availableMinor` falls, the balance stays. */
  readonly hold: (params: HoldParams, options?: CallOptions) => Promise<Outcome<Answer>>
  /** Redeems what is held, or part of it; the rest is free again. */
  readonly capture: Call<CaptureParams, Answer>
  readonly release: Call<ReleaseParams, Answer>
  /** `answer.appliedMinor` is what to pay out. */
  readonly cashOut: Call<CashOutParams, Answer>
  /**
   * Puts a balance right. `unknown` because of APPROVAL_REQUIRED when a second person has to agree:
   * `resume`, or the same call later, has what became of it. Likewise `credit`.
   */
  readonly adjust: Call<AdjustParams, Answer>
  /** Value for returned goods without a redemption to name; `refund` where there is one. */
  readonly credit: Call<CreditParams, Answer>
  readonly block: Call<StandingParams, Answer>
  readonly unblock: Call<StandingParams, Answer>
  /** Closes a card for ever. */
  readonly changeStatus: Call<ChangeStatusParams, Answer>
  /** Ends a card whose date has passed. */
  readonly expire: Call<ExpireParams, Answer>
  /** Moves all that is on one card to another, and closes the first for ever. */
  readonly merge: Call<MergeParams, Answer>
  /**
   * Puts another card in the place of a lost one. `answer.issued` has number and PIN of a new virtual
   * one, the same ones when it is asked again.
   */
  readonly replace: Call<ReplaceParams, ReplacementAnswer>
  /** Approves or rejects a card that was sold with `review`, or waits for its date. */
  readonly reviewCard: Call<ReviewParams, Answer>
  /**
   * Makes another link to a gift that nobody has opened, by its proxy number or id; the one before it is
   * dead. Nothing is kept of it: when no answer came, ask again.
   */
  readonly renewClaimLink: (
    params: AnyCard,
    options?: Pick<CallOptions, 'patienceMs'>,
  ) => Promise<Reading<ClaimLink>>
  /**
   * Undoes one operation whole. By `requestId` it also works when that never arrived, and for good:
   * `applied: false`, and the late original is refused. A second void has `alreadyVoided: true`.
   */
  readonly void: Call<VoidParams, Answer>
  /** What is on a card. Reads only, so that nothing is kept of it. */
  readonly balance: (
    params: BalanceParams,
    options?: Omit<CallOptions, 'ifUnknown'>,
  ) => Promise<Reading<Balance>>
  /** What the server has on record under an id of this key; `failed` NOT_FOUND when nothing yet. */
  readonly enquire: (requestId: string) => Promise<Reading<Answer>>
  /**
   * Brings what was left open, by calls without an answer and by a process that died, to its
   * outcome. Call it at the start and from time to time. `onOutcome` is told each; only when it
   * has resolved is the request closed, so that an outcome may be told twice but is never lost.
   */
  readonly resume: (onOutcome?: OnOutcome) => Promise<readonly Resumed[]>
}

type Call<Params, Result> = (
  params: Params,
  options?: Omit<CallOptions, 'ifUnknown'>,
) => Promise<Outcome<Result>>

/** An outcome with what was asked for. */
export interface Resumed {
  readonly operation: OperationName
  readonly outcome: Outcome<Answer | ActivationAnswer>
}
export type OnOutcome = (resumed: Resumed) => Promise<void> | void

/** What every call gives, and may give. */
interface Named extends NamesCard {
  readonly requestId: string
}

/** Makes a client. Throws when the seal key is none. */
export function createStoredValueClient(options: ClientOptions): StoredValueClient {
  const { store, serverUrl, key, patienceMs = PATIENCE_MS } = options
  const send = createSend(serverUrl, key, options.timeoutMs ?? TRY_TIMEOUT_MS)
  const settling = createSettling({ send, store, seal: createSeal(options.sealKey) })
  const running = createRunning()

  const perform = async (
    operation: OperationName,
    params: Named,
    call: CallOptions = {},
  ): Promise<Settled['outcome']> => {
    const { requestId } = params
    const problem = problemOf(requestId)
    if (problem) return problem
    const ifUnknown = call.ifUnknown ?? OPERATIONS[operation].ifUnknown
    const { shopperAddress } = call
    const body = bodyOf(params, OPERATIONS[operation].asksPin)
    const asked = { operation, requestId, body, ifUnknown, shopperAddress }
    return running.hold(requestId, async () => {
      const settled = await settling.begin(asked, call.patienceMs ?? patienceMs)
      await settled.close()
      return settled.outcome
    })
  }
  const resumeOne = async (requestId: string, onOutcome: OnOutcome) => {
    if (running.has(requestId)) return undefined
    return running.hold(requestId, async () => {
      const kept = await store.find(requestId)
      if (!kept || kept.phase === 'voided') return undefined
      const { outcome, close } = await settling.resume(kept, patienceMs)
      const resumed = { operation: kept.operation, outcome }
      await onOutcome(resumed)
      await close()
      return resumed
    })
  }
  return {
    activate: (params, call) =>
      perform('activate', params, call) as Promise<Outcome<ActivationAnswer>>,
    fund: (params, call) => perform('fund', params, call),
    redeem: (params, call) => perform('redeem', params, call),
    refund: (params, call) => perform('refund', params, call),
    hold: (params, call) => perform('hold', params, call),
    capture: (params, call) => perform('capture', params, call),
    release: (params, call) => perform('release', params, call),
    cashOut: (params, call) => perform('cash-out', params, call),
    adjust: (params, call) => perform('adjust', params, call),
    credit: (params, call) => perform('credit', params, call),
    block: (params, call) => perform('block', params, call),
    unblock: (params, call) => perform('unblock', params, call),
    changeStatus: (params, call) => perform('change-status', params, call),
    expire: (params, call) => perform('expire', params, call),
    merge: (params, call) => perform('merge', params, call),
    replace: (params, call) =>
      perform('replace', params, call) as Promise<Outcome<ReplacementAnswer>>,
    reviewCard: (params, call) => perform('review-card', params, call),
    ...pinCalls(send, patienceMs),
    renewClaimLink: (params, call = {}) => {
      const content = { body: bodyOf(params, false) }
      const ask = () => send('POST', RENEW_PATH, content)
      return read(claimLinkSchema, ask, call.patienceMs ?? patienceMs)
    },
    void: (params, call) => perform('void', params, call),
    balance: (params, call = {}) => {
      const content = { body: bodyOf(params, true), shopperAddress: call.shopperAddress }
      const ask = () => send('POST', BALANCE_PATH, content)
      return read(balanceSchema, ask, call.patienceMs ?? patienceMs)
    },
    enquire: (requestId) =>
      read(answerSchema, () => send('GET', requestPath(requestId)), patienceMs),
    resume: async (onOutcome = () => undefined) => {
      const open = (await store.all()).filter(({ phase }) => phase !== 'voided')
      const resumed: Resumed[] = []
      await inTurns(open, RESUMED_AT_ONCE, async ({ requestId }) => {
        const one = await resumeOne(requestId, onOutcome)
        if (one) resumed.push(one)
      })
      return resumed
    },
  }
}

/** Bad ids never reach the store: they could not be found again under what the server kept. */
function problemOf(requestId: string): Outcome<never> | undefined {
  const isId = requestIdSchema.safeParse(requestId).success
  if (isId && requestId.length <= REQUEST_ID_LENGTH_MAX) return undefined
  const message = `A requestId has 1 to ${REQUEST_ID_LENGTH_MAX} letters, digits or . _ : / + -`
  return { is: 'failed', requestId, because: { code: 'REQUEST_MALFORMED', message } }
}
