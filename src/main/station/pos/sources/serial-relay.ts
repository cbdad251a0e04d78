import type { SourceConfigOf, SourceNote } from '../../../../contract/screen/sources.ts'
import type { Source } from '../../ports.ts'
import type { Capture } from './capture.ts'
import { createGarbleWatch } from './garbled.ts'
import { createIntake, type SourceState } from './intake.ts'
import { carryModemLines, type ModemPort } from './modem-lines.ts'
import { lineText } from './serial-tee.ts'
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
  const garble = createGarbleWatch()
  const intake = createIntake({
    config,
    surroundings,
    onPrinted: ({ rows, pictureBytes }) => intake.change(() => garble.paper(rows, pictureBytes)),
  })
  let capture: Capture | null = null
  let isRunning = false
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
      garble.heard(bytes)
      capture?.push(bytes)
    },
    onChange: () => changed(),
  })
  const printer: SerialWire = createSerialWire({
    line: { ...config.line, path: config.printerPath },
    clock,
    onBytes: (bytes) => pass(bytes, printer, pos),
    onChange: () => changed(),
  })
  const state = (): SourceState => {
    const isPrinterAway = pos.problem() === null && printer.problem() !== null
    return {
      isRunning,
      problem: pos.problem() ?? printer.problem() ?? (garble.isGarbled() ? 'serial-garbled' : null),
      detail: lineText(isPrinterAway ? { ...config.line, path: config.printerPath } : config.line),
    }
  }
  const notes = (): SourceNote[] =>
    config.modemLines && !areLinesCarried ? ['modem-lines-not-carried'] : []
  return {
    name: config.id,
    kind: 'serial-relay',
    start: async (sink) => {
      intake.attach(sink)
      isRunning = true
      capture = intake.capture(config.idleMs)
      await Promise.all([printer.start(), pos.start()])
    },
    stop: async () => {
      isRunning = false
      stopLines()
      await Promise.all([pos.stop(), printer.stop()])
      intake.endAll()
    },
    health: () => intake.health(state()),
    test: async () => intake.test(state()),
    details: () => ({ ...intake.details(), notes: notes() }),
  }
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
