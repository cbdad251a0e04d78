import {
  DIALECTS,
  type FoundDialect,
  type SourceConfig,
  type SourceTest,
} from '../../../../contract/screen/sources.ts'
import type { Health, StationProblem } from '../../../../contract/screen/state.ts'
import type { CapturedPaper, SourceDetails, SourceMemory, SourceSink } from '../../ports.ts'
import { createDialectFinder } from '../receipts/dialect-finder.ts'
import { createPaperEnds } from '../receipts/paper-ends.ts'
import type { PrintedPaper } from '../receipts/printed-paper.ts'
import { hasText } from '../receipts/read-papers.ts'
import { createTornPaper, type TornPaper } from '../receipts/torn-paper.ts'
import { type Capture, createCapture } from './capture.ts'
import { createPaperTaker } from './captured-paper.ts'
import { isPictureOnly } from './picture-only.ts'
import type { SourceSurroundings } from './surroundings.ts'

/**
 * The reading side of a source: what it heard becomes papers, and what is wrong with the reading
 * becomes a problem. Nothing here throws: it may stand behind a relay that must go on.
 */
export interface Intake {
  /** From now on papers and changes go there. */
  readonly attach: (sink: SourceSink) => void
  /** The reading copy of one connection, in the source's dialect. */
  readonly capture: (idleMs: number, complete?: CompletePaper) => Capture
  readonly finish: (capture: Capture) => void
  /** Gives up what was read of a paper that has not ended. */
  readonly drop: (capture: Capture) => void
  /** True while a paper has begun and not ended. */
  readonly isReading: () => boolean
  readonly endAll: () => void
  /** Takes a paper that was read otherwise. See {@link createPaperTaker}. */
  readonly take: (paper: PrintedPaper, complete?: CompletePaper) => void
  /** Hands over a paper that was read whole by another reader. False when it was not taken. */
  readonly hand: (paper: CapturedPaper) => boolean
  /** Something came in. */
  readonly heard: () => void
  readonly lastSeenAtMs: () => number | null
  /** Applies a change and says that the health may be another one. */
  readonly change: (apply: () => void) => void
  /** What is wrong with the reading; null when nothing is. */
  readonly problem: () => StationProblem | null
  /** The health of the whole source, its own problem first. */
  readonly health: (state: SourceState) => Health
  readonly test: (state: SourceState) => SourceTest
  readonly details: () => SourceDetails
}

/** Adds what the wire said about a paper that it does not say itself. */
export type CompletePaper = (paper: CapturedPaper) => CapturedPaper

/** What a source knows of itself. */
export interface SourceState {
  readonly isRunning: boolean
  readonly problem: StationProblem | null
  readonly detail: string | null
}

export interface IntakeOptions {
  readonly config: Pick<SourceConfig, 'id' | 'profile' | 'dialect'>
  readonly surroundings: SourceSurroundings
  /** Told of every paper of a connection, those without text included. */
  readonly onPrinted?: (paper: PrintedPaper) => void
}

export function createIntake({ config, surroundings, onPrinted }: IntakeOptions): Intake {
  const { clock, log, profileOf, currency } = surroundings
  const memory = surroundings.memoryOf(config.id)
  const finder = createDialectFinder(
    rememberedDialect(memory),
    createPaperEnds(memory.read(ENDS) === CUT),
  )
  const captures = new Set<Capture>()
  const profile = () => profileOf(config.profile)
  const read = createPaperTaker({ source: config.id, profile, currency, nowMs: clock.nowMs, log })
  let sink: SourceSink | null = null
  let lastSeenAtMs: number | null = null
  /** Readings that failed since the last paper that was read. */
  let failures = 0
  let printsPictures = false

  const change = (apply: () => void) => {
    apply()
    try {
      sink?.onHealth()
    } catch (error) {
      log.error('health-listener-failed', { error: String(error) })
    }
  }
  const note = (pictures: boolean) => {
    if (failures === 0 && printsPictures === pictures) return
    change(() => {
      failures = 0
      printsPictures = pictures
    })
  }
  const fail = (error: unknown) => {
    log.error('receipt-reading-failed', { error: String(error) })
    change(() => {
      failures += 1
    })
  }
  const remember = () => {
    const found = finder.found()
    if (found !== null && memory.read(DIALECT) !== found) memory.write(DIALECT, found)
    const ends = finder.ends.areCut() ? CUT : ANY
    if ((memory.read(ENDS) ?? ANY) !== ends) memory.write(ENDS, ends)
  }
  const deliver = (paper: PrintedPaper, complete?: CompletePaper, torn?: TornPaper) => {
    if (hasText(paper)) {
      const atMs = clock.nowMs()
      const captured = read(paper, torn?.above(atMs))
      torn?.note(paper, captured.totalMinor !== null, atMs)
      sink?.onPaper(complete?.(captured) ?? captured)
    } else log.info('paper-without-text', { pictureBytes: paper.pictureBytes })
  }
  const printed = (paper: PrintedPaper, complete: CompletePaper | undefined, torn: TornPaper) => {
    onPrinted?.(paper)
    deliver(paper, complete, torn)
    note(isPictureOnly(paper) || (printsPictures && !hasText(paper)))
    remember()
  }
  const guarded = (give: () => void): boolean => {
    try {
      give()
      note(false)
      return true
    } catch (error) {
      fail(error)
      return false
    }
  }
  const problem = (): StationProblem | null => {
    if (failures > 0) return 'receipt-reading-failed'
    return printsPictures ? 'prints-pictures' : null
  }
  const health = (state: SourceState): Health => {
    const { detail } = state
    if (!state.isRunning) return { status: 'off', problem: null, detail, lastSeenAtMs }
    const found = state.problem ?? problem()
    return { status: found === null ? 'ok' : 'attention', problem: found, detail, lastSeenAtMs }
  }
  return {
    attach: (given) => {
      sink = given
    },
    capture: (idleMs, complete) => {
      const { dialect } = config
      const { printer } = profile()
      const options = { clock, idleMs, dialect, finder, printer }
      const torn = createTornPaper()
      const onPaper = (paper: PrintedPaper) => printed(paper, complete, torn)
      const capture = createCapture({ ...options, onPaper, onFailure: fail })
      captures.add(capture)
      return capture
    },
    finish: (capture) => {
      capture.end()
      captures.delete(capture)
    },
    drop: (capture) => {
      capture.drop()
      captures.delete(capture)
    },
    isReading: () => [...captures].some((capture) => capture.isOpen()),
    endAll: () => {
      for (const capture of captures) capture.end()
      captures.clear()
    },
    take: (paper, complete) => {
      guarded(() => deliver(paper, complete))
    },
    hand: (paper) => guarded(() => sink?.onPaper(paper)),
    heard: () => {
      lastSeenAtMs = clock.nowMs()
    },
    lastSeenAtMs: () => lastSeenAtMs,
    change,
    problem,
    health,
    test: (state) => testOf(health(state)),
    details: () => ({ foundDialect: config.dialect === 'auto' ? finder.found() : null }),
  }
}

/** What the test button shows of a health. */
function testOf({ status, problem, detail, lastSeenAtMs }: Health): SourceTest {
  if (status === 'attention') return { outcome: 'problem', problem, detail, lastSeenAtMs }
  const outcome = lastSeenAtMs === null ? 'waiting' : 'ok'
  return { outcome, problem: null, detail, lastSeenAtMs }
}

const DIALECT = 'dialect'
/** How its papers end: {@link CUT} or any way. */
const ENDS = 'paper-ends'
const CUT = 'cut'
const ANY = 'any'

function rememberedDialect(memory: SourceMemory): FoundDialect | null {
  const kept = memory.read(DIALECT)
  const known = DIALECTS.find((dialect) => dialect === kept)
  return known === undefined || known === 'auto' ? null : known
}
