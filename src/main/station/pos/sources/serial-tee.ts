import type { SourceConfigOf } from '../../../../contract/screen/sources.ts'
import type { Source } from '../../ports.ts'
import { createQuietTimer } from './quiet-timer.ts'
import { createSerialListening, lineText } from './serial-listening.ts'
import { createSerialWire } from './serial-wire.ts'
import type { SourceSurroundings } from './surroundings.ts'

/** Listens on a Y cable to what the POS sends to its printer, and says nothing. */
export function serialTee(
  config: SourceConfigOf<'serial-tee'>,
  surroundings: SourceSurroundings,
): Source {
  const { clock } = surroundings
  const listening = createSerialListening(config, surroundings)
  const { intake } = listening
  const quiet = createQuietTimer(clock, config.idleMs * 2, listening.quiet)
  const wire = createSerialWire({
    line: config.line,
    clock,
    onBytes: (bytes) => {
      intake.heard()
      listening.push(bytes)
      quiet.restart()
    },
    onChange: () => intake.change(() => {}),
  })
  return listening.source({
    start: wire.start,
    stop: async () => {
      quiet.cancel()
      await wire.stop()
    },
    state: () => ({ problem: wire.problem(), detail: lineText(config.line) }),
  })
}
