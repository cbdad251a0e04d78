import { describe, expect, test } from 'vitest'
import { bytes, DLE, ESC, GS } from '../escpos-bytes.ts'
import { MUTE, posSession, until } from './printers.ts'
import { printer, proxy, SALE } from './proxies.ts'

describe('printer proxy: connections and papers', () => {
  test('many tills at once keep their receipts apart', async () => {
    const behind = await printer(MUTE)
    const { port, sink } = await proxy(behind.port)
    const tills = Array.from({ length: 12 }, (_, index) => index + 1)
    const jobs = tills.map((till) => bytes(`TILL ${till}  RECEIPT 7\nTOTAL 9.00\nGIFT CARD 9.00\n`))
    const sessions = jobs.map(() => posSession(port))
    for (let at = 0; at < 60; at += 1) {
      sessions.forEach(({ socket }, index) => {
        const byte = jobs[index]?.subarray(at, at + 1)
        if (byte && byte.length > 0) socket.write(byte)
      })
      await new Promise((resolve) => setImmediate(resolve))
    }
    for (const { socket } of sessions) socket.end()
    await Promise.all(sessions.map(({ closed }) => closed))
    expect(sink.papers.map(({ till, kind }) => [till, kind]).toSorted()).toEqual(
      tills.map((till) => [String(till), 'sale']).toSorted(),
    )
  })

  test('a connection that is held all day: papers end at the cut, or by silence', async () => {
    const { port, sink } = await proxy(null, { idleMs: 40 })
    const pos = posSession(port)
    pos.socket.write(SALE)
    await until(() => sink.papers.length === 1)
    pos.socket.write(bytes('RECEIPT 000483\nTOTAL  9.00\nGIFT CARD  9.00\n'))
    await until(() => sink.papers.length === 2)
    expect(sink.papers[1]).toMatchObject({ receiptNumber: '000483', kind: 'sale' })
    expect(pos.socket.destroyed).toBe(false)
    pos.socket.end()
    await pos.closed
  })

  test('a retry of the same receipt over another connection is a copy', async () => {
    const { port, sink } = await proxy(null)
    for (const _ of [1, 2]) {
      const pos = posSession(port)
      pos.socket.end(SALE)
      await pos.closed
    }
    expect(sink.papers.map(({ kind }) => kind)).toEqual(['sale', 'copy'])
  })

  test('without a currency, printed or set, there is no amount to offer', async () => {
    const { port, sink } = await proxy(null, { currency: () => null })
    const pos = posSession(port)
    pos.socket.end(SALE)
    await pos.closed
    expect(sink.papers).toMatchObject([{ tenders: [] }])
  })

  test('stopping waits for a job that is printing, then closes the port', async () => {
    const behind = await printer(MUTE)
    const { port, made, sink } = await proxy(behind.port)
    const pos = posSession(port)
    pos.socket.write(SALE.subarray(0, 40))
    await until(() => behind.received().length === 40)
    const stopped = made.stop()
    pos.socket.end(SALE.subarray(40))
    await stopped
    expect(behind.received()).toEqual(Buffer.from(SALE))
    expect(sink.papers).toHaveLength(1)
    expect(await posSession(port).closed).toBe('ECONNREFUSED')
  })
})

describe('printer proxy: in the place of a printer', () => {
  test.each([
    ['DLE EOT 1', [DLE, 4, 1], [0x16]],
    ['DLE EOT 2 to 4', [DLE, 4, 2, DLE, 4, 3, DLE, 4, 4], [0x12, 0x12, 0x12]],
    ['automatic status on', [GS, 0x61, 0xff], [0x14, 0, 0, 0x0f]],
    ['automatic status off', [GS, 0x61, 0], []],
    ['GS r', [GS, 0x72, 1, GS, 0x72, 50], [0, 0]],
    ['ESC v', [ESC, 0x76], [0]],
    ['GS I 2', [GS, 0x49, 2], [0x02]],
    ['GS I 66', [GS, 0x49, 66], [0x5f, ...Buffer.from('COUNTERMARK'), 0]],
    ['process id', [GS, 0x28, 0x48, 6, 0, 48, 48, 65, 66, 67, 68], [0x37, 0x22, 65, 66, 67, 68, 0]],
    ['a question inside raster data', [GS, 0x76, 0x30, 0, 1, 0, 4, 0, DLE, 4, 2, 0], [0x12]],
    ['text', [...Buffer.from('hello\n')], []],
  ])('%s', async (_, question, answer) => {
    const { port } = await proxy(null)
    const pos = posSession(port)
    pos.socket.end(Uint8Array.from(question))
    expect(await pos.closed).toBeNull()
    expect([...pos.received()]).toEqual(answer)
  })
})
