import type { Socket } from 'node:net'
import { LINGER_MS } from './limits.ts'

/** Called with each piece that the POS sent, after it was passed on. Must not throw. */
export type Tap = (bytes: Uint8Array) => void

/** Makes what is passed on of what the POS sent. Must not throw. */
export type Change = (bytes: Uint8Array) => Uint8Array

const same: Change = (bytes) => bytes

/**
 * Joins the POS and the printer byte for byte, both ways: each side is read only as fast as the
 * other takes it, the end of one direction ends only that direction, and a side that breaks before
 * its end breaks the other, so that the POS shows its own error.
 */
export function relay(pos: Socket, printer: Socket, tap: Tap, change: Change = same): void {
  pour(pos, printer, tap, change)
  pour(printer, pos, () => {}, same)
  pos.on('close', () => letGo(printer))
  // It ended its side long ago, as printers do with a connection that is idle, and takes nothing any
  // more: a POS that went on printing must not believe that it was printed.
  printer.on('close', () => {
    if (!pos.readableEnded) breakOff(pos)
  })
}

function pour(from: Socket, to: Socket, tap: Tap, change: Change): void {
  from.on('data', (bytes) => {
    const passed = change(bytes)
    if (!to.destroyed && !to.write(passed)) from.pause()
    tap(bytes)
  })
  to.on('drain', () => from.resume())
  to.on('close', () => from.resume())
  from.on('end', () => to.end())
  // An error is followed by `close`; without a listener it would end the program.
  from.on('error', () => {})
  from.on('close', () => {
    if (!from.readableEnded) breakOff(to)
  })
}

/**
 * The POS sent all it had and is gone: what is still on its way to the printer gets there, then the
 * printer has a while to end its side, as it would have from the POS's own system.
 */
function letGo(printer: Socket): void {
  const linger = () => printer.setTimeout(LINGER_MS, () => printer.destroy())
  if (printer.writableFinished) linger()
  else printer.once('finish', linger)
}

/** A reset, not a friendly end: what was not delivered must not look delivered. */
export function breakOff(socket: Socket): void {
  if (!socket.destroyed) socket.resetAndDestroy()
}
