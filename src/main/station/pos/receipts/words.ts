/**
 * Text as it is compared: compatibility forms undone, accents off, upper case, leaders and runs of
 * blanks collapsed, letters that were spaced out joined (`C A S H` is `CASH`).
 */
export function normalise(text: string): string {
  return text
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toUpperCase()
    .replaceAll(/[\u2018\u2019\u201b`´]/g, "'")
    .replaceAll(/\.{2,}/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/(?<![\p{L}\p{N}])\p{L}(?: \p{L})+(?![\p{L}\p{N}])/gu, (run) =>
      run.replaceAll(' ', ''),
    )
    .trim()
}

/** Letters and digits only, for labels: `Carte-cadeau :` and `CARTE CADEAU` are one word. */
export function compact(text: string): string {
  return normalise(text).replaceAll(/[^\p{L}\p{N}]/gu, '')
}

/** A row without the stars, dashes and signs that decorate headings. */
export function undecorated(row: string): string {
  return normalise(row)
    .replaceAll(/[*\-=_#<>~|+!:.[\](){}/\\]+/g, ' ')
    .replaceAll(/ +/g, ' ')
    .trim()
}

/** Escapes what has a meaning in a regular expression. */
export function literal(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
}
