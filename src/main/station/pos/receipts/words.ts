/**
 * Text as it is compared: compatibility forms undone, accents off, upper case, leaders and runs of
 * blanks collapsed, letters that were spaced out joined (`C A S H` is `CASH`).
 */
export function normalise(text: string): string {
  const plain = BEYOND_ASCII.test(text) ? unaccented(text) : text.toUpperCase()
  const single = plain.replaceAll(/\.{2,}|\s+/g, ' ').replaceAll(/ {2,}/g, ' ')
  if (!SPACED_OUT.test(single)) return single.trim()
  return single
    .replaceAll(/(?<![\p{L}\p{N}])\p{L}(?: \p{L}){2,}(?![\p{L}\p{N}])/gu, (run) =>
      run.replaceAll(' ', ''),
    )
    .trim()
}

const BEYOND_ASCII = /[^ -_a-z{-~]/
/** Three letters of their own side by side: two may be `RAPPORT Z N° 12`. */
const SPACED_OUT = /(?<![\p{L}\p{N}])\p{L} \p{L} \p{L}(?![\p{L}\p{N}])/u

function unaccented(text: string): string {
  return text
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toUpperCase()
    .replaceAll(/[\u2018\u2019\u201b`´]/g, "'")
}

/** Letters and digits only, for labels: `Carte-cadeau :` and `CARTE CADEAU` are one word. */
export function compact(text: string): string {
  return normalise(text).replaceAll(/[^\p{L}\p{N}]/gu, '')
}

/** A row without the stars, dashes and signs that decorate headings. */
export function undecorated(row: string): string {
  return undecorate(normalise(row))
}

/** The same of a row that {@link normalise} has been over. */
export function undecorate(normal: string): string {
  return normal
    .replaceAll(/[*\-=_#<>~|+!:.[\](){}/\\]+/g, ' ')
    .replaceAll(/ +/g, ' ')
    .trim()
}

/** Escapes what has a meaning in a regular expression. */
export function literal(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
}
