import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { bytes, DLE, ESC, GS } from '../escpos-bytes.ts'
import { posSession, until } from './printers.ts'
import { proxy } from './proxies.ts'
import { farEnd } from './pty-pair.ts'
import { afterThis, started } from './started.ts'

const [EOT, ENQ, ETB, ETX, RS] = [0x04, 0x05, 0x17, 0x03, 0x1e]
const STATUS = [ESC, 0x06, 0x01]
const AUTOMATIC_ON = [ESC, RS, 0x61, 1]
const AUTOMATIC_OFF = [ESC, RS, 0x61, 0]

/** On line, closed, paper there; `third` is 2 once after an ETB, `count` how many there were. */
const idle = (third = 0, count = 0) => [0x23, 0x86, third, 0, 0, 0, 0, count << 1, 0]
const alone = (third = 0, count = 0) => [...idle(third, count), 0, 0]
const also = (cause: string, status: readonly number[]) => [
  ...[...idle(), 0, status.length + 7],
  ...bytes(cause, ':B', 0, status.length, status, ';'),
]

/** What a POS hears that sends these pieces, each after the answer to the one before. */
async function heard(...questions: readonly (readonly [sent: Uint8Array, answerBytes: number])[]) {
  const { port, sink } = await proxy(null)
  const pos = posSession(port)
  let expected = 0
  for (const [sent, answerBytes] of questions) {
    pos.socket.write(sent)
    expected += answerBytes
    await until(() => pos.received().length >= expected)
  }
  // Answered only after all that came before it.
  pos.socket.end()
  expect(await pos.closed).toBeNull()
  return { answers: [...pos.received()], papers: sink.papers }
}

test('the status of a Star printer, asked in real time', async () => {
  expect((await heard([bytes(STATUS), 11])).answers).toEqual(alone())
  expect((await heard([bytes(ENQ), 19])).answers).toEqual(also('01', [0x20]))
  expect((await heard([bytes(EOT), 19])).answers).toEqual(also('02', [0x10]))
  expect((await heard([bytes(AUTOMATIC_OFF, [ESC, RS, 0x61, 255]), 11])).answers).toEqual(alone())
})

test('ETB: told when it was printed so far, with its count, unless the POS asks for it itself', async () => {
  const printed = bytes('TILL 1 RECEIPT 7\nTOTAL 4.00\nGIFT CARD 4.00\n', [ESC, 0x64, 2], ETB)
  const { answers, papers } = await heard(
    [bytes(AUTOMATIC_ON, ETB), 11],
    [printed, 11],
    [bytes(AUTOMATIC_OFF, ETB, STATUS), 11],
    [bytes(STATUS), 11],
    [bytes([ESC, RS, 0x45, 0], STATUS), 11],
  )
  const expected = [alone(2, 1), alone(2, 2), alone(2, 3), alone(0, 3), alone()]
  expect(answers).toEqual(expected.flat())
  expect(papers).toMatchObject([{ tenders: [{ amountMinor: 400 }] }])
})

test('the counter of printed jobs', async () => {
  const count = (kind: number) => bytes([ESC, GS, ETX, kind, 9, 1])
  const { answers } = await heard([count(0), 26], [count(1), 26], [count(2), 0], [count(0), 26])
  const told = (kind: number, counted: number) => also('20', [ESC, GS, ETX, kind, 9, 1, counted, 0])
  expect(answers).toEqual([...told(0, 0), ...told(1, 1), ...told(0, 0)])
})

test('who the printer is', async () => {
  const { answers } = await heard([bytes([ESC], '#*\n', 0), 42])
  expect(answers).toEqual(also('11', [...bytes([ESC], '#*,COUNTERMARK Ver1.0\n', 0)]))
})

test('a picture: what stands in it asks nothing, and what stands behind it is answered', async () => {
  const row = [0x62, 6, 0, ENQ, ETB, EOT, ...STATUS]
  const picture = bytes([ESC, 0x2a, 0x72, 0x41], row, ETB, [ESC, 0x2a, 0x72, 0x42], STATUS)
  expect((await heard([picture, 22])).answers).toEqual([...alone(2, 1), ...alone(0, 1)])
})

test('a till that speaks ESC/POS hears nothing of Star', async () => {
  const picture = [GS, 0x76, 0x30, 0, 4, 0, 2, 0, ENQ, ETB, EOT, ...STATUS, 0, 0]
  const { answers } = await heard([bytes(picture, [DLE, 4, 1], STATUS, ETB, [DLE, 4, 2]), 2])
  expect(answers).toEqual([0x16, 0x12])
})

test('a client that tries both kinds is answered as the one that it tried first', async () => {
  expect((await heard([bytes([DLE, 4, 2], STATUS, [ESC, 0x40]), 1])).answers).toEqual([0x12])
  expect((await heard([bytes(STATUS, [DLE, 4, 2], [ESC, 0x40]), 11])).answers.slice(0, 11)).toEqual(
    alone(),
  )
})

test('a stray byte leaves an ESC/POS till what it asks for', async () => {
  const { answers } = await heard([bytes('A', ENQ, 'B'), 19], [bytes([DLE, 4, 1]), 1])
  expect(answers.slice(-1)).toEqual([0x16])
})

test('cut anywhere, the answers are the same', async () => {
  const job = bytes(AUTOMATIC_ON, ETB, 'TOTAL 4.00\n', [ESC, GS, ETX, 1, 0, 0], [ESC, 0x64, 2], ETB)
  const pieces = [...job].map((byte) => [Uint8Array.of(byte), 0] as const)
  const whole = await heard([job, 48])
  const cut = await heard(...pieces, [Uint8Array.of(), 48])
  expect(cut.answers).toEqual(whole.answers)
})

test('from a serial port that is carried over the network', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'countermark-star-'))
  const { port, sink } = await started({
    kind: 'printer-tcp',
    host: '127.0.0.1',
    port: 0,
    idleMs: 100,
  })
  const tty = join(folder, 'tty')
  const socat = spawn('socat', [`pty,raw,echo=0,link=${tty}`, `tcp:127.0.0.1:${port}`])
  afterThis(async () => {
    socat.kill()
    rmSync(folder, { recursive: true, force: true })
  })
  await until(() => existsSync(tty))
  const pos = await farEnd(tty)
  pos.send(bytes(STATUS))
  await until(() => pos.received().length === 11)
  pos.send(
    bytes(AUTOMATIC_ON, 'TILL 1 RECEIPT 8\nTOTAL 6.00\nGIFT CARD 6.00\n', [ESC, 0x64, 2], ETB),
  )
  await until(() => pos.received().length === 22)
  expect([...pos.received()]).toEqual([...alone(), ...alone(2, 1)])
  await until(() => sink.papers.length === 1)
  expect(sink.papers).toMatchObject([{ receiptNumber: '8', tenders: [{ amountMinor: 600 }] }])
})
