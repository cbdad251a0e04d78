/** What a shop prints, before a generator turns it into bytes. */
export type Line =
  | { readonly kind: 'text'; readonly text: string; readonly style: TextStyle }
  /** A label and an amount at the two sides of the paper. */
  | {
      readonly kind: 'sides'
      readonly left: string
      readonly right: string
      readonly isBold: boolean
    }
  | { readonly kind: 'rule' | 'drawer' }
  | { readonly kind: 'feed'; readonly rows: number }
  | { readonly kind: 'qr'; readonly data: string }

export interface TextStyle {
  readonly align: 'left' | 'center' | 'right'
  readonly isBold: boolean
  readonly isWide: boolean
}

/** One paper and what a person reads on it. */
export interface PrintedReceipt {
  readonly lines: readonly Line[]
  readonly columns: number
  readonly currency: string
  readonly language: string
  /** Its number, which stands on it. */
  readonly number: string
  /** The gift-card tenders, in the order of the paper. */
  readonly gifts: readonly { readonly label: string; readonly amountMinor: number }[]
}

/** Columns that the right side of a `sides` line may take. */
export const RIGHT_COLUMNS = 14

/** A `sides` line as one row of text, for generators that have no columns of their own. */
export function asRow(left: string, right: string, columns: number): string {
  return left.padEnd(columns - right.length) + right
}

/** A word as profiles compare it: letters only, without accents and case. */
export function wordOf(label: string): string {
  return plain(label)
    .replaceAll(/[^A-Za-z]/g, '')
    .toUpperCase()
}

/** The receipt as a printer prints it whose character set may have no accents. */
export function asPrinted(receipt: PrintedReceipt, isAscii: boolean): PrintedReceipt {
  if (!isAscii) return receipt
  const lines = receipt.lines.map((line) => {
    if (line.kind === 'text') return { ...line, text: plain(line.text) }
    if (line.kind !== 'sides') return line
    return { ...line, left: plain(line.left), right: plain(line.right) }
  })
  return { ...receipt, lines }
}

function plain(text: string): string {
  return text
    .normalize('NFKD')
    .replaceAll('ß', 'ss')
    .replaceAll(/[^\u0020-\u007E]/g, '')
}
