/** The numbers of bank accounts, and what can be told of them without asking a bank. Pure. */

const ROUTING_WEIGHTS = [3, 7, 1, 3, 7, 1, 3, 7, 1] as const

/** A US routing number: nine digits, of which the last checks the others. */
export function isRouting(text: string): boolean {
  if (!/^\d{9}$/.test(text) || text === '000000000') return false
  const sum = ROUTING_WEIGHTS.reduce((total, weight, at) => total + weight * Number(text[at]), 0)
  return sum % 10 === 0
}

/** An IBAN without blanks: its two check digits fit, by the remainder of 97 (ISO 13616). */
export function isIban(text: string): boolean {
  if (!/^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/.test(text)) return false
  let remainder = 0
  for (const letter of `${text.slice(4)}${text.slice(0, 4)}`) {
    const value = Number.parseInt(letter, 36)
    remainder = (remainder * (value > 9 ? 100 : 10) + value) % 97
  }
  return remainder === 1
}

/** Institution and transit of a Canadian branch. */
export interface CanadianBranch {
  /** Three digits. */
  readonly institution: string
  /** Five digits. */
  readonly transit: string
}

/**
 * What somebody who copies from a cheque may have typed: a cheque says transit, then institution
 * (`12345-003`); a file says them the other way round, and electronic notation is `000312345`.
 */
export type BranchReading =
  | { readonly is: 'right'; readonly branch: CanadianBranch }
  /** Each stands where the other belongs: to be offered, never done unasked. */
  | { readonly is: 'swapped'; readonly branch: CanadianBranch }
  | { readonly is: 'wrong' }

/** Reads the two fields of a branch as they were typed; blanks and dashes count for nothing. */
export function readBranch(institution: string, transit: string): BranchReading {
  const [first, second] = [digitsOf(institution), digitsOf(transit)]
  if (!/^\d*$/.test(first + second)) return { is: 'wrong' }
  if (first.length === 3 && second.length === 5) return right(first, second)
  if (first.length === 5 && second.length === 3) return swapped(second, first)
  const whole = `${first}${second}`
  const isOneField = first === '' || second === ''
  if (isOneField && whole.length === 9 && whole.startsWith('0'))
    return swapped(whole.slice(1, 4), whole.slice(4))
  if (isOneField && whole.length === 8) return swapped(whole.slice(5), whole.slice(0, 5))
  return { is: 'wrong' }
}

function right(institution: string, transit: string): BranchReading {
  return { is: 'right', branch: { institution, transit } }
}

function swapped(institution: string, transit: string): BranchReading {
  return { is: 'swapped', branch: { institution, transit } }
}

function digitsOf(text: string): string {
  return text.replace(/[\s-]/g, '')
}
