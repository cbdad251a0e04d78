import ReceiptPrinterEncoder from '@point-of-sale/receipt-printer-encoder'
import type { Generator } from './generator.ts'
import { type Line, type PrintedReceipt, RIGHT_COLUMNS } from './receipt-lines.ts'

type Options = NonNullable<ConstructorParameters<typeof ReceiptPrinterEncoder>[0]>

/** receipt-printer-encoder, in its three languages and with the code pages of several makes. */
export const RECEIPT_PRINTER_ENCODERS: readonly Generator[] = [
  generator('esc-pos', 'escpos', { language: 'esc-pos' }),
  generator('esc-pos, LF first', 'escpos', { language: 'esc-pos', newline: '\n' }),
  generator('esc-pos of Citizen', 'escpos', { language: 'esc-pos', codepageMapping: 'citizen' }),
  generator('esc-pos of Bixolon', 'escpos', { language: 'esc-pos', codepageMapping: 'bixolon' }),
  generator('esc-pos of XPrinter', 'escpos', { language: 'esc-pos', codepageMapping: 'xprinter' }),
  generator('esc-pos of POS-5890', 'escpos', { language: 'esc-pos', codepageMapping: 'pos-5890' }),
  generator('star-line', 'star-line', { language: 'star-line' }),
  generator('star-prnt', 'star-prnt', { language: 'star-prnt' }),
]

function generator(name: string, dialect: Generator['dialect'], options: Options): Generator {
  const maker = options.codepageMapping
  const known = ['citizen', 'bixolon', 'xprinter', 'pos-5890'] as const
  return {
    name: `receipt-printer-encoder: ${name}`,
    dialect,
    settings: { codePages: known.find((family) => family === maker) ?? 'epson' },
    print: async (receipt) => print(receipt, options),
  }
}

function print(receipt: PrintedReceipt, options: Options): Uint8Array {
  const { columns } = receipt
  const encoder = new ReceiptPrinterEncoder({ ...options, columns }).initialize().codepage('auto')
  for (const line of receipt.lines) write(encoder, line, columns)
  return encoder.cut().encode()
}

function write(encoder: ReceiptPrinterEncoder, line: Line, columns: number): void {
  switch (line.kind) {
    case 'text': {
      const { align, isBold, isWide } = line.style
      encoder
        .align(align)
        .bold(isBold)
        .width(isWide ? 2 : 1)
      encoder.line(line.text).width(1).bold(false).align('left')
      break
    }
    case 'sides':
      encoder.bold(line.isBold)
      encoder.table(
        [
          { width: columns - RIGHT_COLUMNS, align: 'left' },
          { width: RIGHT_COLUMNS, align: 'right' },
        ],
        [[line.left, line.right]],
      )
      encoder.bold(false)
      break
    case 'rule':
      encoder.rule()
      break
    case 'drawer':
      encoder.pulse()
      break
    case 'feed':
      encoder.newline(line.rows)
      break
    case 'qr':
      encoder.qrcode(line.data)
      break
  }
}
