import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { listener, until } from './printers.ts'
import { SALE } from './proxies.ts'
import { farEnd, ptyPair } from './pty-pair.ts'
import { started } from './started.ts'
import { atOtherSpeed } from './uart.ts'

let folder = ''

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'countermark-serial-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const QUICK = { idleMs: 100 }

describe('serial tee', () => {
  test('listens: a paper that is cut, and one that ends by silence', async () => {
    const cable = await ptyPair(folder, 'tee')
    const { source, sink } = await started({
      kind: 'serial-tee',
      line: { path: cable.one, baudRate: 19_200 },
      ...QUICK,
    })
    const pos = await farEnd(cable.other)
    pos.send(SALE)
    await until(() => sink.papers.length === 1)
    expect(sink.papers[0]).toMatchObject({ source: 'under-test', receiptNumber: '000482' })
    pos.send('RECEIPT 7\nTOTAL 4.00\nGIFT CARD 4.00\n')
    await until(() => sink.papers.length === 2)
    expect(sink.papers[1]?.tenders).toMatchObject([{ amountMinor: 400 }])
    expect(source.health()).toMatchObject({ status: 'ok', detail: `${cable.one} 19200 8N1` })
    expect(await source.test()).toMatchObject({ outcome: 'ok' })
    expect(pos.received()).toHaveLength(0)
  })

  test('unplugged and plugged in again: said, and heard again', async () => {
    const cable = await ptyPair(folder, 'tee')
    const { source, sink } = await started({
      kind: 'serial-tee',
      line: { path: cable.one },
      ...QUICK,
    })
    expect(await source.test()).toMatchObject({ outcome: 'waiting' })
    await cable.unplug()
    await until(() => source.health().problem === 'serial-unplugged')
    expect(await source.test()).toMatchObject({ outcome: 'problem', problem: 'serial-unplugged' })
    await cable.plugIn()
    await until(() => source.health().status === 'ok')
    const pos = await farEnd(cable.other)
    pos.send(SALE)
    await until(() => sink.papers.length === 1)
  })

  test('pulled out while it is between two reads: said, and heard again', async () => {
    const cable = await ptyPair(folder, 'tee')
    const sink = listener(() => cable.hangUp())
    const line = { path: cable.one }
    const { source } = await started({ kind: 'serial-tee', line, ...QUICK }, {}, sink)
    for (const papers of [1, 2]) {
      await until(() => source.health().status === 'ok')
      const pos = await farEnd(cable.other)
      pos.send(SALE)
      await until(() => sink.papers.length === papers)
      await until(() => source.health().problem === 'serial-unplugged')
      await cable.unplug()
      await cable.plugIn()
    }
  })

  test.each([19_200, 4_800, 38_400])(
    'a POS at %i on a line at 9,600: garbled, until a paper can be read',
    async (sent) => {
      const cable = await ptyPair(folder, 'tee')
      const { source, sink } = await started({
        kind: 'serial-tee',
        line: { path: cable.one },
        ...QUICK,
      })
      const pos = await farEnd(cable.other)
      pos.send(atOtherSpeed(Buffer.concat([SALE, SALE, SALE]), sent, 9_600))
      await until(() => source.health().problem === 'serial-garbled')
      expect(source.health().detail).toContain('9600 8N1')
      pos.send(SALE)
      await until(() => source.health().status === 'ok')
      expect(sink.papers.at(-1)).toMatchObject({ receiptNumber: '000482' })
    },
  )
})
