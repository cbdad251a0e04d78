import { createHash, randomBytes } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { currency } from '../../../../src/contract/money.ts'
import type { Clock } from '../../../../src/main/station/ports.ts'
import { PRINTER_RETRY_MS } from '../../../../src/main/station/pos/sources/limits.ts'
import { printerProxy } from '../../../../src/main/station/pos/sources/printer-proxy.ts'
import { bytes, DLE } from '../escpos-bytes.ts'
import { ANSWERING, fakePrinter, listener, MUTE, posSession, realClock, until } from './printers.ts'
import { printer, proxy, proxyConfig, SALE } from './proxies.ts'
import { surroundings } from './surroundings.ts'

describe('printer proxy: relaying', () => {
  test('a job reaches the printer unchanged, its answers reach the POS, its payment the core', async () => {
    const behind = await printer(ANSWERING)
    const { port, sink, made } = await proxy(behind.port)
    const pos = posSession(port)
    pos.socket.end(bytes([DLE, 4, 1], [...SALE]))
    expect(await pos.closed).toBeNull()
    expect(behind.received()).toEqual(Buffer.from(bytes([DLE, 4, 1], [...SALE])))
    expect(pos.received()).toEqual(Buffer.from([0x12]))
    expect(sink.papers).toMatchObject([
      {
        source: 'printer',
        kind: 'sale',
        till: '1',
        receiptNumber: '000482',
        tenders: [{ label: 'GIFT CARD', amountMinor: 2500, currency: 'CAD', row: 2 }],
      },
    ])
    expect(made.health()).toMatchObject({ status: 'ok', problem: null })
    expect(made.health().lastSeenAtMs).toBeGreaterThan(0)
  })

  test('megabytes both ways, with readers that stop and go', async () => {
    const back = randomBytes(3_000_000)
    const out = randomBytes(5_000_000)
    let answered = false
    const behind = await printer((_, socket) => {
      if (!answered) socket.write(back)
      answered = true
      socket.pause()
      setTimeout(() => socket.resume(), 1)
    })
    const { port } = await proxy(behind.port)
    const pos = posSession(port)
    pos.socket.end(out)
    expect(await pos.closed).toBeNull()
    expect(digest(behind.received())).toBe(digest(out))
    expect(digest(pos.received())).toBe(digest(back))
  })

  test('late words of the printer arrive after the POS ended its side', async () => {
    const behind = await printer((_, socket) => {
      socket.removeAllListeners('end')
      socket.once('end', () => socket.end('printed'))
    })
    const { port } = await proxy(behind.port)
    const pos = posSession(port)
    pos.socket.end(SALE)
    expect(await pos.closed).toBeNull()
    expect(pos.received().toString()).toBe('printed')
  })

  test('a POS that is gone after its last byte: the whole job is printed', async () => {
    // More than one reading of a socket takes, less than the system holds on its way.
    const job = Buffer.alloc(300_000, 'x')
    const behind = await printer((_, socket) => socket.pause())
    const { port } = await proxy(behind.port)
    const pos = posSession(port)
    pos.socket.end(job, () => pos.socket.destroy())
    await pos.closed
    await until(() => behind.connections().length === 1 && behind.received().length > 0)
    const [socket] = behind.connections()
    await steady(() => behind.received().length)
    // Words to a POS that is gone come back as a reset; it must not reach the printer.
    for (let words = 0; words < 3; words += 1) {
      socket?.write('status')
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
    socket?.removeAllListeners('data')
    let rest = behind.received().length
    socket?.on('data', (bytes) => {
      rest += bytes.length
    })
    socket?.resume()
    await until(() => socket?.readableEnded === true || socket?.destroyed === true)
    expect(rest).toBe(job.length)
  })

  test('a printer that takes nothing more holds the POS up, and nothing is heaped in between', async () => {
    const piece = Buffer.alloc(100_000, 0)
    const pieces = 400
    const behind = await printer((_, socket) => socket.pause())
    const { port } = await proxy(behind.port)
    const pos = posSession(port)
    pos.socket.write('x')
    await until(() => behind.received().length === 1)
    let taken = 0
    const feed = () => {
      if (taken < pieces) pos.socket.write(piece, next)
    }
    const next = (error?: Error | null) => {
      if (error) return
      taken += 1
      feed()
    }
    feed()
    await steady(() => taken)
    expect(taken).toBeLessThan(pieces)
    const [socket] = behind.connections()
    socket?.removeAllListeners('data')
    let rest = 1
    socket?.on('data', (bytes) => {
      rest += bytes.length
    })
    socket?.resume()
    await until(() => rest === 1 + pieces * piece.length)
    pos.socket.end()
    expect(await pos.closed).toBeNull()
  })

  test('a printer that ended the idle connection: a POS that prints on gets an error, not silence', async () => {
    const behind = await printer((_, socket) => {
      setTimeout(() => socket.end(() => socket.destroy()), 50)
    })
    const { port } = await proxy(behind.port)
    const pos = posSession(port)
    const isOver = new Promise((resolve) => pos.socket.once('end', resolve))
    pos.socket.write(SALE)
    await Promise.race([isOver, pos.closed])
    const again = setInterval(() => pos.socket.write(SALE), 20)
    const tooLate = new Promise((resolve) => setTimeout(resolve, 5_000, 'silence'))
    const outcome = await Promise.race([pos.closed, tooLate])
    clearInterval(again)
    pos.socket.destroy()
    expect(outcome).toMatch(/ECONNRESET|EPIPE/)
  })

  test('a printer that dies in mid-job: the POS gets an error, not a friendly end', async () => {
    const behind = await printer((_, socket) => socket.resetAndDestroy())
    const { port } = await proxy(behind.port)
    const pos = posSession(port)
    pos.socket.write(SALE)
    expect(await pos.closed).toBe('ECONNRESET')
  })
})

describe('printer proxy: the printer is away', () => {
  test('the POS is refused, nothing is read, and the station knows', async () => {
    const { port: deadPort, close } = await fakePrinter(MUTE)
    await close()
    const { port, sink, made } = await proxy(deadPort)
    const pos = posSession(port)
    pos.socket.write(SALE)
    expect(await pos.closed).toMatch(/ECONNRESET|EPIPE/)
    expect(sink.papers).toEqual([])
    expect(made.health()).toMatchObject({
      status: 'attention',
      problem: 'printer-unreachable',
      detail: `127.0.0.1:${deadPort}`,
    })

    const behind = await printer(ANSWERING, deadPort)
    const again = posSession(port)
    again.socket.end(SALE)
    expect(await again.closed).toBeNull()
    expect(behind.received()).toEqual(Buffer.from(SALE))
    expect(made.health().status).toBe('ok')
    expect(sink.papers).toHaveLength(1)
  })

  test('the sign goes off by itself when the printer is back', async () => {
    const { port: deadPort, close } = await fakePrinter(MUTE)
    await close()
    const planned: { delayMs: number; callback: () => void }[] = []
    const clock: Clock = {
      ...realClock,
      after: (delayMs, callback) => {
        planned.push({ delayMs, callback })
        return () => {}
      },
    }
    const { port, made } = await proxy(deadPort, { clock })
    await posSession(port).closed
    await until(() => made.health().problem === 'printer-unreachable')
    const behind = await printer(MUTE, deadPort)
    planned.find(({ delayMs }) => delayMs === PRINTER_RETRY_MS)?.callback()
    await until(() => made.health().status === 'ok')
    expect(behind.received()).toHaveLength(0)
  })

  test('a port that is taken is said plainly', async () => {
    const behind = await printer(MUTE)
    const made = printerProxy(proxyConfig(null, behind.port), surroundings())
    await expect(made.start(listener())).rejects.toThrow(`127.0.0.1:${behind.port}`)
    expect(made.health().status).toBe('off')
  })
})

describe('printer proxy: reading never harms printing', () => {
  test('a reading that fails is counted; this job and the next are printed', async () => {
    let failures = 2
    const behind = await printer(ANSWERING)
    const { port, sink, made } = await proxy(behind.port, {
      currency: () => {
        failures -= 1
        if (failures >= 0) throw new Error('planted')
        return currency('CAD')
      },
    })
    for (const expected of [1, 2, 3]) {
      const pos = posSession(port)
      pos.socket.end(bytes([...SALE], [DLE, 4, 1]))
      expect(await pos.closed).toBeNull()
      expect(pos.received()).toEqual(Buffer.from([0x12]))
      expect(behind.received()).toHaveLength(expected * (SALE.length + 3))
      const problem = expected < 3 ? 'receipt-reading-failed' : null
      expect(made.health().problem).toBe(problem)
    }
    expect(failures).toBe(-1)
    expect(sink.papers).toHaveLength(1)
  })

  test('a core that throws at a paper does not stop the printing', async () => {
    const behind = await printer(MUTE)
    const sink = listener(() => {
      throw new Error('planted')
    })
    const { port } = await proxy(behind.port, {}, sink)
    const pos = posSession(port)
    pos.socket.write(SALE)
    await until(() => sink.papers.length === 1)
    pos.socket.end('and the rest')
    expect(await pos.closed).toBeNull()
    expect(behind.received()).toEqual(Buffer.concat([SALE, Buffer.from('and the rest')]))
  })

  test('garbage on the port, then a receipt', async () => {
    const { port, sink } = await proxy(null)
    const garbage = posSession(port)
    garbage.socket.end(randomBytes(300_000))
    await garbage.closed
    const before = sink.papers.length
    const pos = posSession(port)
    pos.socket.end(SALE)
    await pos.closed
    expect(sink.papers.slice(before)).toMatchObject([{ tenders: [{ amountMinor: 2500 }] }])
  })
})

/** Resolves when the figure has stopped changing. */
async function steady(figure: () => number): Promise<void> {
  let before = -1
  while (figure() !== before) {
    before = figure()
    await new Promise((resolve) => setTimeout(resolve, 400))
  }
}

function digest(data: Uint8Array): string {
  return createHash('sha256').update(data).digest('hex')
}
