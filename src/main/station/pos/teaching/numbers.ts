import { looksLikeMoney } from '../receipts/amounts.ts'
import { findField } from '../receipts/paper-kind.ts'
import type { ReceiptProfile } from '../receipts/profile.ts'
import { literal, normalise } from '../receipts/words.ts'

/** Dates and times change from paper to paper, too. */
const TIME_LIKE = /\d{1,4}[./-]\d{1,2}[./-]\d{2,4}|\d{1,2}:\d{2}/
const NUMBER = /(?<![\d.,])\d{2,20}(?![\d.,])/g

/**
 * The profile that also finds the receipt's number where its own patterns do not: on the row that
 * two papers of one till share but for one number, which went up.
 */
export function withReceiptNumber(
  profile: ReceiptProfile,
  earlier: readonly string[],
  later: readonly string[],
): ReceiptProfile {
  const { fields } = profile
  if (findField(later, fields.receiptNumber) !== null) return profile
  const before = earlier.map(normalise)
  const found = later.map(normalise).map((row) => countedRow(row, before))
  const pattern = found.find((one) => one !== null)
  if (pattern === undefined || pattern === null) return profile
  return { ...profile, fields: { ...fields, receiptNumber: [...fields.receiptNumber, pattern] } }
}

/** A pattern for the number of this row, when an earlier paper has the same row with a lower one. */
function countedRow(row: string, earlier: readonly string[]): string | null {
  if (TIME_LIKE.test(row)) return null
  for (const match of row.matchAll(NUMBER)) {
    const head = row.slice(0, match.index)
    const words = /(\p{L}{2,20})[ .:#°N-]*$/u.exec(head)?.[1]
    const isHigher = earlier.some((text) => isLower(text, head, match[0]))
    if (words !== undefined && isHigher && !looksLikeMoney(match[0]))
      return `(?<!\\p{L})${literal(words)}[ .:#°N-]*(\\d{2,20})(?![\\d.,])`
  }
  return null
}

/** Counters grow by little between two sales. */
const STEP_MAX = 1_000n

function isLower(text: string, head: string, digits: string): boolean {
  if (!text.startsWith(head)) return false
  const other = /^\d{2,20}(?![\d.,])/.exec(text.slice(head.length))?.[0]
  if (other === undefined) return false
  const step = BigInt(digits) - BigInt(other)
  return step > 0n && step <= STEP_MAX
}
