import type { JournalFlag } from './journal.ts'

/** A tender line as it is written, before it is known which way its money went. */
export interface WrittenTender {
  /** With the sign of the journal. */
  readonly signedMinor: number
  /** What the journal calls it: Sale, Refund… */
  readonly type: string | null
  readonly isChange: boolean
  readonly isLineVoid: boolean
  readonly line: string | null
  /** The line that this one takes back, as far as it says so. */
  readonly link: string | null
  /** Same names, same tender. */
  readonly identity: string
}

export interface TenderFacts {
  readonly flags: readonly JournalFlag[]
  /** With the sign of the journal; null when there is none. */
  readonly totalMinor: number | null
  readonly sign: 'auto' | 'as-written' | 'absolute' | 'inverted'
}

export interface TenderKind {
  readonly kind: 'payment' | 'void' | 'refund' | 'change' | 'copy' | 'training'
  readonly sign: 'plus' | 'minus'
  readonly confidence: number
  readonly reasons: readonly string[]
}

const REFUND = /refund|return|rueckgabe|retour|erstattung|remboursement|reembolso|devolucion/i
const VOID = /void|cancel|storno|annul|anul/i
const CHANGE = /^(?:tender)?change|wechselgeld|rueckgeld/i

/** Which way the money of each tender of one transaction went. Pure. */
export function tenderKinds(tenders: readonly WrittenTender[], facts: TenderFacts): TenderKind[] {
  const directed = tenders.map((tender) => ({ tender, ...direction(tender, tenders, facts) }))
  const reversed = reversedTenders(tenders)
  const back = givenBackWhole(directed)
  return directed.map(({ tender, kind, reasons }, index) => {
    const whole = wholeKind(facts.flags)
    const isBack = back.has(index)
    const isVoid =
      tender.isLineVoid || isBack || reversed.has(index) || VOID.test(tender.type ?? '')
    const final = whole ?? (isVoid ? 'void' : kind)
    const isMinus = kind === 'refund' || kind === 'change' || (isVoid && tender.signedMinor < 0)
    return {
      kind: final,
      sign: isMinus ? 'minus' : 'plus',
      confidence: reasons.length === 0 && !isBack ? 1 : 0.9,
      reasons: isBack ? [...reasons, 'taken-back'] : reasons,
    }
  })
}

/** What the whole transaction is, whatever its tenders are. */
function wholeKind(flags: readonly JournalFlag[]): TenderKind['kind'] | null {
  if (flags.includes('training')) return 'training'
  if (flags.includes('copy')) return 'copy'
  return flags.includes('void') || flags.includes('suspended') ? 'void' : null
}

interface Direction {
  readonly kind: 'payment' | 'refund' | 'change'
  readonly reasons: readonly string[]
}

const SURE: readonly string[] = []

function direction(
  tender: WrittenTender,
  all: readonly WrittenTender[],
  facts: TenderFacts,
): Direction {
  const isReturn = facts.flags.includes('return')
  if (tender.isChange) return { kind: isReturn ? 'refund' : 'change', reasons: SURE }
  if (CHANGE.test(tender.type ?? '')) return { kind: 'change', reasons: SURE }
  if (REFUND.test(tender.type ?? ''))
    return { kind: isReturn || !isBalance(all, facts) ? 'refund' : 'change', reasons: SURE }
  const amount = facts.sign === 'inverted' ? -tender.signedMinor : tender.signedMinor
  if (facts.sign === 'absolute') return { kind: isReturn ? 'refund' : 'payment', reasons: SURE }
  if (facts.sign === 'auto' && paysWithMinus(all, facts)) {
    return { kind: tender.signedMinor < 0 ? 'payment' : 'change', reasons: ['minus-on-sale'] }
  }
  return amount < 0
    ? { kind: negativeKind(all, facts, isReturn), reasons: SURE }
    : { kind: isReturn ? 'refund' : 'payment', reasons: SURE }
}

/** More was paid than the total, and what is called a refund makes up exactly for it: change. */
function isBalance(all: readonly WrittenTender[], { totalMinor }: TenderFacts): boolean {
  if (totalMinor === null || totalMinor <= 0) return false
  const own = all.filter((tender) => !tender.isLineVoid && !tender.isChange)
  const sum = own.reduce((total, { type, signedMinor }) => {
    const amount = Math.abs(signedMinor)
    return total + (REFUND.test(type ?? '') || signedMinor < 0 ? -amount : amount)
  }, 0)
  return sum === totalMinor
}

/** A minus in a sale that was paid is what came back of it; otherwise money was given out. */
function negativeKind(
  all: readonly WrittenTender[],
  facts: TenderFacts,
  isReturn: boolean,
): 'refund' | 'change' {
  if (isReturn || (facts.totalMinor ?? 0) < 0) return 'refund'
  const sign = facts.sign === 'inverted' ? -1 : 1
  const isPaid = all.some(
    (other) => !other.isLineVoid && !other.isChange && other.signedMinor * sign > 0,
  )
  return isPaid ? 'change' : 'refund'
}

/** Some write payments with a minus: shown by a total above zero that minus tenders alone make up. */
function paysWithMinus(all: readonly WrittenTender[], { totalMinor, flags }: TenderFacts): boolean {
  if (totalMinor === null || totalMinor <= 0 || flags.includes('return')) return false
  const own = all.filter((tender) => !tender.isLineVoid && !tender.isChange)
  const sum = own.reduce((total, { signedMinor }) => total + signedMinor, 0)
  const hasMinus = own.some(({ signedMinor }) => signedMinor < 0)
  return hasMinus && sum === -totalMinor && own[0] !== undefined && own[0].signedMinor < 0
}

/**
 * A tender and a later one of the same name that gives all of it back, without a word of a void:
 * change is less than what was paid, and neither is a payment.
 */
function givenBackWhole(
  directed: readonly { readonly tender: WrittenTender; readonly kind: Direction['kind'] }[],
): Set<number> {
  const back = new Set<number>()
  directed.forEach(({ tender, kind }, index) => {
    if (kind !== 'change' || tender.isChange) return
    const paid = directed.findLastIndex(
      (other, place) =>
        place < index &&
        !back.has(place) &&
        other.kind === 'payment' &&
        !other.tender.isLineVoid &&
        other.tender.identity === tender.identity &&
        Math.abs(other.tender.signedMinor) === Math.abs(tender.signedMinor),
    )
    if (paid >= 0) back.add(paid).add(index)
  })
  return back
}

/**
 * Tenders that a later line took back: by the line's link, or a void line with the other sign and
 * the same names and amount.
 */
function reversedTenders(all: readonly WrittenTender[]): Set<number> {
  const reversed = new Set<number>()
  all.forEach((tender, index) => {
    if (!tender.isLineVoid) return
    const linked = all.findIndex(
      ({ line }, other) => other !== index && line !== null && line === tender.link,
    )
    const found = linked >= 0 ? linked : oppositeBefore(all, index, reversed)
    if (found >= 0) reversed.add(found)
  })
  return reversed
}

function oppositeBefore(
  all: readonly WrittenTender[],
  index: number,
  taken: ReadonlySet<number>,
): number {
  const own = all[index]
  if (own === undefined) return -1
  return all.findLastIndex(
    (other, place) =>
      place < index &&
      !taken.has(place) &&
      !other.isLineVoid &&
      !other.isChange &&
      other.identity === own.identity &&
      other.signedMinor === -own.signedMinor &&
      other.signedMinor !== 0,
  )
}
