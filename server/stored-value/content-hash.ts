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
  if (content === null || typeof content !== 'object') return JSON.stringify(content ?? null)
  if (isList(content)) return `[${content.map(canonicalText).join(',')}]`
  let members = ''
  for (const name of namesInOrder(content)) {
    const value = content[name]
    if (value === undefined) continue
    members += `${members === '' ? '' : ','}${JSON.stringify(name)}:${canonicalText(value)}`
  }
  return `{${members}}`
}

function namesInOrder(content: object): readonly string[] {
  const names = Object.keys(content)
  const isInOrder = names.every((name, at) => at === 0 || (names[at - 1] ?? '') < name)
  return isInOrder ? names : names.sort()
}

function isList(content: object): content is readonly Content[] {
  return Array.isArray(content)
}
