import { ESCPOS_BUFFERS } from './escpos-buffer.ts'
import type { Generator } from './generator.ts'
import { NODE_THERMAL_PRINTERS } from './node-thermal-printer.ts'
import { REACT_THERMAL_PRINTERS } from './react-thermal-printer.ts'
import { RECEIPT_PRINTER_ENCODERS } from './receipt-printer-encoder.ts'
import { RECEIPTIOS } from './receiptio.ts'
import { RECEIPTLINES } from './receiptline.ts'

/** Every printing library in every printer language that it speaks. */
export const GENERATORS: readonly Generator[] = [
  ...RECEIPTLINES,
  ...RECEIPTIOS,
  ...NODE_THERMAL_PRINTERS,
  ...RECEIPT_PRINTER_ENCODERS,
  ...ESCPOS_BUFFERS,
  ...REACT_THERMAL_PRINTERS,
]
