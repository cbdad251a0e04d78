import { createHash, createHmac, hkdfSync } from 'node:crypto'
import type { Keys } from '../keys.ts'

/** What a hash may cover: JSON as it came in. Absent members and `undefined` are the same. */
export type Content =
  | string
  | number
  | boolean
  | null
  | undefined
  | readonly Content[]
  | { readonly [name: string]: Content }

/**
 * SHA-256 over a request's content in canonical form (members sorted, nothing between them), which
 * tells a retry from another request under the same id. Secrets go in as {@link secretDigest}.
 */
export function contentHash(kind: string, content: Content): Uint8Array {
  return createHash('sha256')
    .update(`${kind} ${canonicalText(content)}`)
    .digest()
}

/** Stands for a card number or a PIN in a hash: nothing can be tried out without the server's key. */
export function secretDigest(keys: Keys, secret: string): string {
  const key = hkdfSync('sha256', keys.numberLookup, '', 'countermark request content', 32)
  return createHmac('sha256', Buffer.from(key)).update(secret).digest('base64url')
}

function canonicalText(content: Content): string {
  if (content === null || typeof content !== 'object') return JSON.stringify(content ?? null)
  if (isList(content)) return `[${content.map(canonicalText).join(',')}]`
  const members = Object.entries(content)
    .filter(([, value]) => value !== undefined)
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([name, value]) => `${JSON.stringify(name)}:${canonicalText(value)}`)
  return `{${members.join(',')}}`
}

function isList(content: object): content is readonly Content[] {
  return Array.isArray(content)
}
