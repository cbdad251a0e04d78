import type { Socket } from 'node:net'
import type { SourceConfigOf } from '../../../../contract/screen/sources.ts'
import type { CapturedPaper, Source } from '../../ports.ts'
import { type InTheWay, sourceInTheWay } from './in-the-way.ts'
import type { Intake } from './intake.ts'
import { LPD_IDLE_MS } from './limits.ts'
import { createLpdStream, type LpdControl, type LpdEvents } from './lpd-stream.ts'
import { breakOff, relay } from './relay.ts'
import type { SourceSurroundings } from './surroundings.ts'

type LpdConfig = SourceConfigOf<'printer-lpd'>
type Queue = InTheWay<LpdConfig>

/**
 * A print queue that a POS sends its jobs to. Jobs go on as they come: to another queue with its
 * answers carried back, or to a printer on a raw port, where the queue's own answers are given only
 * when the printer took the data. Without a printer every job is taken and let go.
 */
export function lpdQueue(config: LpdConfig, surroundings: SourceSurroundings): Source {
  return sourceInTheWay(config, surroundings, accept)
}

function accept(queue: Queue, pos: Socket): void {
  if (queue.upstream === null) serve(queue, pos, null)
  queue.upstream?.reach((next) => {
    if (next === null) return breakOff(pos)
    if (queue.config.forwardTo?.queue === null) serve(queue, pos, next)
    else passOn(queue, pos, next)
  })
}

const NOTHING = () => {}
/** What the client does not hear from us: another queue answers it. */
const SILENT: Omit<LpdEvents, 'onJob' | 'onControl' | 'onData' | 'onFileEnd' | 'onAbort'> = {
  onFile: NOTHING,
  onQueueCommand: NOTHING,
  onNonsense: NOTHING,
}

/** To another queue: its answers are the client's. */
function passOn({ config, intake }: Queue, pos: Socket, next: Socket): void {
  const job = jobReader(intake, pos)
  const stream = createLpdStream({ ...SILENT, ...job }, config.forwardTo?.queue)
  relay(pos, next, NOTHING, (bytes) => {
    intake.heard()
    return stream.push(bytes)
  })
  pos.resume()
}

const DONE = Uint8Array.of(0)
const REFUSED = Uint8Array.of(1)

/** Answers as a queue does; `printer` gets the data and nothing else. */
function serve({ intake }: Queue, pos: Socket, printer: Socket | null): void {
  const job = jobReader(intake, pos)
  const answer = (bytes: Uint8Array) => {
    if (!pos.destroyed) pos.write(bytes)
  }
  /** Only when the printer took what came before. */
  const answerAfterPrinter = () => {
    if (printer === null) return answer(DONE)
    printer.write(Uint8Array.of(), (error) => (error ? breakOff(pos) : answer(DONE)))
  }
  const leave = (bytes: Uint8Array | string) => {
    if (pos.destroyed) return
    pos.end(bytes)
    pos.destroySoon()
  }
  const stream = createLpdStream({
    onJob: () => {
      job.onJob()
      answer(DONE)
    },
    onFile: () => answer(DONE),
    onControl: job.onControl,
    onData: (bytes) => {
      if (printer !== null && !printer.destroyed && !printer.write(bytes)) pos.pause()
      job.onData(bytes)
    },
    onFileEnd: (file) => {
      job.onFileEnd(file)
      answerAfterPrinter()
    },
    onAbort: () => {
      job.onAbort()
      answer(DONE)
    },
    onQueueCommand: (code) => {
      const isQuestion = code === 3 || code === 4
      leave(isQuestion ? 'Countermark is ready and printing.\n' : DONE)
    },
    onNonsense: () => leave(REFUSED),
  })
  pos.on('data', (bytes) => {
    intake.heard()
    stream.push(bytes)
  })
  pos.on('end', () => {
    printer?.end()
    pos.end()
  })
  if (printer !== null) joinPrinter(pos, printer)
  pos.resume()
}

/** The printer is read only to let its answers go; a side that breaks breaks the other. */
function joinPrinter(pos: Socket, printer: Socket): void {
  printer.resume()
  printer.on('drain', () => pos.resume())
  printer.on('end', () => printer.end())
  printer.on('close', () => {
    if (!pos.readableEnded) breakOff(pos)
  })
  pos.on('close', () => {
    if (!pos.readableEnded) breakOff(printer)
  })
}

/** The reading copy: what the jobs of one connection print, and from whom they come. */
function jobReader(intake: Intake, pos: Socket) {
  let control: LpdControl | null = null
  let files = new Set<'control' | 'data'>()
  const fromWhom = (paper: CapturedPaper): CapturedPaper => ({
    ...paper,
    till: paper.till ?? control?.host ?? null,
  })
  const open = () => intake.capture(LPD_IDLE_MS, fromWhom)
  let capture = open()
  const finish = () => {
    intake.finish(capture)
    control = null
    files = new Set()
    capture = open()
  }
  pos.once('close', () => {
    intake.finish(capture)
  })
  pos.once('end', () => capture.end())
  return {
    onJob: finish,
    onControl: (given: LpdControl) => {
      control = given
    },
    onData: (bytes: Uint8Array) => capture.push(bytes),
    onFileEnd: (file: 'control' | 'data') => {
      files.add(file)
      // The data may come before the control file, which says whose job it is.
      if (files.size === 2) finish()
    },
    onAbort: () => {
      intake.drop(capture)
      finish()
    },
  }
}
