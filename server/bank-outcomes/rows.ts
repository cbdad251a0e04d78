import type { Selectable } from 'kysely'
import { z } from 'zod'
import {
  ANSWER_DEEDS,
  ANSWER_TASKS,
  type AnswerDeed,
  type AnswerTask,
} from '../../src/contract/admin/bank-outcomes.ts'
import { isIban } from '../../src/contract/bank-numbers.ts'
import { currency, minor } from '../../src/contract/money.ts'
import { invariant, parseJson } from '../../src/contract/parse.ts'
import type { BankChange, BankOutcome } from '../bank-files/index.ts'
import { openSealed, sealText } from '../cards/index.ts'
import type { ServerContext } from '../context.ts'
import { deriveKey } from '../keys.ts'
import type { Schema } from '../storage/index.ts'
import { WORDS_LENGTH_MAX } from './limits.ts'

export type AnswerRow = Selectable<Schema['bank_answer']>

/** What was done about an answer, in the order in which it was done. */
export interface Done {
  readonly task: AnswerTask | null
  readonly deeds: readonly { readonly did: AnswerDeed; readonly note: string | null }[]
}

const doneSchema = z.strictObject({
  task: z.enum(ANSWER_TASKS).nullable(),
  deeds: z.array(z.strictObject({ did: z.enum(ANSWER_DEEDS), note: z.string().nullable() })),
})

export const NOTHING_DONE = JSON.stringify({ task: null, deeds: [] })

export function readDone(text: string): Done {
  const read = parseJson(doneSchema, text)
  invariant(read.ok, 'what was done about an answer is kept as JSON')
  return read.value
}

const changeSchema = z.strictObject({
  routing: z.string().optional(),
  account: z.string().optional(),
  accountType: z.enum(['checking', 'savings']).optional(),
  institution: z.string().optional(),
  transit: z.string().optional(),
  iban: z.string().optional(),
  payeeName: z.string().optional(),
})

/** Seals corrected details; they open for this answer only. Null for none. */
export function sealChange(
  { keys, randomBytes }: Pick<ServerContext, 'keys' | 'randomBytes'>,
  answerId: string,
  change: BankChange | null,
): string | null {
  if (change === null) return null
  const text = JSON.stringify(change)
  const sealed = sealText({ key: sealKey(keys), text, boundTo: boundTo(answerId), randomBytes })
  return Buffer.from(sealed).toString('base64url')
}

/** The outcome as the bank's file had it. */
export function outcomeOf({ keys }: Pick<ServerContext, 'keys'>, row: AnswerRow): BankOutcome {
  const { kind, trace, reference, code, words, line } = row
  return {
    ...{ kind, trace, reference, code, text: words, line, noticeKey: row.notice_key },
    amountMinor: row.amount_minor === null ? null : minor(row.amount_minor),
    currency: row.currency === null ? null : currency(row.currency),
    change: row.change_sealed === null ? null : openChange(keys, row.id, row.change_sealed),
  }
}

function openChange(keys: ServerContext['keys'], answerId: string, sealed: string): BankChange {
  const text = openSealed({
    ...{ key: sealKey(keys), boundTo: boundTo(answerId) },
    sealed: Buffer.from(sealed, 'base64url'),
  })
  invariant(text !== undefined, 'what a bank corrected opens with the keys of this server')
  const change = parseJson(changeSchema, text)
  invariant(change.ok, 'what was sealed is a correction of a bank')
  const given = Object.entries(change.value).filter(([, value]) => value !== undefined)
  return Object.fromEntries(given)
}

/** Of a key that is not rotated: answers are never written anew. */
function sealKey({ cardToken }: ServerContext['keys']): Uint8Array {
  return deriveKey(cardToken, 'countermark bank answers')
}

function boundTo(answerId: string): string {
  return `bank-answer ${answerId}`
}

/** A bank's words without the numbers of accounts that may stand in them, and no longer than they are kept. */
export function maskedWords(text: string): string {
  return text
    .replace(/\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b/g, maskedIban)
    .replace(/\d{3,}(?=\d{4})/g, '••••')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, WORDS_LENGTH_MAX)
}

function maskedIban(text: string): string {
  const iban = text.replaceAll(' ', '')
  return isIban(iban) ? `•••• ${iban.slice(-4)}` : text
}
