import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { type AddressInfo, createServer, type Server } from 'node:net'
import { inflateSync } from 'node:zlib'
import { afterEach, describe, expect, test } from 'vitest'
import { defaultProfile } from '../../../src/main/station/pos/receipts/profile.ts'
import { readPapers } from '../../../src/main/station/pos/receipts/read-papers.ts'
import { CARD, type CounterUnderTest } from '../../helpers/station/counter-under-test.ts'
import { outcome, select, selectPayment, setUpReady, undo } from '../../helpers/station/faults.ts'

let counter: CounterUnderTest
let printer: Server | undefined
afterEach(async () => {
  printer?.close()
  await counter.stop()
})

/** A printer that only listens. What it got is read as ESC/POS. */
async function openPrinter(widthMm: 58 | 80) {
  const received: Buffer[] = []
  printer = createServer((socket) => {
    socket.on('data', (bytes: Buffer) => received.push(bytes))
    socket.on('end', () => socket.end())
  })
  printer.listen(0, '127.0.0.1')
  await once(printer, 'listening')
  const { port } = printer.address() as AddressInfo
  await counter.call('set-receipt-printer', { printer: { host: '127.0.0.1', port, widthMm } })
  return {
    port,
    papers: () =>
      readPapers(Buffer.concat(received), defaultProfile()).map(({ rows }) => rows.join('\n')),
    rows: () => readPapers(Buffer.concat(received), defaultProfile()).flatMap(({ rows }) => rows),
  }
}

async function approvedReference(): Promise<string> {
  const { outcome: shown } = await outcome(counter, 'approved')
  return shown.kind === 'approved' ? shown.reference : 'none'
}

const print = (reference: string, as: 'paper' | 'pdf' = 'paper') =>
  counter.call('print-receipt', { reference, as })

/** The words of a PDF: our writer's own streams, one font encoding. */
function pdfText(file: string): string {
  const bytes = readFileSync(file)
  const text = bytes.toString('latin1')
  const streams = [...text.matchAll(/(?<!end)stream\n/g)].map(({ index }) => {
    const start = index + 'stream\n'.length
    return inflateSync(bytes.subarray(start, text.indexOf('endstream', start))).toString('latin1')
  })
  const hex = streams.join('').matchAll(/<([0-9a-f]+)>/g)
  return [...hex].map(([, digits = '']) => Buffer.from(digits, 'hex').toString('latin1')).join('')
}

describe.each([58, 80] as const)('a receipt on paper of %i mm', (widthMm) => {
  test('what was paid, what is left, and from the second on a copy with its number', async () => {
    counter = await setUpReady()
    const { papers, rows } = await openPrinter(widthMm)
    await select(counter)
    const reference = await approvedReference()
    expect(await print(reference)).toEqual({ ok: true, value: { copyNumber: 0, file: null } })
    expect(await print(reference)).toMatchObject({ value: { copyNumber: 1 } })
    expect(await print(reference)).toMatchObject({ value: { copyNumber: 2 } })
    await counter.untilTrue('three papers', () => papers().length === 3)
    const [first = '', second = '', third = ''] = papers()
    expect(first).toMatch(/Paid by gift card +CA\$24\.60\n/)
    expect(first).toMatch(/Left on the card +CA\$15\.40\n/)
    expect(first).not.toContain('COPY')
    expect(second).toContain('*** COPY 1 ***')
    expect(third).toContain('*** COPY 2 ***')
    const columns = widthMm === 58 ? 32 : 48
    expect(Math.max(...rows().map((row) => row.length))).toBeLessThanOrEqual(columns)
  })
})

test('less on the card than asked: the receipt says what to pay otherwise', async () => {
  counter = await setUpReady()
  const { papers } = await openPrinter(80)
  await select(counter)
  await approvedReference()
  await counter.call('next-customer')
  await outcome(counter, 'idle')
  counter.scan(CARD)
  counter.print({})
  await counter.until('the card again', ({ card }) => card?.status === 'known')
  await counter.until('a payment', ({ waiting }) => waiting.length === 1)
  await selectPayment(counter, counter.state().waiting[0]?.paymentId, 'allow')
  expect(await print(await approvedReference())).toMatchObject({ ok: true })
  await counter.untilTrue('a paper', () => papers().length === 1)
  expect(papers()[0]).toMatch(/Paid by gift card +CA\$15\.40\nTo pay otherwise +CA\$9\.20\n/)
})

test('undone: the receipt says so first', async () => {
  counter = await setUpReady()
  const { papers } = await openPrinter(80)
  await select(counter)
  const reference = await approvedReference()
  await undo(counter)
  await outcome(counter, 'voided')
  await print(reference)
  await counter.untilTrue('a paper', () => papers().length === 1)
  expect(papers()[0]).toContain('UNDONE: the value is on the card')
})

test('a printer that is off: said, and the next print is still the first', async () => {
  counter = await setUpReady()
  const { port } = await openPrinter(80)
  printer?.close()
  await select(counter)
  const reference = await approvedReference()
  expect(await print(reference)).toMatchObject({
    error: { code: 'UNAVAILABLE', message: expect.stringContaining('Switch it on') },
  })
  const { papers, port: other } = await openPrinter(80)
  expect(other).not.toBe(port)
  expect(await print(reference)).toMatchObject({ value: { copyNumber: 0 } })
  await counter.untilTrue('a paper', () => papers().length === 1)
  expect(papers()[0]).not.toContain('COPY')
})

test('no printer: said, and a PDF all the same, in the language of the counter', async () => {
  counter = await setUpReady()
  await counter.call('set-language', { language: 'fr' })
  await select(counter)
  const reference = await approvedReference()
  expect(await print(reference)).toMatchObject({ error: { code: 'STATE_CONFLICT' } })
  const reply = await print(reference, 'pdf')
  expect(reply).toMatchObject({ ok: true, value: { copyNumber: 0 } })
  const { file } = (reply as { value: { file: string } }).value
  expect(file.startsWith(counter.directory)).toBe(true)
  const text = pdfText(file)
  expect(text).toContain('Payé par carte cadeau')
  expect(text).toContain('15,40')
  expect(text).toContain(reference)
  const copy = (await print(reference, 'pdf')) as { value: { file: string } }
  expect(pdfText(copy.value.file)).toContain('COPIE 1')
  expect(await print('no such reference', 'pdf')).toMatchObject({ error: { code: 'NOT_FOUND' } })
})

test('a Z report on paper, and copies are counted in it', async () => {
  counter = await setUpReady()
  const { papers } = await openPrinter(58)
  await select(counter)
  const reference = await approvedReference()
  await print(reference)
  await print(reference)
  expect(await counter.call('close-shift')).toMatchObject({ value: { copyCount: 1 } })
  expect(await counter.call('print-report', { zNumber: 1 })).toMatchObject({ ok: true })
  await counter.untilTrue('three papers', () => papers().length === 3)
  expect(papers()[2]).toMatch(/Z report no\. 1\n/)
  expect(papers()[2]).toMatch(/Redeemed \(1\) +CA\$24\.60\n/)
  expect(papers()[2]).toMatch(/Receipts printed again +1\n/)
})
