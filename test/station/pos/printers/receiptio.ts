import { print } from 'receiptio'
import type { Generator } from './generator.ts'
import { asDocument } from './receiptline.ts'

const ESCPOS = ['epson', 'sii', 'citizen', 'fit', 'impactb', 'generic'] as const

/** receiptio, as the file that it writes for a printer; how it talks to one is tested beside the proxy. */
export const RECEIPTIOS: readonly Generator[] = ESCPOS.map((language) => ({
  name: `receiptio as ${language}`,
  dialect: 'escpos',
  settings: {},
  print: async (receipt) => {
    const printed = await print(asDocument(receipt), `-p ${language} -c ${receipt.columns} -l en`)
    return Buffer.from(printed, 'latin1')
  },
}))
