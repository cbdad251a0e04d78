import type { SerialPort } from 'serialport'
import type { SourceConfigOf } from '../../../../contract/screen/sources.ts'
import type { Source } from '../../ports.ts'
import { SERIAL_HELD_BYTES } from './limits.ts'
import { type CarriedLines, carryModemLines, type ModemPort } from './modem-lines.ts'
import { createSerialListening, lineText } from './serial-listening.ts'
import { createSerialPump } from './serial-pump.ts'
import { createSerialWire, type SerialWire } from './serial-wire.ts'
import type { SourceSurroundings } from './surroundings.ts'
import { createXonXoff } from './xon-xoff.ts'

/**
 * Stands between the POS and its printer on two serial ports. Every byte is passed on, both ways, and
 * each side is read only as fast as the other takes it. While the printer's port is away the POS sees
 * a printer that is off: its lines go low, it gets XOFF where that printer uses it, and nothing is
 * taken from it. What is read as a receipt was passed on before.
 */
export function serialRelay(
  config: SourceConfigOf<'serial-relay'>,
  surroundings: SourceSurroundings,
): Source {
  const { clock } = surroundings
  const listening = createSerialListening(config, surroundings)
  const { intake } = listening
  const printerLine = { ...config.line, path: config.printerPath }
  const flow = createXonXoff(surroundings.memoryOf(config.id))
  let lines: CarriedLines | undefined

  const changed = () => {
    intake.change(() => {})
    flow.tell(pos.port(), printer.port() !== undefined)
    toPrinter.portsChanged()
    toPos.portsChanged()
  }
  const pos: SerialWire = createSerialWire({
    line: config.line,
    clock,
    readAheadBytes: SERIAL_HELD_BYTES,
    onBytes: (bytes) => {
      intake.heard()
      toPrinter.take(bytes)
    },
    onChange: changed,
  })
  const printer: SerialWire = createSerialWire({
    line: printerLine,
    clock,
    onBytes: (bytes) => {
      flow.heard(bytes)
      toPos.take(bytes)
    },
    onChange: changed,
  })
  const [from, to] = [pos.port, printer.port]
  const toPrinter = createSerialPump({ from, to, whileAway: 'keep', onPassed: listening.push })
  const toPos = createSerialPump({ from: to, to: from, whileAway: 'lose' })
  const posLines = linesOf(true)
  const printerLines = linesOf(config.modemLines)
  const source = listening.source({
    start: () => {
      lines = carryModemLines({
        ends: () => ({ pos: posLines(pos.port()), printer: printerLines(printer.port()) }),
        clock,
        onUnable: () => intake.change(() => {}),
      })
      return Promise.all([printer.start(), pos.start()])
    },
    stop: () => {
      lines?.stop()
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
  return {
    ...source,
    details: () => ({
      ...intake.details(),
      notes: config.modemLines && lines?.areCarried() === false ? ['modem-lines-not-carried'] : [],
    }),
  }
}

/** The lines of a port that is there; one whose lines are not carried is there, and no more. */
function linesOf(areCarried: boolean) {
  const known = new WeakMap<SerialPort, ModemPort>()
  return (port: SerialPort | undefined): ModemPort | undefined => {
    if (port === undefined) return undefined
    const lines = known.get(port) ?? (areCarried ? modemPort(port) : alwaysOn())
    known.set(port, lines)
    return lines
  }
}

function modemPort(port: SerialPort): ModemPort {
  return {
    get: (done) => port.get((error, status) => done(error, status)),
    set: (wanted, done) => port.set(wanted, (error) => done(error)),
  }
}

function alwaysOn(): ModemPort {
  return {
    get: (done) => done(null, { cts: true, dsr: true }),
    set: (_wanted, done) => done(null),
  }
}
