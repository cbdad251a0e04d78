/** A payment or a redemption, as far as pairing looks at it. */
export interface Half {
  readonly id: string
  readonly amountMinor: number
  readonly currency: string
  readonly atMs: number
}

/**
 * Which payment probably belongs to which redemption: the same amount, at most `withinMs` apart, the
 * nearest in time first, each one once. Both ways in one map. A guess for a person to confirm. Pure.
 */
export function pairsOf(
  payments: readonly Half[],
  redemptions: readonly Half[],
  withinMs: number,
): ReadonlyMap<string, string> {
  const near = payments
    .flatMap((payment) =>
      redemptions.filter(isSameMoney(payment)).map((redemption) => ({
        ...{ payment, redemption },
        apartMs: Math.abs(payment.atMs - redemption.atMs),
      })),
    )
    .filter(({ apartMs }) => apartMs <= withinMs)
    .toSorted((left, right) => left.apartMs - right.apartMs)
  const pairs = new Map<string, string>()
  for (const { payment, redemption } of near) {
    if (pairs.has(payment.id) || pairs.has(redemption.id)) continue
    pairs.set(payment.id, redemption.id).set(redemption.id, payment.id)
  }
  return pairs
}

function isSameMoney({ amountMinor, currency }: Half): (other: Half) => boolean {
  return (other) => other.amountMinor === amountMinor && other.currency === currency
}
