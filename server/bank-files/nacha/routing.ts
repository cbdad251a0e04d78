const WEIGHTS = [3, 7, 1, 3, 7, 1, 3, 7] as const

/** The ninth digit that belongs to the first eight of a US routing number. */
export function checkDigitOf(eightDigits: string): number {
  const sum = WEIGHTS.reduce((total, weight, at) => total + weight * Number(eightDigits[at]), 0)
  return (10 - (sum % 10)) % 10
}
