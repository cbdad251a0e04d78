import type { SourceConfigOf, SourceNote } from '../../../../contract/screen/sources.ts'
import type { Source } from '../../ports.ts'
import { carryModemLines, type ModemPort } from './modem-lines.ts'
import { createSerialListening, lineText } from './serial-listening.ts'
import { createSerialWire, type SerialWire } from './serial-wire.ts'
import type { SourceSurroundings } from './surroundings.ts'

/**
 * Stands between the POS and its printer on two serial ports. Every byte is passed on, both ways, and
 * each side is read only as fast as the other takes it. While the printer's port is away nothing is
 * taken from the POS, which then sees its printer busy.
 */
export function serialRelay(
  config: SourceConfigOf<'serial-relay'>,
  surroundings: SourceSurroundings,
): Source {
  const { clock } = surroundings
  const listening = createSerialListening(config, surroundings)
  const { intake } = listening
  const printerLine = { ...config.line, path: config.printerPath }
  let stopLines = () => {}
  let areLinesCarried = true

  const joinLines = () => {
    stopLines()
    const [posPort, printerPort] = [pos.port(), printer.port()]
    if (!config.modemLines || posPort === undefined || printerPort === undefined) return
    stopLines = carryModemLines({
      pos: modemPort(posPort),
      printer: modemPort(printerPort),
      clock,
      onUnable: () =>
        intake.change(() => {
          areLinesCarried = false
        }),
    })
  }
  const changed = () => {
    intake.change(() => {})
    // The POS is read only while there is a printer to give it to.
    if (printer.port() === undefined) pos.port()?.pause()
    else pos.port()?.resume()
    joinLines()
  }
  const pos: SerialWire = createSerialWire({
    line: config.line,
    clock,
    onBytes: (bytes) => {
      intake.heard()
      pass(bytes, pos, printer)
      listening.push(bytes)
    },
    onChange: () => changed(),
  })
  const printer: SerialWire = createSerialWire({
    line: printerLine,
    clock,
    onBytes: (bytes) => pass(bytes, printer, pos),
    onChange: () => changed(),
  })
  const notes = (): SourceNote[] =>
    config.modemLines && !areLinesCarried ? ['modem-lines-not-carried'] : []
  const source = listening.source({
    start: () => Promise.all([printer.start(), pos.start()]),
    stop: () => {
      stopLines()
      return Promise.all([pos.stop(), printer.stop()])
    },
    state: () => {
      const isPrinterAway = pos.problem() === null && printer.problem() !== null
      return {
        problem: pos.problem() ?? printer.problem(),
        detail: lineText(isPrinterAway ? printerLine : config.line),
      }
    },
  })
  return { ...source, details: () => ({ ...intake.details(), notes: notes() }) }
}

/** Without a port on the other side the bytes are lost, as they are with a cable pulled out. */
function pass(bytes: Uint8Array, from: SerialWire, to: SerialWire): void {
  const [source, target] = [from.port(), to.port()]
  if (target === undefined || target.write(bytes)) return
  source?.pause()
  target.once('drain', () => source?.resume())
}

function modemPort(port: NonNullable<ReturnType<SerialWire['port']>>): ModemPort {
  return {
    get: (done) => port.get((error, status) => done(error, status)),
    set: (lines, done) => port.set(lines, (error) => done(error)),
  }
}
