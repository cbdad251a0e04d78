import { afterEach, describe, expect, test } from 'vitest'
import { sourceConfigSchema } from '../../../../src/contract/screen/sources.ts'
import { lpdQueue } from '../../../../src/main/station/pos/sources/printer-lpd.ts'
import { type Listener, listener, MUTE, type PosSession, posSession, until } from './printers.ts'
import { printer, SALE } from './proxies.ts'
import { surroundings } from './surroundings.ts'

const closing: (() => Promise<unknown>)[] = []

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

async function queue(
  forwardTo: { host: string; port: number; queue: string | null } | null,
  sink: Listener = listener(),
) {
  const common = { id: 'queue', name: 'Queue', kind: 'printer-lpd', host: '127.0.0.1', port: 0 }
  const config = sourceConfigSchema.parse({ ...common, forwardTo })
  if (config.kind !== 'printer-lpd') throw new Error('not a queue')
  const made = lpdQueue(config, surroundings())
  await made.start(sink)
  closing.push(made.stop)
  const port = made.details?.().listening?.port ?? 0
  return { made, sink, port }
}

const CONTROL = 'Htill-2\nPclerk\nJReceipt 42\nldfA907vm\nUdfA907vm\nNReceipt 42\n'

/** Says one step and waits for its answer, as CUPS does. */
async function say(pos: PosSession, bytes: Uint8Array | string, answers: number) {
  pos.socket.write(bytes)
  await until(() => pos.received().length >= answers)
}

/** A job as CUPS' own backend sends it: control file first, each step answered. */
async function printAsCups(pos: PosSession, data: Uint8Array, before = 0) {
  await say(pos, '\x02raw\n', before + 1)
  await say(pos, `\x02${CONTROL.length} cfA907vm\n`, before + 2)
  await say(pos, `${CONTROL}\0`, before + 3)
  await say(pos, `\x03${data.length} dfA907vm\n`, before + 4)
  await say(pos, Buffer.concat([data, Uint8Array.of(0)]), before + 5)
}

/** A job as Windows' Standard TCP/IP port sends it when it does not count: its end is the connection's. */
async function printUncounted(pos: PosSession, data: Uint8Array) {
  await say(pos, '\x02lp\n', 1)
  await say(pos, `\x02${CONTROL.length} cfA907vm\n`, 2)
  await say(pos, `${CONTROL}\0`, 3)
  await say(pos, '\x03125899906843000 dfA907vm\n', 4)
  pos.socket.end(data)
}

describe('print queue: without a printer', () => {
  test('a job as CUPS sends it: every step answered, its paper read, its host the till', async () => {
    const { port, sink, made } = await queue(null)
    const pos = posSession(port)
    await printAsCups(pos, Buffer.from('RECEIPT 7\nTOTAL 12.00\nGIFT CARD 12.00\n'))
    expect(pos.received()).toEqual(Buffer.alloc(5))
    await sink.until(() => sink.papers.length === 1)
    expect(sink.papers[0]).toMatchObject({
      source: 'queue',
      till: 'till-2',
      tenders: [{ amountMinor: 1_200 }],
    })
    pos.socket.end()
    expect(await pos.closed).toBeNull()
    expect(await made.test()).toMatchObject({ outcome: 'ok' })
  })

  test('a till that the paper names is not overwritten by the host', async () => {
    const { port, sink } = await queue(null)
    await printAsCups(posSession(port), SALE)
    await sink.until(() => sink.papers.length === 1)
    expect(sink.papers[0]).toMatchObject({ till: '1', receiptNumber: '000482' })
  })

  test('data before the control file, without waiting for answers', async () => {
    const { port, sink } = await queue(null)
    const pos = posSession(port)
    const text = Buffer.from('RECEIPT 8\nTOTAL 3.00\nGIFT CARD 3.00\n')
    pos.socket.end(
      Buffer.concat([
        Buffer.from(`\x02lp\n\x03${text.length} dfA001x\n`),
        text,
        Buffer.from(`\0\x02${CONTROL.length} cfA001x\n${CONTROL}\0`),
      ]),
    )
    expect(await pos.closed).toBeNull()
    expect(pos.received()).toEqual(Buffer.alloc(5))
    expect(sink.papers).toMatchObject([{ till: 'till-2', tenders: [{ amountMinor: 300 }] }])
  })

  test('size 0: the data lasts until the connection ends', async () => {
    const { port, sink } = await queue(null)
    const pos = posSession(port)
    await say(pos, '\x02lp\n\x030 dfA001x\n', 2)
    pos.socket.end(SALE)
    expect(await pos.closed).toBeNull()
    expect(sink.papers).toMatchObject([{ receiptNumber: '000482' }])
  })

  test('a size that no job has, as Windows announces one that it did not count: the same', async () => {
    const { port, sink } = await queue(null)
    const pos = posSession(port)
    await printUncounted(pos, SALE)
    expect(await pos.closed).toBeNull()
    expect(pos.received()).toEqual(Buffer.alloc(4))
    expect(sink.papers).toMatchObject([{ till: '1', receiptNumber: '000482' }])
  })

  test('several jobs over one connection: one paper each', async () => {
    const { port, sink } = await queue(null)
    const pos = posSession(port)
    for (const job of [0, 1, 2]) {
      const text = `RECEIPT 00${job}\nTOTAL 5.0${job}\nGIFT CARD 5.0${job}\n`
      await printAsCups(pos, Buffer.from(text), job * 5)
    }
    await sink.until(() => sink.papers.length === 3)
    const amounts = sink.papers.map(({ tenders }) => tenders[0]?.amountMinor)
    expect(amounts).toEqual([500, 501, 502])
  })

  test('a job that is taken back: answered, and no paper', async () => {
    const { port, sink } = await queue(null)
    const pos = posSession(port)
    const text = Buffer.from('RECEIPT 9\nGIFT CARD 9.00\n')
    await say(pos, `\x02lp\n\x03${text.length} dfA\n${text}\0\x01\n`, 4)
    await printAsCups(pos, SALE, 4)
    await sink.until(() => sink.papers.length === 1)
    expect(sink.papers).toMatchObject([{ receiptNumber: '000482' }])
  })

  test('cut anywhere, and byte by byte: the same paper', async () => {
    const whole = Buffer.concat([
      Buffer.from(`\x02lp\n\x02${CONTROL.length} cfA\n${CONTROL}\0\x03${SALE.length} dfA\n`),
      SALE,
      Buffer.from('\0'),
    ])
    const { port, sink } = await queue(null)
    for (const size of [1, 7, 64, 4_096]) {
      const pos = posSession(port)
      for (let at = 0; at < whole.length; at += size)
        pos.socket.write(whole.subarray(at, at + size))
      pos.socket.end()
      expect(await pos.closed).toBeNull()
      expect(pos.received()).toEqual(Buffer.alloc(5))
    }
    expect(sink.papers).toHaveLength(4)
    expect(new Set(sink.papers.map(({ rows }) => rows.join('|'))).size).toBe(1)
  })

  test('questions about the queue and nonsense: answered and closed', async () => {
    const { port } = await queue(null)
    const asked = posSession(port)
    asked.socket.once('end', () => asked.socket.end())
    asked.socket.write('\x04lp\n')
    expect(await asked.closed).toBeNull()
    expect(asked.received().toString()).toMatch(/ready/)
    const wrong = posSession(port)
    wrong.socket.once('end', () => wrong.socket.end())
    wrong.socket.write('GET / HTTP/1.1\r\n\r\n')
    expect(await wrong.closed).toBeNull()
    expect(wrong.received()).toEqual(Buffer.from([1]))
  })
})

describe('print queue: before a printer', () => {
  test('a raw printer gets the data and nothing else; answers come after it took them', async () => {
    const behind = await printer(MUTE)
    const { port, sink } = await queue({ host: '127.0.0.1', port: behind.port, queue: null })
    const pos = posSession(port)
    await printAsCups(pos, SALE)
    pos.socket.end()
    expect(await pos.closed).toBeNull()
    await until(() => behind.received().length === SALE.length)
    expect(behind.received()).toEqual(Buffer.from(SALE))
    expect(sink.papers).toHaveLength(1)
  })

  test.each([
    ['a raw printer', null],
    ['another queue', 'kitchen'],
  ])('a job that Windows did not count: %s gets it all, and its paper is read', async (_, name) => {
    const behind = await printer((__, socket) => {
      if (name !== null) socket.write(Uint8Array.of(0))
    })
    const { port, sink } = await queue({ host: '127.0.0.1', port: behind.port, queue: name })
    const pos = posSession(port)
    await printUncounted(pos, SALE)
    expect(await pos.closed).toBeNull()
    await until(() => behind.received().includes(Buffer.from(SALE)))
    expect(sink.papers).toMatchObject([{ receiptNumber: '000482' }])
  })

  test('another queue gets the protocol under its own name, and its answers are passed on', async () => {
    const { port: next, sink: behind } = await queue(null)
    const { port, sink } = await queue({ host: '127.0.0.1', port: next, queue: 'kitchen' })
    const pos = posSession(port)
    await printAsCups(pos, SALE)
    pos.socket.end()
    expect(await pos.closed).toBeNull()
    expect(pos.received()).toEqual(Buffer.alloc(5))
    expect(sink.papers).toHaveLength(1)
    expect(behind.papers).toHaveLength(1)
  })

  test('the bytes to another queue: unchanged but for its name', async () => {
    const behind = await printer((_, socket) => socket.write(Uint8Array.of(0)))
    const { port } = await queue({ host: '127.0.0.1', port: behind.port, queue: 'bar' })
    const pos = posSession(port)
    await printAsCups(pos, SALE)
    const sent = `\x02${CONTROL.length} cfA907vm\n${CONTROL}\0\x03${SALE.length} dfA907vm\n`
    expect(behind.received()).toEqual(
      Buffer.concat([Buffer.from(`\x02bar\n${sent}`), SALE, Uint8Array.of(0)]),
    )
    pos.socket.destroy()
  })

  test('the printer is away: the client is refused and keeps its job', async () => {
    const gone = await printer(MUTE)
    await gone.close()
    const { port, sink, made } = await queue({ host: '127.0.0.1', port: gone.port, queue: null })
    const pos = posSession(port)
    pos.socket.write('\x02lp\n')
    expect(await pos.closed).toMatch(/ECONNRESET|EPIPE/)
    expect(made.health()).toMatchObject({ problem: 'printer-unreachable' })
    expect(await made.test()).toMatchObject({ outcome: 'problem', problem: 'printer-unreachable' })
    expect(sink.papers).toEqual([])
  })

  test('a client that breaks off inside the data: the printer gets no friendly end', async () => {
    const behind = await printer(MUTE)
    const { port } = await queue({ host: '127.0.0.1', port: behind.port, queue: null })
    const pos = posSession(port)
    await say(pos, '\x02lp\n\x03100 dfA\nhalf a receipt', 2)
    await until(() => behind.received().length > 0)
    const [socket] = behind.connections()
    const broken = new Promise<string>((resolve) =>
      socket?.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? '')),
    )
    pos.socket.resetAndDestroy()
    expect(await broken).toBe('ECONNRESET')
  })
})
