import { Align, Drawer, InMemory, Printer, Style } from 'escpos-buffer'
import type { Generator } from './generator.ts'
import { asRow, type Line, type PrintedReceipt } from './receipt-lines.ts'

/** escpos-buffer, for one printer of each make that it knows, and what that make's profile says. */
const MAKES = [
  { make: 'epson', model: 'TM-T20', settings: {} },
  { make: 'bematech', model: 'MP-4200 TH', settings: { codePages: 'bematech' } },
  { make: 'elgin', model: 'I9', settings: { codePages: 'elgin' } },
  { make: 'daruma', model: 'DR800', settings: { codePages: 'daruma' } },
  { make: 'diebold', model: 'TSP-143', settings: { initialPage: 'win1252' } },
  { make: 'sweda', model: 'SI-300L', settings: { codePages: 'elgin' } },
  { make: 'dataregis', model: 'DT200', settings: { codePages: 'elgin' } },
  { make: 'perto', model: 'PertoPrinter', settings: { codePages: 'elgin' } },
  { make: 'generic', model: 'POS-58', settings: {} },
] as const

export const ESCPOS_BUFFERS: readonly Generator[] = MAKES.map(({ make, model, settings }) => ({
  name: `escpos-buffer for ${make}`,
  dialect: 'escpos',
  settings,
  print: (receipt) => print(receipt, model),
}))

type ModelName = (typeof MAKES)[number]['model']

async function print(receipt: PrintedReceipt, model: ModelName): Promise<Uint8Array> {
  const connection = new InMemory()
  const printer = await Printer.CONNECT(model, connection)
  await printer.setColumns(receipt.columns)
  for (const line of receipt.lines) await write(printer, line, receipt.columns)
  await printer.cutter()
  return Uint8Array.from(connection.buffer())
}

async function write(printer: Printer, line: Line, columns: number): Promise<void> {
  switch (line.kind) {
    case 'text': {
      const { align, isBold, isWide } = line.style
      const style = (isBold ? Style.Bold : 0) | (isWide ? Style.DoubleWidth : 0)
      const side = { left: Align.Left, center: Align.Center, right: Align.Right }[align]
      await printer.writeln(line.text, style, side)
      break
    }
    case 'sides':
      await printer.writeln(asRow(line.left, line.right, columns), line.isBold ? Style.Bold : 0)
      break
    case 'rule':
      await printer.writeln('-'.repeat(columns))
      break
    case 'drawer':
      await printer.drawer(Drawer.First)
      break
    case 'feed':
      await printer.feed(line.rows)
      break
    case 'qr':
      // Makes without a command for it would need a picture library.
      await printer.qrcode(line.data).catch(() => {})
      break
  }
}
