import { type Minor, minor } from '../../src/contract/money.ts'
import { movedOnCards, type Posting } from './postings.ts'

/** The columns of the roll-forward between opening and closing. */
export const FLOWS = [
  'issuedMinor',
  'fundedMinor',
  'importedMinor',
  'returnedMinor',
  'loadsVoidedMinor',
  'redeemedMinor',
  'cashedOutMinor',
  'expiredMinor',
  'closedMinor',
  'adjustedMinor',
  'movedMinor',
] as const
export type Flow = (typeof FLOWS)[number]
export type Flows = { readonly [Name in Flow]: Minor }

/** Where each kind of posting on cards stands; a void stands with what it undid. */
const FLOW_OF: Readonly<Record<string, Flow>> = {
  activate: 'issuedMinor',
  fund: 'fundedMinor',
  'void activate': 'loadsVoidedMinor',
  'void fund': 'loadsVoidedMinor',
  import: 'importedMinor',
  import_reversal: 'importedMinor',
  redeem: 'redeemedMinor',
  capture: 'redeemedMinor',
  'void redeem': 'returnedMinor',
  'void capture': 'returnedMinor',
  refund: 'returnedMinor',
  credit: 'returnedMinor',
  'void credit': 'returnedMinor',
  cash_out: 'cashedOutMinor',
  'void cash_out': 'cashedOutMinor',
  expire: 'expiredMinor',
  extend: 'expiredMinor',
  deactivate: 'closedMinor',
  adjust: 'adjustedMinor',
  'void adjust': 'adjustedMinor',
  merge: 'movedMinor',
  replace: 'movedMinor',
}

/** The column of a posting; null for one that moves no card, undefined for one that nobody knows. */
export function flowOf(posting: Posting): Flow | null | undefined {
  return movedOnCards(posting) === 0 ? null : FLOW_OF[posting.kind]
}

/** The columns of these postings, each signed by what it did to cards. */
export function flowsOf(postings: readonly Posting[]): Flows {
  const sums = Object.fromEntries(FLOWS.map((flow) => [flow, 0])) as Record<Flow, number>
  for (const posting of postings) {
    const flow = flowOf(posting)
    if (flow) sums[flow] += movedOnCards(posting)
  }
  for (const flow of FLOWS) sums[flow] = minor(sums[flow])
  return sums as Flows
}
