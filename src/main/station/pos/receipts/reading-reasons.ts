/**
 * Why a tender was read with less than full confidence, and what remains of the confidence. The
 * words are shown to people who ask what was read; the numbers say which reading to trust less.
 */
const REMAINS = {
  /** The label's row has no amount; the next row has. */
  'amount-on-next-row': 0.95,
  /** Rows with references or approvals stand between label and amount. */
  'amount-on-later-row': 0.9,
  'amount-before-label': 0.9,
  'amount-on-row-above': 0.7,
  'label-over-two-rows': 0.9,
  /** The row holds other amounts beside this one. */
  'several-amounts': 0.85,
  /** Whole where the paper has decimals; the total agrees. */
  'whole-number': 0.8,
  /** Letters in place of digits, or a word in between; the total agrees. */
  'misread-row': 0.6,
  /** The dash may be a sign or divide label and amount; the total agrees with the latter. */
  'dash-before-amount': 0.8,
  /** The paper names the way of paying only; the amount is what was handed over. */
  'amount-from-paid': 0.7,
  /** The paper names the way of paying only; the amount is the total. */
  'amount-from-total': 0.6,
  /** Printed above the total, but more than it: with the change it makes the total. */
  'above-total': 0.6,
  'no-total': 0.9,
  /** More than the total, and no change was given. */
  'more-than-total': 0.7,
  /** No currency is set or printed: the decimals are those of the paper. */
  'currency-unknown': 0.95,
  /** Printed with a minus, on a sale whose total it makes. */
  'minus-on-sale': 0.8,
  /** Printed with a minus on a paper that does not say why. */
  'minus-unexplained': 0.6,
  /** Given and taken back by two rows of the same paper: nothing is left of either. */
  'taken-back': 0.95,
  /** The same paper gives and takes back other amounts. */
  'both-ways': 0.5,
} as const
export type ReadingReason = keyof typeof REMAINS

/** From 0 to 1, two decimals: each reason takes its part. */
export function confidenceOf(reasons: readonly ReadingReason[]): number {
  const product = reasons.reduce((confidence, reason) => confidence * REMAINS[reason], 1)
  return Math.round(product * 100) / 100
}
