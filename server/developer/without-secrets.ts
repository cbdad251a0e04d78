import { maskNumber } from '../../src/contract/card-number.ts'
import { maskDigits } from '../log.ts'
import { REQUEST_LOG_TEXT_MAX } from './limits.ts'

/** Members whose values only a holder or a buyer may see. */
const SECRETS: ReadonlySet<string> = new Set([
  ...['pin', 'newPin', 'oldPin', 'claimLink', 'claimToken', 'token', 'link', 'password', 'key'],
])
/** Members that hold a card's number, of which the last four digits are shown. */
const NUMBERS: ReadonlySet<string> = new Set(['number', 'newNumber', 'proxyNumber'])

/** What is kept of a call as JSON text: no number, no PIN, no link, and not longer than its bound. */
export function keptText(value: unknown): string {
  const text = JSON.stringify(withoutSecrets(value) ?? null)
  if (text.length <= REQUEST_LOG_TEXT_MAX) return text
  return JSON.stringify({ leftOut: `${text.length} characters` })
}

/** The caller's id in what was asked, if it had one. */
export function requestIdIn(asked: unknown): string | null {
  if (typeof asked !== 'object' || asked === null || !('requestId' in asked)) return null
  return typeof asked.requestId === 'string' ? asked.requestId : null
}

function withoutSecrets(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutSecrets)
  if (typeof value === 'string') return maskDigits(value)
  if (typeof value !== 'object' || value === null) return value
  const kept = Object.entries(value).map(([name, part]) => {
    if (SECRETS.has(name) && part !== null) return [name, '••••']
    if (NUMBERS.has(name) && part !== null) return [name, maskNumber(String(part))]
    if (name === 'requestId') return [name, part]
    return [name, withoutSecrets(part)]
  })
  return Object.fromEntries(kept)
}
