/** What the built-in fonts of PDF readers can show beyond ASCII and Latin-1. */
const MORE = new Set('€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ')

/**
 * Text in characters that every PDF reader has: others lose their marks, and what is left then is a
 * question mark. Narrow spaces and signs of `Intl` become the common ones.
 */
export function printable(text: string): string {
  const common = text.replaceAll('\u202f', '\u00a0').replaceAll('\u2212', '-')
  return Array.from(common, (character) => {
    if (isShown(character)) return character
    const bare = character.normalize('NFKD').replaceAll(/\p{M}/gu, '')
    return bare !== '' && Array.from(bare).every(isShown) ? bare : '?'
  }).join('')
}

function isShown(character: string): boolean {
  const code = character.codePointAt(0) ?? 0
  return (code >= 32 && code < 127) || (code >= 160 && code < 256) || MORE.has(character)
}
