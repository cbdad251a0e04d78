import { mkdtempSync, rmSync } from 'node:fs'
import { connect, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import iconv from 'iconv-lite'
import { describe, expect, test } from 'vitest'
import { feedFramingSchema } from '../../../../src/contract/screen/source-wires.ts'
import { createFeedReader } from '../../../../src/main/station/pos/sources/feed-reader.ts'
import { until } from './printers.ts'
import { farEnd, ptyPair } from './pty-pair.ts'
import { afterThis, started } from './started.ts'

const text = (value: string) => ({ as: 'text', value })
const hex = (value: string) => ({ as: 'hex', value })
const SALE = 'CORNER SHOP\r\nRECEIPT 12\r\nMUFFIN 3.00\r\nTOTAL 3.00\r\nGIFT CARD 3.00\r\n'

/** All papers of a feed that comes in pieces of this size. */
function read(framing: Readonly<Record<string, unknown>>, feed: string | Buffer, size: number) {
  const reader = createFeedReader(feedFramingSchema.parse(framing))
  const whole = Buffer.from(feed)
  const papers = []
  for (let at = 0; at < whole.length; at += size) {
    papers.push(...reader.push(whole.subarray(at, at + size)))
  }
  return [...papers, ...reader.end('idle')].map(({ rows }) => rows)
}

describe('text feed: framing', () => {
  const FRAMED = { start: text('** begin'), end: text('thank you'), extraLines: 1 }
  const FEED =
    'noise\r\n** BEGIN\r\nA 1.00\r\nThank You!\r\nCLERK 4\r\nnoise\r\n** begin\r\nB 2.00\r\n'

  test.each([1, 2, 3, 7, 4_096])('start, end and extra lines, in pieces of %i', (size) => {
    expect(read(FRAMED, FEED, size)).toEqual([
      ['** BEGIN', 'A 1.00', 'Thank You!', 'CLERK 4'],
      ['** begin', 'B 2.00'],
    ])
  })

  test.each([1, 2, 5, 4_096])('delimiter and ignored bytes in hex, in pieces of %i', (size) => {
    const framing = { delimiter: hex('1E'), ignore: [hex('1B 40'), text('<BEEP>')] }
    const feed = '\x1b@A<BEEP> 1.00\x1eGIFT\x1b@ CARD\x1e'
    expect(read(framing, feed, size)).toEqual([['A 1.00', 'GIFT CARD']])
  })

  test('case counts where it is set', () => {
    expect(read({ ...FRAMED, matchCase: true }, FEED, 64)).toEqual([['** begin', 'B 2.00']])
  })

  test('a start inside a paper ends that one, and text in other pages is decoded', () => {
    const feed = Buffer.from('TICKET\rCAF\xc9 2.00\rTICKET\rTH\xc9 1.00\r', 'latin1')
    expect(read({ start: text('ticket'), encoding: 'latin1' }, feed, 3)).toEqual([
      ['TICKET', 'CAFÉ 2.00'],
      ['TICKET', 'THÉ 1.00'],
    ])
  })

  test.each([
    ['utf-8', true],
    ['windows-1252', false],
    ['utf-16le', true],
    ['utf-16le', false],
    ['utf-16be', true],
    ['utf-16be', false],
  ])(
    '%s (byte order mark: %s), which no setting says: accents and marks are read',
    (encoding, addBOM) => {
      const feed =
        'TICKET 12\r\nCAFÉ 2,00 €\r\nCHÈQUE CADEAU 2,00\r\nÀ BIENTÔT\r\nbruit\r\nTICKET 13\r\n'
      const framing = { start: text('ticket'), end: text('à bientôt') }
      const bytes = iconv.encode(feed, encoding, { addBOM })
      for (const size of [1, 2, 3, 7, 4_096]) {
        expect(read(framing, bytes, size)).toEqual([
          ['TICKET 12', 'CAFÉ 2,00 €', 'CHÈQUE CADEAU 2,00', 'À BIENTÔT'],
          ['TICKET 13'],
        ])
      }
    },
  )

  test('zeros before a feed are no 16-bit text', () => {
    expect(read({}, '\0TOTAL 2.00\n\0GIFT CARD 2.00\n', 3)).toEqual([
      ['TOTAL 2.00', 'GIFT CARD 2.00'],
    ])
  })

  test('a feed without end: bounded', () => {
    const reader = createFeedReader(feedFramingSchema.parse({}))
    for (let round = 0; round < 300; round += 1) reader.push(Buffer.alloc(65_536, 0x41))
    const [paper] = reader.end('close')
    expect(paper?.isTooLong).toBe(true)
    expect(paper?.rows.length).toBeLessThanOrEqual(2_000)
  })
})

describe('text feed: over TCP', () => {
  const framing = { timeoutMs: 200 }

  test('listening: papers end by silence and by the end of the connection', async () => {
    const { source, sink, port } = await started({
      ...{ kind: 'text-feed-tcp', mode: 'listen', host: '127.0.0.1', port: 0, till: '4' },
      framing,
    })
    expect(await source.test()).toMatchObject({ outcome: 'waiting' })
    const till = connect(port, '127.0.0.1')
    till.write(SALE)
    await until(() => sink.papers.length === 1)
    expect(sink.papers[0]).toMatchObject({ receiptNumber: '12', tenders: [{ amountMinor: 300 }] })
    till.end(SALE.replace('12', '13'))
    await until(() => sink.papers.length === 2)
    expect(await source.test()).toMatchObject({ outcome: 'ok' })
  })

  test('from an address that is not allowed: let go, nothing read', async () => {
    const { sink, port } = await started({
      ...{ kind: 'text-feed-tcp', mode: 'listen', host: '127.0.0.1', port: 0, framing },
      allowFrom: ['192.0.2.7'],
    })
    const till = connect(port, '127.0.0.1')
    const closed = new Promise<void>((resolve) => till.once('close', () => resolve()))
    till.on('error', () => {})
    till.end(SALE)
    await closed
    expect(sink.papers).toEqual([])
  })

  test('connecting: unreachable is said; a feed that ends is fetched again', async () => {
    const peers: Socket[] = []
    const server = createServer((socket) => {
      peers.push(socket)
      socket.on('error', () => {})
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    afterThis(async () => {
      server.close()
      for (const peer of peers) peer.destroy()
    })
    const address = server.address()
    const port = typeof address === 'object' && address ? address.port : 0
    const { source, sink } = await started({
      ...{ kind: 'text-feed-tcp', mode: 'connect', host: '127.0.0.1', port, framing },
    })
    await until(() => peers.length === 1)
    peers[0]?.end(SALE)
    await until(() => sink.papers.length === 1)
    await until(() => source.health().problem === 'feed-unreachable')
    await until(() => peers.length === 2)
    await until(() => source.health().status === 'ok')
  })
})

test('text feed over a serial line: read like the others', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'countermark-feed-'))
  afterThis(async () => rmSync(folder, { recursive: true, force: true }))
  const cable = await ptyPair(folder, 'feed')
  const { source, sink } = await started({
    kind: 'text-feed-serial',
    line: { path: cable.one },
    framing: { end: text('GIFT CARD'), timeoutMs: 60_000 },
  })
  const till = await farEnd(cable.other)
  till.send(SALE)
  await until(() => sink.papers.length === 1)
  expect(sink.papers[0]?.tenders).toMatchObject([{ amountMinor: 300 }])
  await cable.unplug()
  await until(() => source.health().problem === 'serial-unplugged')
})
