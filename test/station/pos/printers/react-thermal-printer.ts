import { createElement, type ReactElement, type ReactNode } from 'react'
import {
  Br,
  Cashdraw,
  type CharacterSet,
  Cut,
  Printer,
  QRCode,
  Row,
  Line as Rule,
  render,
  Text,
} from 'react-thermal-printer'
import type { Generator } from './generator.ts'
import type { Line, PrintedReceipt } from './receipt-lines.ts'

/** Without JSX in this folder, and the library's components are typed for JSX alone. */
const make = createElement as unknown as (
  component: object,
  properties: object,
  ...children: readonly ReactNode[]
) => ReactElement<never>

/** react-thermal-printer, in three code pages. */
export const REACT_THERMAL_PRINTERS: readonly Generator[] = (
  ['pc858_euro', 'wpc1252', 'pc850_multilingual'] as const
).map((characterSet) => ({
  name: `react-thermal-printer in ${characterSet}`,
  dialect: 'escpos',
  settings: {},
  print: (receipt) => print(receipt, characterSet),
}))

function print(receipt: PrintedReceipt, characterSet: CharacterSet): Promise<Uint8Array> {
  const { columns: width } = receipt
  const lines = receipt.lines.map((line, key) => element(line, key))
  return render(
    make(Printer, { type: 'epson', width, characterSet }, ...lines, make(Cut, { key: 'cut' })),
  )
}

function element(line: Line, key: number): ReactElement {
  switch (line.kind) {
    case 'text': {
      const { align, isBold: bold, isWide } = line.style
      const size = { width: isWide ? 2 : 1, height: 1 } as const
      return make(Text, { key, align, bold, size }, line.text)
    }
    case 'sides': {
      const { isBold: bold } = line
      const [left, right] = [line.left, line.right].map((side) => make(Text, { bold }, side))
      return make(Row, { key, left, right })
    }
    case 'rule':
      return make(Rule, { key })
    case 'drawer':
      return make(Cashdraw, { key })
    case 'feed':
      return make(Br, { key })
    case 'qr':
      return make(QRCode, { key, content: line.data })
  }
}
