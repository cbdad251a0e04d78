import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { describe, expect, test } from 'vitest'
import { currency } from '../../../../src/contract/money.ts'
import { bytes } from '../escpos-bytes.ts'
import { listener, MUTE, posSession, realClock, until } from './printers.ts'
import { printer, proxy, SALE } from './proxies.ts'
import { afterThis } from './started.ts'

/** A printer on a thread of its own, which counts bytes also while this thread is held up. */
const PRINTER = `
const { createServer } = require('node:net')
const { parentPort, workerData } = require('node:worker_threads')
const count = new Int32Array(workerData)
const server = createServer((socket) => {
  socket.on('data', (bytes) => {
    Atomics.add(count, 0, bytes.length)
    Atomics.notify(count, 0)
  })
  socket.on('error', () => {})
})
server.listen(0, '127.0.0.1', () => parentPort.postMessage(server.address().port))
`

async function printerThread() {
  const shared = new SharedArrayBuffer(4)
  const count = new Int32Array(shared)
  const worker = new Worker(PRINTER, { eval: true, workerData: shared })
  afterThis(() => worker.terminate())
  const [port]: number[] = await once(worker, 'message')
  /** Holds this thread until the printer has so many bytes. False when it never got them. */
  const hold = (wanted: number) => {
    for (let had = Atomics.load(count, 0); had < wanted; had = Atomics.load(count, 0)) {
      if (Atomics.wait(count, 0, had, 20_000) === 'timed-out') return false
    }
    return true
  }
  return { port: port ?? 0, hold, printed: () => Atomics.load(count, 0) }
}

describe('printing comes first', () => {
  test('a reader that holds the whole program until the paper is printed: it was printed before', async () => {
    const behind = await printerThread()
    const seen: boolean[] = []
    const { port, sink } = await proxy(behind.port, {
      // Asked for while a paper is read: nothing else of the program runs meanwhile.
      currency: () => {
        seen.push(behind.hold((seen.length + 1) * SALE.length))
        return currency('CAD')
      },
    })
    const pos = posSession(port)
    for (const papers of [1, 2, 3]) {
      pos.socket.write(SALE)
      await until(() => sink.papers.length === papers)
    }
    expect(seen).toEqual([true, true, true])
    pos.socket.destroy()
  })

  test('a listener that throws at every paper: every byte is printed, and each paper is tried', async () => {
    const behind = await printer(MUTE)
    let thrown = 0
    const { port, made } = await proxy(
      behind.port,
      {},
      listener(() => {
        thrown += 1
        throw new Error('planted')
      }),
    )
    const pos = posSession(port)
    const jobs = 50
    for (let job = 0; job < jobs; job += 1) pos.socket.write(SALE)
    await until(() => behind.received().length === jobs * SALE.length)
    expect(behind.received().equals(Buffer.concat(Array(jobs).fill(SALE)))).toBe(true)
    await until(() => thrown === jobs)
    expect(made.health()).toMatchObject({ problem: 'receipt-reading-failed' })
    pos.socket.destroy()
  })

  test('one paper that cannot be read: the next ones of the same connection are', async () => {
    const behind = await printer(MUTE)
    let papers = 0
    const { port, made, sink } = await proxy(
      behind.port,
      {
        // Asked for at each paper.
        currency: () => {
          papers += 1
          if (papers === 1) throw new Error('planted')
          return currency('CAD')
        },
      },
      listener(),
    )
    const pos = posSession(port)
    pos.socket.write(SALE)
    await until(() => made.health().problem === 'receipt-reading-failed')
    pos.socket.write(Buffer.concat([SALE, SALE]))
    await until(() => sink.papers.length === 2)
    expect(made.health()).toMatchObject({ status: 'ok' })
    await until(() => behind.received().equals(Buffer.concat([SALE, SALE, SALE])))
    pos.socket.destroy()
  })

  test('a reading that fails amid a paper: the connection is read on by a fresh one', async () => {
    const behind = await printer(MUTE)
    let isBroken = true
    const { port, made, sink } = await proxy(behind.port, {
      clock: {
        ...realClock,
        // Asked for at each piece that is read.
        monotonicMs: () => {
          if (isBroken) throw new Error('planted')
          return realClock.monotonicMs()
        },
      },
    })
    const pos = posSession(port)
    pos.socket.write(SALE)
    await until(() => made.health().problem === 'receipt-reading-failed')
    isBroken = false
    pos.socket.write(SALE)
    await until(() => sink.papers.length === 1)
    expect(sink.papers).toMatchObject([{ receiptNumber: '000482' }])
    await until(() => behind.received().equals(Buffer.concat([SALE, SALE])))
    pos.socket.destroy()
  })

  test('a paper that never ends is printed to the last byte, and what is kept of it is bounded', async () => {
    const behind = await printer(MUTE)
    const { port, sink } = await proxy(behind.port)
    const pos = posSession(port)
    const row = bytes('ONE MORE ROW OF A PAPER THAT HAS NO END\n')
    const rows = 20_000
    pos.socket.end(Buffer.concat(Array(rows).fill(row)))
    await until(() => behind.received().length === rows * row.length)
    expect(await pos.closed).toBeNull()
    expect(sink.papers.length).toBeGreaterThan(0)
    expect(Math.max(...sink.papers.map((paper) => paper.rows.length))).toBeLessThanOrEqual(2_000)
  })
})
