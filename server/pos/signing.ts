import { createHash, createHmac, timingSafeEqual } from 'node:crypto'

/** HMAC-SHA256 over the parts one after another. The key is the text that the POS shows, as UTF-8. */
export function hmacSha256(key: string, ...parts: readonly (string | Uint8Array)[]): Buffer {
  const hmac = createHmac('sha256', key)
  for (const part of parts) hmac.update(part)
  return hmac.digest()
}

/** True when both are the same text. Takes the same time wherever they differ, and whatever their length. */
export function isSameText(given: string, right: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(given), digest(right))
}

/** SHA-256 as hex: names what has no lasting id of its own. */
export function digestOf(...parts: readonly (string | Uint8Array)[]): string {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part)
  return hash.digest('hex')
}
