import type { Socket } from 'node:net'
import type { SourceConfigOf } from '../../../../contract/screen/sources.ts'
import type { Capture } from './capture.ts'
import { type InTheWay, type PrinterSource, sourceInTheWay } from './in-the-way.ts'
import type { Intake } from './intake.ts'
import { createPrinterAnswers } from './printer-answers.ts'
import { breakOff, relay } from './relay.ts'
import type { SourceSurroundings } from './surroundings.ts'

export type PrinterProxyConfig = SourceConfigOf<'printer-tcp'>

/**
 * Listens where the POS believes its printer is. Printing comes first: the printer is connected
 * before anything is taken from the POS, every byte is passed on unchanged, and the reading copy
 * can neither hold up nor break a job.
 */
export function printerProxy(
  config: PrinterProxyConfig,
  surroundings: SourceSurroundings,
): PrinterSource {
  return sourceInTheWay(config, surroundings, accept)
}

function accept({ config, intake, upstream }: InTheWay<PrinterProxyConfig>, pos: Socket): void {
  if (upstream === null) {
    intake.heard()
    actAsPrinter(intake, pos, intake.capture(config.idleMs))
    return
  }
  upstream.reach((printer) => {
    if (printer === null) return breakOff(pos)
    intake.heard()
    const capture = intake.capture(config.idleMs)
    relay(pos, printer, (bytes) => {
      intake.heard()
      capture.push(bytes)
    })
    pos.once('end', () => capture.end())
    pos.once('close', () => intake.finish(capture))
    pos.resume()
  })
}

/** There is no printer behind us: questions are answered as an idle one would. */
function actAsPrinter(intake: Intake, pos: Socket, capture: Capture): void {
  const answers = createPrinterAnswers()
  pos.on('data', (bytes) => {
    intake.heard()
    const answer = answers.push(bytes)
    if (answer.length > 0 && !pos.write(answer)) pos.pause()
    capture.push(bytes)
  })
  pos.on('drain', () => pos.resume())
  pos.on('end', () => {
    capture.end()
    pos.end()
  })
  pos.once('close', () => intake.finish(capture))
  pos.resume()
}
