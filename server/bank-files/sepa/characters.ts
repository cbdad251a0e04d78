import { plainText } from '../plain-text.ts'

/** Marks that have a like one in the scheme. */
const LIKE: Readonly<Record<string, string>> = {
  '&': '+',
  '"': "'",
  _: '-',
  ';': ',',
  '[': '(',
  ']': ')',
  '{': '(',
  '}': ')',
  '\\': '/',
}

/**
 * The text in the characters that every bank of the scheme takes (A-Z 0-9 / - ? : ( ) . , ' + and
 * blanks), cut to the length; slashes neither first, last nor doubled. Undefined when a character
 * has no such form, or nothing is left.
 */
export function sepaText(text: string, lengthMax: number): string | undefined {
  const plain = plainText(text)
  if (plain === undefined) return undefined
  const allowed = [...plain]
    .map((character) =>
      /[A-Z0-9/\-?:().,'+ ]/.test(character) ? character : (LIKE[character] ?? ' '),
    )
    .join('')
    .replace(/\/{2,}/g, '/')
    .replace(/ {2,}/g, ' ')
    .slice(0, lengthMax)
    .replace(/^[/ ]+|[/ ]+$/g, '')
  return allowed === '' ? undefined : allowed
}
