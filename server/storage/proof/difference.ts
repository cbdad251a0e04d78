/** The first thing that is not as it must be. */
export interface Difference {
  /** What was being proved. */
  readonly proof:
    | 'file'
    | 'chain'
    | 'operations'
    | 'balances'
    | 'entries'
    | 'reversals'
    | 'claims'
    | 'tombstones'
    | 'idempotency'
  /** Where, e.g. `operation 12`, `card 3`, `commit group 7`. */
  readonly where: string
  readonly expected: string
  readonly found: string
}

/** Thrown inside the proofs at the first difference; caught by `verifyLedger`. */
export class DifferenceFound extends Error {
  readonly difference: Difference

  constructor(difference: Difference) {
    super(describeDifference(difference))
    this.name = 'DifferenceFound'
    this.difference = difference
  }
}

/** A difference as one sentence for people. */
export function describeDifference({ proof, where, expected, found }: Difference): string {
  return `${proof}: ${where} should be ${expected}, but is ${found}`
}

/** Ends the proof when the two are not the same. */
export function expectSame(
  proof: Difference['proof'],
  where: string,
  expected: string | number | null | undefined,
  found: string | number | null | undefined,
): void {
  if ((expected ?? null) === (found ?? null)) return
  throw new DifferenceFound({
    proof,
    where,
    expected: String(expected ?? 'none'),
    found: String(found ?? 'none'),
  })
}
