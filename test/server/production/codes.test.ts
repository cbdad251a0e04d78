import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import bwip from 'bwip-js/node'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader'
import { cardByNumber, readCardLink } from '../../../server/cards/index.ts'
import { cardNumber } from '../../../src/contract/card-number.ts'
import { readCard } from '../../../src/main/station/cards/index.ts'
import { openServer, type TestServer } from '../house/open-server.ts'
import { addProgram, openPrintingHouse, type PrintedLine, printBatch } from './house.ts'

const SAMPLE = process.env['COUNTERMARK_TEST_SCALE'] === 'full' ? 500 : 40

let server: TestServer
let lines: readonly PrintedLine[] = []
let plain: readonly PrintedLine[] = []
beforeAll(async () => {
  const wasm = createRequire(import.meta.url).resolve('zxing-wasm/reader/zxing_reader.wasm')
  prepareZXingModule({ overrides: { wasmBinary: readFileSync(wasm).buffer as ArrayBuffer } })
  server = await openServer(['--public-url', 'https://cards.oldtown.example'])
  const programId = await addProgram(server)
  const house = await openPrintingHouse(server, { withLrc: true })
  const dated = { programId, count: SAMPLE, printedExpiry: '2030-12' }
  lines = (await printBatch(server, house, dated)).lines
  const other = await openPrintingHouse(server, { name: 'Plain Prints' })
  plain = (await printBatch(server, other, { programId, count: 5, name: 'Undated' })).lines
})
afterAll(() => server.close())

async function scanned(format: 'code128' | 'qrcode', text: string): Promise<string[]> {
  const options = { bcid: format, text, scale: 2, paddingwidth: 10, paddingheight: 10 }
  const image = await bwip.toBuffer({ ...options, height: 10, backgroundcolor: 'FFFFFF' })
  const formats = format === 'code128' ? (['Code128'] as const) : (['QRCode'] as const)
  const found = await readBarcodes(new Uint8Array(image), { formats: [...formats] })
  return found.map((each) => each.text)
}

test('every line: both codes are read again, and lead to the card that the number is of', async () => {
  expect(lines).toHaveLength(SAMPLE)
  let codes = 0
  for (const line of lines) {
    const { number = '', code128 = '', qr = '' } = line
    expect(await scanned('code128', code128)).toEqual([number])
    const [link = ''] = await scanned('qrcode', qr)
    const card = await cardByNumber(
      server.context.database,
      server.context.keys,
      cardNumber(number),
    )
    expect(readCardLink(server.context.keys, link)).toBe(card?.cardId)
    expect(card).toMatchObject({ state: 'planned', batch: 'Spring 2027' })
    codes += 2
  }
  expect(codes).toBe(SAMPLE * 2)
}, 300_000)

test('every line: the station reads the track, the code and the link as this card', () => {
  const rules = { prefixes: ['997001'], serverUrl: 'https://cards.oldtown.example' }
  for (const { number, track2 = '', code128 = '', qr = '' } of [...lines, ...plain]) {
    expect(readCard(track2, rules)).toMatchObject({ kind: 'card', number, from: 'track2' })
    expect(readCard(code128, rules)).toMatchObject({ kind: 'card', number, from: 'digits' })
    expect(readCard(qr, rules)).toEqual({ kind: 'link', link: qr })
  }
})

test('track 2: as ISO 7813 has it, with the check character where the encoder wants it', () => {
  for (const { number, track2 = '', expiry } of lines) {
    expect(track2.slice(0, -1)).toBe(`;${number}=3012=?`)
    // All characters of a track with its check character cancel out.
    const bits = [...track2].reduce((sum, character) => sum ^ (character.charCodeAt(0) & 15), 0)
    expect(bits).toBe(0)
    expect(expiry).toBe('12/30')
    expect(track2.length).toBeLessThanOrEqual(40)
  }
  for (const { number, track2, expiry } of plain) {
    expect(track2).toBe(`;${number}===?`)
    expect(expiry).toBe('')
  }
})
