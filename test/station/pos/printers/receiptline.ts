import { type Printer, transform } from 'receiptline'
import type { Generator } from './generator.ts'
import { type Line, type PrintedReceipt, RIGHT_COLUMNS } from './receipt-lines.ts'

const ESCPOS = ['escpos', 'epson', 'sii', 'citizen', 'fit', 'impact', 'impactb', 'generic'] as const
const STAR_SINGLE = ['starsbcs', 'starlinesbcs', 'emustarlinesbcs'] as const
const STAR_DOUBLE = ['starmbcs', 'starmbcs2', 'starlinembcs', 'emustarlinembcs2'] as const
const STAR_IMPACT = ['starimpact', 'starimpact2', 'starimpact3'] as const

/** receiptline, in each of its command sets that print text. */
export const RECEIPTLINES: readonly Generator[] = [
  ...ESCPOS.map((command) => generator(command, 'escpos', 'multilingual')),
  ...STAR_SINGLE.map((command) =>
    generator(command, command === 'starsbcs' ? 'star-prnt' : 'star-line', 'multilingual'),
  ),
  ...STAR_IMPACT.map((command) => generator(command, 'star-line', 'multilingual')),
  ...STAR_DOUBLE.map((command) => generator(command, 'star-line', 'shiftjis')),
]

function generator(
  command: string,
  dialect: Generator['dialect'],
  encoding: NonNullable<Printer['encoding']>,
): Generator {
  return {
    name: `receiptline as ${command}`,
    dialect,
    settings: {},
    isAscii: encoding === 'shiftjis',
    print: async (receipt) => {
      const printer = { cpl: receipt.columns, encoding, command, cutting: true }
      return Buffer.from(transform(asDocument(receipt), printer as Printer), 'latin1')
    },
  }
}

/** The receipt in the markdown of receiptline. */
export function asDocument(receipt: PrintedReceipt): string {
  return [`{width:*,${RIGHT_COLUMNS};border:space}`, ...receipt.lines.map(asMarkdown)].join('\n')
}

function asMarkdown(line: Line): string {
  switch (line.kind) {
    case 'text': {
      const { align, isBold, isWide } = line.style
      const value = styled(line.text, isBold, isWide)
      const placed = { left: `|${value}`, center: value, right: `${value}|` }[align]
      return `{width:auto}\n${placed}\n{width:*,${RIGHT_COLUMNS}}`
    }
    case 'sides':
      return `|${styled(line.left, line.isBold, false)} | ${styled(line.right, line.isBold, false)}|`
    case 'rule':
      return '---'
    case 'feed':
      return '\n'.repeat(line.rows - 1)
    case 'qr':
      return `{width:auto}\n{code:${line.data};option:qrcode,3,L}\n{width:*,${RIGHT_COLUMNS}}`
    case 'drawer':
      return ''
  }
}

function styled(text: string, isBold: boolean, isWide: boolean): string {
  const escaped = text.replaceAll(/[\\|{}~_"`^]/g, '\\$&')
  const bold = isBold ? `"${escaped}"` : escaped
  return isWide ? `^${bold}^` : bold
}
