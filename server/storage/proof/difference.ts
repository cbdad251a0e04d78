/** The first thing that is not as it must be. */
export interface Difference {
  /** What was being proved. */
  readonly proof:
    | 'file'
    | 'keys'
    | 'schema'
    | 'chain'
    | 'operations'
    | 'balances'
    | 'entries'
    | 'reversals'
    | 'claims'
    | 'tombstones'
    | 'secrets'
    | 'idempotency'
    | 'cards'
    | 'checkpoints'
    | 'records'
  /** Where, e.g. `operation 12`, `card 3`, `commit group 7`. */
  readonly where: string
  readonly expected: string
  readonly found: string
  /** The first commit group that it touches, when it touches one. */
  readonly group?: number
}

/** What a difference is about, so that its group can be named. */
export interface Place {
  readonly group?: number
  readonly journalId?: number
}

/** Thrown inside the proofs at the first difference; caught by those who run them. */
export class DifferenceFound extends Error {
  readonly difference: Difference
  readonly place: Place

  constructor(difference: Difference, place: Place = {}) {
    super(describeDifference(difference))
    this.name = 'DifferenceFound'
    this.difference = difference
    this.place = place
  }
}

/** A difference as one sentence for people. */
export function describeDifference({ proof, where, expected, found, group }: Difference): string {
  const [place, wanted, is] = [where, expected, found].map(oneLine)
  const text = `${proof}: ${place} should be ${wanted}, but is ${is}`
  return group === undefined ? text : `${text} (first in commit group ${group})`
}

/** Stored values may hold anything: what would break a line or a terminal is shown as its code. */
function oneLine(text: string): string {
  return text.replace(
    /\p{Cc}/gu,
    (sign) => `\\x${sign.charCodeAt(0).toString(16).padStart(2, '0')}`,
  )
}

/** Ends the proof when the two are not the same. */
export function expectSame(
  proof: Difference['proof'],
  where: string,
  expected: string | number | null | undefined,
  found: string | number | null | undefined,
  place: Place = {},
): void {
  if ((expected ?? null) === (found ?? null)) return
  throw new DifferenceFound(
    { proof, where, expected: String(expected ?? 'none'), found: String(found ?? 'none') },
    place,
  )
}
