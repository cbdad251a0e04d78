import { connect, type Socket } from 'node:net'
import { CONNECT_MS, PRINTED_MS, STATUS_MS } from './limits.ts'

export interface Endpoint {
  readonly host: string
  readonly port: number
}

/** Printed, or why not; after `PRINTER_UNCONFIRMED` the paper may be there all the same. */
export type PrintResult = 'printed' | PrinterProblem
export type PrinterProblem =
  | 'PRINTER_UNREACHABLE'
  | 'PRINTER_REFUSED'
  | 'PRINTER_SILENT'
  | 'PRINTER_COVER_OPEN'
  | 'PRINTER_NO_PAPER'
  | 'PRINTER_ERROR'
  | 'PRINTER_UNCONFIRMED'

/** DLE EOT 2: why it is off line. */
const ASK_STATUS = Uint8Array.of(0x10, 0x04, 0x02)
/** GS r 1 is answered when everything before it has been printed. */
const ASK_DONE = Uint8Array.of(0x1d, 0x72, 0x01)
const COVER_OPEN = 0x04
const PAPER_END = 0x20
const ERROR = 0x40

/** Asks for the status, prints, and waits until the printer says that it has printed. */
export async function printOn(printer: Endpoint, job: Uint8Array): Promise<PrintResult> {
  const line = openLine(printer)
  try {
    if ((await line.opened(CONNECT_MS)) !== 'opened') return 'PRINTER_UNREACHABLE'
    line.write(ASK_STATUS)
    const status = await line.answer(STATUS_MS, (byte) => (byte & 0x93) === 0x12)
    if (status === 'broken') return 'PRINTER_REFUSED'
    if (status === 'silent') return 'PRINTER_SILENT'
    const problem = problemOf(status)
    if (problem) return problem
    line.write(job)
    line.write(ASK_DONE)
    const done = await line.answer(PRINTED_MS, (byte) => (byte & 0x90) === 0x00)
    return typeof done === 'number' ? 'printed' : 'PRINTER_UNCONFIRMED'
  } finally {
    line.close()
  }
}

function problemOf(status: number): PrinterProblem | null {
  if (status & COVER_OPEN) return 'PRINTER_COVER_OPEN'
  if (status & PAPER_END) return 'PRINTER_NO_PAPER'
  return status & ERROR ? 'PRINTER_ERROR' : null
}

interface Line {
  readonly opened: (withinMs: number) => Promise<'opened' | 'broken' | 'silent'>
  readonly write: (bytes: Uint8Array) => void
  /** The next byte that is the answer to the question asked last. */
  readonly answer: (
    withinMs: number,
    isAnswer: (byte: number) => boolean,
  ) => Promise<number | 'broken' | 'silent'>
  readonly close: () => void
}

function openLine({ host, port }: Endpoint): Line {
  const socket = connect({ host, port, noDelay: true })
  const broken = new Promise<'broken'>((resolve) => {
    socket.on('close', () => resolve('broken'))
  })
  socket.on('error', () => {})
  const connected = new Promise<'opened'>((resolve) => {
    socket.on('connect', () => resolve('opened'))
  })
  return {
    opened: (withinMs) => within(withinMs, connected, broken),
    write: (bytes) => void socket.write(bytes),
    answer: (withinMs, isAnswer) => within(withinMs, nextByte(socket, isAnswer), broken),
    close: () => {
      socket.end()
      socket.destroySoon()
    },
  }
}

function nextByte(socket: Socket, isAnswer: (byte: number) => boolean): Promise<number> {
  return new Promise((resolve) => {
    const look = (bytes: Buffer) => {
      const found = bytes.find(isAnswer)
      if (found === undefined) return
      socket.off('data', look)
      resolve(found)
    }
    socket.on('data', look)
  })
}

async function within<Value>(
  withinMs: number,
  ...outcomes: readonly Promise<Value | 'broken'>[]
): Promise<Value | 'broken' | 'silent'> {
  let timer: NodeJS.Timeout | undefined
  const silence = new Promise<'silent'>((resolve) => {
    timer = setTimeout(() => resolve('silent'), withinMs)
  })
  const outcome = await Promise.race([...outcomes, silence])
  clearTimeout(timer)
  return outcome
}
