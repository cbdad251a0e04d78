const WEIGHTS = [3, 7, 1, 3, 7, 1, 3, 7] as const

/** The ninth digit that belongs to the first eight of a US routing number. */
export function checkDigitOf(eightDigits: string): number {
  const sum = WEIGHTS.reduce((total, weight, at) => total + weight * Number(eightDigits[at]), 0)
  return (10 - (sum % 10)) % 10
}

/** True for nine digits of which the last one is the check digit of the others, but not all zero. */
export function isRoutingNumber(text: string): boolean {
  if (!/^\d{9}$/.test(text) || text === '000000000') return false
  return checkDigitOf(text) === Number(text[8])
}
