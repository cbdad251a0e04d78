import type { AnswerDeed, AnswerTask } from '../../src/contract/admin/bank-outcomes.ts'
import type { NetworkId } from '../../src/contract/ids.ts'
import type { Reply } from '../../src/contract/refusals.ts'
import { accountReturned, correctAccount, type ReturnEffect } from '../bank-accounts/index.ts'
import type { BankOutcome } from '../bank-files/index.ts'
import type { ServerContext } from '../context.ts'
import {
  findPayout,
  type OutcomeEffect,
  type Payout,
  recordOutcome,
  wasRefused,
} from '../payouts/index.ts'
import { type Action, actionFor, UNKNOWN_CODE } from './reasons.ts'
import { type AnswerRow, outcomeOf } from './rows.ts'

/** What came of an answer, to be written beside it. */
export interface Applied {
  readonly state: 'done' | 'open'
  readonly task: AnswerTask | null
  readonly deeds: readonly { readonly did: AnswerDeed; readonly note: string | null }[]
  readonly payout: Payout | undefined
  readonly accountId: string | null
}

/**
 * Does what follows from an answer of a bank: the payout, the payable, the account, the location, the
 * fee. Each step knows by the answer whether it was done: after a crash all of it is asked again, and
 * nothing is done twice. `reference` is what a person matched it to; null: as the bank names it.
 */
export async function applyAnswer(
  context: ServerContext,
  row: AnswerRow,
  reference: string | null,
): Promise<Applied> {
  const outcome = outcomeOf(context, row)
  const name = reference === null ? outcome : { trace: null, reference }
  const networkId = row.network_id as NetworkId
  const payout = await findPayout(context.database, {
    ...{ networkId, trace: name.trace, reference: name.reference },
  })
  if (payout === undefined)
    return { ...nothing('look'), deeds: [{ did: 'unmatched', note: null }], payout }
  if (reference === null && isSecondCopy(outcome)) {
    const deeds = [{ did: 'refused', note: SECOND_COPY }] as const
    return { ...nothing('duplicate'), deeds, payout: undefined }
  }
  const effect = await recordOutcome(context, payout, outcome)
  if (!effect.ok) {
    // It is not matched: once it is clear what the bank means, a person matches it by hand.
    const deeds = [{ did: 'refused', note: noteOf(effect) }] as const
    return { ...nothing('look'), deeds, payout: undefined }
  }
  const about = { context, row, payout, outcome, effect: effect.value }
  switch (outcome.kind) {
    case 'accepted':
      return acceptedNow(about)
    case 'paid':
      return paidNow({ payout, state: effect.value.state })
    case 'returned':
    case 'refused':
      return applyReturn(about)
    case 'changed':
      return applyChange(about)
    case 'dishonoured':
    case 'contested':
      return { ...nothing(actionFor(outcome.code)?.task ?? 'look'), payout }
  }
}

interface About {
  readonly context: ServerContext
  readonly row: AnswerRow
  readonly payout: Payout
  readonly outcome: BankOutcome
  readonly effect: OutcomeEffect
}

/**
 * A second copy of a transfer that a bank sends back says nothing of the first, which went: owed again, it
 * would be paid twice. Only a person who looked at it says that none of the two arrived.
 */
function isSecondCopy({ kind, code }: BankOutcome): boolean {
  return BACK.has(kind) && actionFor(code)?.task === 'duplicate'
}

const BACK: ReadonlySet<BankOutcome['kind']> = new Set(['returned', 'refused'])
const SECOND_COPY = 'The bank had it twice, and sent one back. Match it by hand if none arrived.'

/**
 * A transfer that was refused, and then booked on our account, went all the same: what is owed again by then
 * may be paid twice, so a person looks.
 */
async function acceptedNow({ context, payout, outcome, effect }: About): Promise<Applied> {
  const deeds = [{ did: 'payout-accepted', note: null }] as const
  const isBooked = outcome.code === BOOKED && effect.state === 'returned'
  return isBooked && (await wasRefused(context.database, payout.reference))
    ? { ...nothing('duplicate'), deeds, payout }
    : { ...settled, deeds, payout }
}

/** As statements of accounts say it. */
const BOOKED = 'BOOK'

/** Money that arrived after it was said to have come back is owed a second time: a person looks. */
function paidNow({ payout, state }: { payout: Payout; state: Payout['state'] }): Applied {
  const deeds = [{ did: 'payout-paid', note: null }] as const
  return state === 'returned'
    ? { ...nothing('duplicate'), deeds, payout }
    : { ...settled, deeds, payout }
}

const settled = { state: 'done', task: null, accountId: null } as const

function nothing(task: AnswerTask) {
  return { state: 'open', task, deeds: [], accountId: null } as const
}

async function applyReturn(about: About): Promise<Applied> {
  const { payout, outcome } = about
  const known = actionFor(outcome.code)
  const action = known ?? UNKNOWN_CODE
  const returned = await returnToAccount(about, action)
  const isPayout = payout.purpose === 'payout'
  const isTest = payout.purpose === 'prenote' || payout.purpose === 'test'
  return {
    state: action.needsPerson || known === undefined ? 'open' : 'done',
    ...{ task: action.task, payout, accountId: returned.accountId },
    deeds: [
      ...did(known === undefined, 'unknown-code'),
      ...did(true, isTest ? 'test-failed' : 'payout-returned'),
      ...did(isPayout, 'payable-reopened'),
      ...did(returned.isBlocked, 'account-blocked'),
      ...did(returned.isHeld, 'account-held'),
      ...did(returned.isTold, 'location-told'),
    ],
  }
}

async function returnToAccount(about: About, action: Action): Promise<ReturnEffect> {
  const { context, row, payout, outcome } = about
  const { networkId, locationId, accountVersion, purpose, amountMinor, currency: code } = payout
  return accountReturned(context, {
    ...{ networkId, locationId, version: accountVersion ?? 0, effect: action.account },
    isTest: purpose === 'prenote' || purpose === 'test',
    ...{ code: outcome.code, words: outcome.text, answerId: row.id },
    told: action.isTold ? { amountMinor, currency: code } : null,
  })
}

async function applyChange({ context, row, payout, outcome }: About): Promise<Applied> {
  const { change, code } = outcome
  const { networkId, locationId, accountVersion } = payout
  if (change === null || Object.keys(change).length === 0 || accountVersion === null)
    return { ...nothing('look'), payout }
  const corrected = await correctAccount(context, {
    ...{ networkId, locationId, version: accountVersion, change, code, answerId: row.id },
  })
  if (corrected.is === 'refused') {
    const deeds = [{ did: 'correction-refused', note: corrected.why }] as const
    return { ...nothing('look'), deeds, payout }
  }
  const { accountId, waits } = corrected
  return {
    ...{ state: waits ? 'open' : 'done', task: waits ? 'approve-change' : null, accountId, payout },
    deeds: [
      ...did(true, waits ? 'account-proposed' : 'account-corrected'),
      ...did(true, 'location-told'),
    ],
  }
}

function did(isDone: boolean, what: AnswerDeed, note: string | null = null): Applied['deeds'] {
  return isDone ? [{ did: what, note }] : []
}

function noteOf(reply: Exclude<Reply<unknown>, { ok: true }>): string {
  const { message } = 'refusal' in reply ? reply.refusal : reply.error
  return message.slice(0, 200)
}
