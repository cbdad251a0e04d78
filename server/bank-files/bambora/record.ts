import { minor } from '../../../src/contract/money.ts'
import type { BankChange, BankOutcome } from '../rail.ts'
import { messageOf } from './messages.ts'

/** A record of a report: its fields by their names in small letters, without underlines. */
export interface ReportRecord {
  /** From 1: of the record, or of the line in a table. */
  readonly line: number
  readonly field: (name: string) => string
}

/** What a record says of one transfer: where it is, and a change of details if there is one. */
export function outcomesOf(record: ReportRecord): readonly BankOutcome[] {
  const change = changeOf(record)
  const kind = kindOf(record)
  const where = outcome(record, kind, null)
  return change === null ? [where] : [where, outcome(record, 'changed', change)]
}

/**
 * Its status says whether the row was taken at all, its state how far it is; a return comes after it was
 * complete, and a rejection by the bank before.
 */
function kindOf({ field }: ReportRecord): BankOutcome['kind'] {
  const state = field('statename').toLowerCase()
  const isRefused =
    field('statusid') === '2' || state === 'rejected' || field('returntype') === 'REJ'
  if (isRefused) return 'refused'
  if (field('returntype') === 'RET' || field('returneddate') !== '') return 'returned'
  return field('stateid') === '4' || state === 'complete' ? 'paid' : 'accepted'
}

function outcome(
  record: ReportRecord,
  kind: BankOutcome['kind'],
  change: BankChange | null,
): BankOutcome {
  const { field, line } = record
  const trace = field('reference')
  const amount = field('amount')
  const messages = messageIds(record)
  return {
    kind,
    trace: trace === '' || trace === '0' ? null : trace,
    reference: null,
    amountMinor: isAmount(amount) ? minor(Number(amount)) : null,
    currency: null,
    code: messages.length > 0 ? messages.join(',') : codeWithout(record),
    text: textOf(record, messages),
    change,
    noticeKey: keyOf(record, kind),
    line,
  }
}

/** Where no message says why: never a bare number, which would be that of a message. */
function codeWithout({ field }: ReportRecord): string {
  if (field('returntype') !== '') return field('returntype')
  return field('statusid') === '2' ? 'status-2' : `state-${field('stateid')}`
}

/** Cents in digits, at most as many as a number holds whole. */
export function isAmount(text: string): boolean {
  return /^\d{1,15}$/.test(text)
}

function messageIds({ field }: ReportRecord): readonly string[] {
  return field('messageid')
    .split(',')
    .map((id) => id.trim())
    .filter((id) => id !== '')
}

function textOf({ field }: ReportRecord, messages: readonly string[]): string {
  const where = field('statusid') === '2' ? field('statusname') : field('statename')
  const words = messages.map(messageOf).join('; ')
  return [where, words].filter((text) => text !== '').join(': ') || 'no word from the processor'
}

/** Merchant, batch and transaction name a transfer for ever; its state makes the notice. */
function keyOf({ field }: ReportRecord, kind: BankOutcome['kind']): string {
  const dates = kind === 'changed' ? field('nocdate') : field('returneddate')
  const parts = [field('merchantid'), field('batchid'), field('transid'), kind, dates]
  return `bambora:${parts.join(':')}`
}

const ACCOUNT_TYPES = new Map([
  ['PC', 'checking'],
  ['CC', 'checking'],
  ['PS', 'savings'],
  ['CS', 'savings'],
] as const)

function changeOf({ field }: ReportRecord): BankChange | null {
  if (field('nocdate') === '') return null
  const routing = field('nocroutingnumber')
  const account = field('nocaccountnumber')
  const code = /\b(PC|PS|CC|CS)\b/.exec(field('nocaccounttype'))?.[1]
  const accountType = ACCOUNT_TYPES.get(code as 'PC' | 'PS' | 'CC' | 'CS')
  return {
    ...(/^\d{9}$/.test(routing) ? { routing } : {}),
    ...(/^[0-9A-Za-z-]{1,17}$/.test(account) ? { account } : {}),
    ...(accountType === undefined ? {} : { accountType }),
  }
}
