import { hash } from 'node:crypto'
import { deriveKey, hmacOf, type Keys } from '../keys.ts'

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
  return hash('sha256', `${kind} ${canonicalText(content)}`, 'buffer')
}

/**
 * Stands for a card number or a PIN in a hash: nothing can be tried out without the server's key. It
 * is one that is never rotated, as a retry has to have the same hash for ever.
 */
export function secretDigest(keys: Keys, secret: string): string {
  const key = deriveKey(keys.pinPepper, 'countermark request content')
  return hmacOf(key, secret).toString('base64url')
}

function canonicalText(content: Content): string {
  // The same text, and written by the machine itself.
  if (isInOrder(content)) return JSON.stringify(content ?? null)
  if (isList(content)) return `[${content.map(canonicalText).join(',')}]`
  let members = ''
  const object = content as { readonly [name: string]: Content }
  for (const name of Object.keys(object).sort()) {
    const value = object[name]
    if (value === undefined) continue
    members += `${members === '' ? '' : ','}${JSON.stringify(name)}:${canonicalText(value)}`
  }
  return `{${members}}`
}

/** Whether the members of all objects in it are in order as they are. */
function isInOrder(content: Content): boolean {
  if (content === null || typeof content !== 'object') return true
  if (isList(content)) return content.every(isInOrder)
  let before: string | undefined
  for (const name in content) {
    if (before !== undefined && before >= name) return false
    if (!isInOrder(content[name])) return false
    before = name
  }
  return true
}

function isList(content: Content): content is readonly Content[] {
  return Array.isArray(content)
}
