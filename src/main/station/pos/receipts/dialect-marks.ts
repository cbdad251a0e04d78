/**
 * Commands that tell printer languages apart, with their weight: 1 hints, 6 is proof alone. Keys are
 * first bytes in hexadecimal. What all languages have alike (`ESC @`, `ESC 3 n`) is left out; a mark
 * of {@link OWN_WEIGHT} or more is no command of another language.
 */
export type DialectMarks = Readonly<Record<string, number>>

export const OWN_WEIGHT = 2

export const ESCPOS_MARKS: DialectMarks = {
  ...weigh(6, '1D5600 1D5601 1D5630 1D5631 1D5641 1D5642'),
  ...weigh(3, '1D21 1D6B 1D28 1D76 1D38'),
  ...weigh(2, '1D2F 1D42 1D48 1D49 1D4C 1D50 1D57 1D61 1D66 1D68 1D72 1D77'),
  ...weigh(2, '1B21 1B4500 1B4501 1B4700 1B4701 1B74 1B7B 1B70 1C26 1C2E 1C70'),
  ...weigh(2, '1B6A 1B6D'),
  ...weigh(1, '1B6100 1B6101 1B6102 1B4D00 1B4D01 1B69'),
}

export const STAR_MARKS: DialectMarks = {
  ...weigh(6, '1B2A7241 1B1D53 1B1D29'),
  ...weigh(4, '1B1D03 1B1D41 1B1D52 1B1D61 1B1D74 1B1D78 1B1D79 1B1E46 1B1E61'),
  ...weigh(3, '1B62'),
  ...weigh(2, '1B07'),
  // Brother's printers begin and cut so; the rest of what they take is ESC/POS.
  ...weigh(-6, '1B6943 1B6961'),
  // ESC/POS has these too: a cut before a figure, the end of bold, feeds. They only add to the others.
  ...weigh(1, '1B46 1B6900 1B6901 1B6902 1B6903 1B6930 1B6931'),
  ...weigh(1, '1B34 1B35 1B57 1B5F 1B68 1B6400 1B6401 1B6402 1B6403 1B6430 1B6431 1B6432 1B6433'),
}

/** Beside those of ESC/POS, which Ithaca's printers understand too. */
export const ITHACA_MARKS: DialectMarks = {
  ...ESCPOS_MARKS,
  ...weigh(6, '1B5000'),
  ...weigh(4, '1B7801 1B7802'),
  ...weigh(1, '1B76'),
}

/** Only StarPRNT has these. */
export const STAR_PRNT_MARKS: DialectMarks = weigh(1, '1B1D53 1B1D29')

function weigh(weight: number, keys: string): DialectMarks {
  return Object.fromEntries(keys.split(' ').map((key) => [key, weight]))
}
