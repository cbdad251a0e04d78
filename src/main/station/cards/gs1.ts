/** FNC1 between two element strings, as scanners send it. */
export const FNC1 = '\u001d'

/**
 * The serial number in a GS1 code: of a returnable asset, which a card that is handed back is
 * (8003), or of a trade item (21). Takes element strings with FNC1 between them, or in the brackets
 * that are printed below a code. Undefined when the text is no GS1 code, or has none. Pure.
 */
export function gs1Serial(text: string): string | undefined {
  const elements = /^\(\d{2,4}\)/.test(text) ? readBracketed(text) : readElements(text)
  const asset = elements?.find(({ ai }) => ai === '8003')?.value.slice(GRAI_DIGITS)
  if (asset !== undefined && asset !== '') return asset
  return elements?.find(({ ai }) => ai === '21')?.value
}

interface Element {
  /** Application identifier. */
  readonly ai: string
  readonly value: string
}

/** A GRAI: a zero, the asset's type and its check digit; then the serial number of this piece. */
const GRAI_DIGITS = 14
const ELEMENTS_MAX = 20

/** Characters of each identifier's value: exactly, or at most until FNC1. */
const LENGTHS: ReadonlyArray<readonly [ai: RegExp, fixed: number, variable: number]> = [
  [/^(00)/, 18, 0],
  [/^(0[12])/, 14, 0],
  [/^(1[1-7])/, 6, 0],
  [/^(20)/, 2, 0],
  [/^(10|2[12])/, 0, 20],
  [/^(253)/, 13, 17],
  [/^(255)/, 13, 12],
  [/^(24[013]|25[01]|40[013])/, 0, 30],
  [/^(30|37)/, 0, 8],
  [/^(402)/, 17, 0],
  [/^(41\d)/, 13, 0],
  [/^(8003)/, GRAI_DIGITS, 16],
  [/^(8004)/, 0, 30],
  [/^(801[78])/, 18, 0],
  [/^(8020)/, 0, 25],
  [/^(90)/, 0, 30],
  [/^(9[1-9])/, 0, 90],
]

function readElements(text: string): readonly Element[] | undefined {
  const elements: Element[] = []
  let rest = text.startsWith(FNC1) ? text.slice(1) : text
  while (rest !== '' && elements.length < ELEMENTS_MAX) {
    const row = LENGTHS.find(([ai]) => ai.test(rest))
    const ai = row?.[0].exec(rest)?.[1]
    if (row === undefined || ai === undefined) return undefined
    const value = readValue(rest.slice(ai.length), { fixed: row[1], variable: row[2] })
    if (value === undefined) return undefined
    elements.push({ ai, value })
    rest = rest
      .slice(ai.length + value.length)
      .replace(FNC1, (mark, at: number) => (at === 0 ? '' : mark))
  }
  return rest === '' ? elements : undefined
}

function readValue(
  text: string,
  { fixed, variable }: { readonly fixed: number; readonly variable: number },
): string | undefined {
  const end = text.indexOf(FNC1)
  const upTo = variable === 0 ? fixed : end === -1 ? text.length : end
  const isOfLength = upTo >= Math.max(1, fixed) && upTo <= fixed + variable && upTo <= text.length
  const value = text.slice(0, upTo)
  return isOfLength && /^\d*$/.test(value.slice(0, fixed)) && !value.includes(FNC1)
    ? value
    : undefined
}

function readBracketed(text: string): readonly Element[] | undefined {
  const parts = [...text.matchAll(/\((\d{2,4})\)([^()]+)/g)].slice(0, ELEMENTS_MAX)
  const read = parts.map(([, ai = '', value = '']) => ({ ai, value: value.trim() }))
  const whole = parts.map(([part]) => part).join('')
  return whole === text && read.length > 0 ? read : undefined
}
