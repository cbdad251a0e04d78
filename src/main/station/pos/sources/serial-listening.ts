import type { SourceConfigOf } from '../../../../contract/screen/sources.ts'
import type { Source } from '../../ports.ts'
import type { Capture } from './capture.ts'
import { createGarbleWatch } from './garbled.ts'
import { createIntake, type Intake, type SourceState } from './intake.ts'
import type { SourceSurroundings } from './surroundings.ts'

type SerialConfig = SourceConfigOf<'serial-tee'> | SourceConfigOf<'serial-relay'>

/** The reading copy of a serial line, which may speak another speed than it is read with. */
interface SerialListening {
  readonly intake: Intake
  /** What came from the POS. */
  readonly push: (bytes: Uint8Array) => void
  /** The line fell silent: what is no paper by now is none at all. */
  readonly quiet: () => void
}

/** The wires of such a source. */
interface SerialWires {
  readonly start: () => Promise<unknown>
  readonly stop: () => Promise<unknown>
  /** What is wrong with them, and the settings of the one that it is about. */
  readonly state: () => Pick<SourceState, 'problem' | 'detail'>
}

export function createSerialListening(
  config: SerialConfig,
  surroundings: SourceSurroundings,
): SerialListening & { readonly source: (wires: SerialWires) => Source } {
  const garble = createGarbleWatch()
  const intake = createIntake({
    config,
    surroundings,
    onPrinted: ({ rows, pictureBytes }) => intake.change(() => garble.paper(rows, pictureBytes)),
  })
  let capture: Capture | null = null
  let isRunning = false
  const source = (wires: SerialWires): Source => {
    const state = (): SourceState => {
      const { problem, detail } = wires.state()
      const garbled = garble.isGarbled() ? 'serial-garbled' : null
      return { isRunning, problem: problem ?? garbled, detail }
    }
    return {
      name: config.id,
      kind: config.kind,
      start: async (sink) => {
        intake.attach(sink)
        isRunning = true
        capture = intake.capture(config.idleMs)
        await wires.start()
      },
      stop: async () => {
        isRunning = false
        await wires.stop()
        intake.endAll()
      },
      health: () => intake.health(state()),
      test: async () => intake.test(state()),
      details: intake.details,
    }
  }
  return {
    intake,
    push: (bytes) => {
      garble.heard(bytes)
      capture?.push(bytes)
    },
    quiet: () => intake.change(garble.quiet),
    source,
  }
}

/** The port and its line settings, as a technician compares them with the printer's. */
export function lineText({
  path,
  baudRate,
  dataBits,
  parity,
  stopBits,
}: SerialConfig['line']): string {
  const short = { none: 'N', even: 'E', odd: 'O' }[parity]
  return `${path.slice(-150)} ${baudRate} ${dataBits}${short}${stopBits}`
}
