/** Letters that no decomposition takes apart, as banks write them. */
const LETTERS: Readonly<Record<string, string>> = {
  ß: 'SS',
  Æ: 'AE',
  Œ: 'OE',
  Ø: 'O',
  Đ: 'D',
  Ð: 'D',
  Ł: 'L',
  Þ: 'TH',
  ı: 'I',
  '‘': "'",
  '’': "'",
  '“': '"',
  '”': '"',
  '«': '"',
  '»': '"',
  '‐': '-',
  '‑': '-',
  '–': '-',
  '—': '-',
  '…': '...',
  '´': "'",
  '·': '.',
  '•': '-',
  // `n° 5` is written `NO 5`.
  '°': 'O',
  '®': '',
  '©': '',
}

/**
 * The text in capital letters of plain ASCII, as bank files take it: `Café Ægir` is `CAFE AEGIR`,
 * blanks run together. Undefined when a character has no such form (a line end, another script).
 */
export function plainText(text: string): string | undefined {
  const letters = [...text.normalize('NFC').toUpperCase()].map(
    (letter) => LETTERS[letter] ?? letter,
  )
  const plain = letters
    .join('')
    .normalize('NFKD')
    .replace(/\p{Mark}/gu, '')
    // What a sign is taken apart into may be small: `º` is `o`.
    .toUpperCase()
    .replace(/ +/g, ' ')
    .trim()
  return /^[ -~]*$/.test(plain) ? plain : undefined
}
