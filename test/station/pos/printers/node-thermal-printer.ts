import { CharacterSet, PrinterTypes, ThermalPrinter } from 'node-thermal-printer'
import type { Generator } from './generator.ts'
import type { Line, PrintedReceipt } from './receipt-lines.ts'

/** node-thermal-printer, for each make that it knows. */
export const NODE_THERMAL_PRINTERS: readonly Generator[] = [
  generator('epson', PrinterTypes.EPSON, CharacterSet.PC858_EURO),
  generator('epson in Windows 1252', PrinterTypes.EPSON, CharacterSet.WPC1252),
  generator('tanca', PrinterTypes.TANCA, CharacterSet.PC858_EURO),
  generator('custom', PrinterTypes.CUSTOM, CharacterSet.PC858_EURO),
  generator('daruma', PrinterTypes.DARUMA, CharacterSet.PC858_EURO),
  generator('brother', PrinterTypes.BROTHER, 'WESTERN_EUROPEAN' as CharacterSet, 'brother'),
  { ...generator('star', PrinterTypes.STAR, CharacterSet.PC858_EURO), dialect: 'star-line' },
]

/** The others have not written it. */
const HAS_CODES = new Set([PrinterTypes.EPSON, PrinterTypes.STAR, PrinterTypes.TANCA])

function generator(
  make: string,
  type: PrinterTypes,
  characterSet: CharacterSet,
  codePages: 'epson' | 'brother' = 'epson',
): Generator {
  return {
    name: `node-thermal-printer for ${make}`,
    dialect: 'escpos',
    settings: { codePages },
    print: async (receipt) => print(receipt, type, characterSet),
  }
}

function print(
  receipt: PrintedReceipt,
  type: PrinterTypes,
  characterSet: CharacterSet,
): Uint8Array {
  const { columns: width } = receipt
  const printer = new ThermalPrinter({ type, interface: 'tcp://127.0.0.1', width, characterSet })
  for (const line of receipt.lines) write(printer, line)
  printer.cut()
  return Uint8Array.from(printer.getBuffer())
}

function write(printer: ThermalPrinter, line: Line): void {
  switch (line.kind) {
    case 'text': {
      const { align, isBold, isWide } = line.style
      if (align === 'center') printer.alignCenter()
      else if (align === 'right') printer.alignRight()
      else printer.alignLeft()
      if (isWide) printer.setTextDoubleWidth()
      printer.bold(isBold)
      printer.println(line.text)
      printer.bold(false)
      if (isWide) printer.setTextNormal()
      printer.alignLeft()
      break
    }
    case 'sides':
      printer.bold(line.isBold)
      printer.leftRight(line.left, line.right)
      printer.bold(false)
      break
    case 'rule':
      printer.drawLine()
      break
    case 'drawer':
      printer.openCashDrawer()
      break
    case 'feed':
      for (let row = 0; row < line.rows; row += 1) printer.newLine()
      break
    case 'qr':
      if (HAS_CODES.has(printer.printerTypes)) printer.printQR(line.data)
      break
  }
}
