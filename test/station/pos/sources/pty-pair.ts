import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, rmSync } from 'node:fs'
import { SerialPort } from 'serialport'
import { until } from './printers.ts'
import { afterThis } from './started.ts'

/** Two serial ports of the operating system, joined as by a cable. */
export interface PtyPair {
  readonly one: string
  readonly other: string
  readonly unplug: () => Promise<void>
  /** Pulls it out before anything else happens in this process; to be followed by `unplug`. */
  readonly hangUp: () => void
  readonly plugIn: () => Promise<void>
}

export async function ptyPair(folder: string, name: string): Promise<PtyPair> {
  const [one, other] = [`${folder}/${name}-1`, `${folder}/${name}-2`]
  let socat: ChildProcess | undefined
  let ended: Promise<unknown> = Promise.resolve()
  const plugIn = async () => {
    const running = spawn('socat', [`pty,raw,echo=0,link=${one}`, `pty,raw,echo=0,link=${other}`])
    socat = running
    ended = new Promise((resolve) => running.once('exit', resolve))
    await until(() => existsSync(one) && existsSync(other))
  }
  const unplug = async () => {
    socat?.kill('SIGKILL')
    await ended
    for (const path of [one, other]) rmSync(path, { force: true })
  }
  const hangUp = () => {
    socat?.kill('SIGKILL')
    // What the links point to goes away with the line.
    while (existsSync(one) || existsSync(other));
  }
  await plugIn()
  afterThis(unplug)
  return { one, other, unplug, hangUp, plugIn }
}

const PIECE_BYTES = 512

/** What stands at the far end of a cable: a POS, or a printer. */
export async function farEnd(path: string) {
  const port = new SerialPort({ path, baudRate: 9_600, autoOpen: false })
  const pieces: Buffer[] = []
  port.on('data', (bytes: Buffer) => pieces.push(bytes))
  port.on('error', () => {})
  await new Promise<void>((resolve, reject) =>
    port.open((error) => (error ? reject(error) : resolve())),
  )
  afterThis(async () => {
    if (port.isOpen) await new Promise((resolve) => port.close(resolve))
  })
  return {
    received: () => Buffer.concat(pieces),
    send: (bytes: Uint8Array | string) => port.write(Buffer.from(bytes)),
    /** Sends small pieces, each when the line took the one before; tells how many bytes it took. */
    sendSlowly: (bytes: Uint8Array) => {
      let taken = 0
      const sendFrom = (at: number) => {
        if (at >= bytes.length) return
        const piece = Buffer.from(bytes.subarray(at, at + PIECE_BYTES))
        port.write(piece, (error) => {
          if (error) return
          taken = at + piece.length
          sendFrom(taken)
        })
      }
      sendFrom(0)
      return { taken: () => taken }
    },
  }
}
