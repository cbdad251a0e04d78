import type { SourceConfigOf } from '../../../../contract/screen/sources.ts'
import type { Source } from '../../ports.ts'
import type { Capture } from './capture.ts'
import { createGarbleWatch } from './garbled.ts'
import { createIntake, type SourceState } from './intake.ts'
import { createQuietTimer } from './quiet-timer.ts'
import { createSerialWire } from './serial-wire.ts'
import type { SourceSurroundings } from './surroundings.ts'

/** Listens on a Y cable to what the POS sends to its printer, and says nothing. */
export function serialTee(
  config: SourceConfigOf<'serial-tee'>,
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
  // What is no paper by then is none at all: the line speaks another speed.
  const quiet = createQuietTimer(clock, config.idleMs * 2, () => intake.change(garble.quiet))
  const wire = createSerialWire({
    line: config.line,
    clock,
    onBytes: (bytes) => {
      intake.heard()
      garble.heard(bytes)
      capture?.push(bytes)
      quiet.restart()
    },
    onChange: () => intake.change(() => {}),
  })
  const state = (): SourceState => ({
    isRunning,
    problem: wire.problem() ?? (garble.isGarbled() ? 'serial-garbled' : null),
    detail: lineText(config.line),
  })
  return {
    name: config.id,
    kind: 'serial-tee',
    start: async (sink) => {
      intake.attach(sink)
      isRunning = true
      capture = intake.capture(config.idleMs)
      await wire.start()
    },
    stop: async () => {
      isRunning = false
      quiet.cancel()
      await wire.stop()
      intake.endAll()
    },
    health: () => intake.health(state()),
    test: async () => intake.test(state()),
    details: intake.details,
  }
}

/** The port and its line settings, as a technician compares them with the printer's. */
export function lineText({
  path,
  baudRate,
  dataBits,
  parity,
  stopBits,
}: SourceConfigOf<'serial-tee'>['line']): string {
  const short = { none: 'N', even: 'E', odd: 'O' }[parity]
  return `${path.slice(-150)} ${baudRate} ${dataBits}${short}${stopBits}`
}
