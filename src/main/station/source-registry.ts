import { TEXT_LENGTH_MAX } from '../../contract/limits.ts'
import { failed, type Reply, success } from '../../contract/refusals.ts'
import {
  type RecentPaper,
  SOURCES_MAX,
  type SourceConfig,
  type SourceTest,
  type SourceView,
} from '../../contract/screen/sources.ts'
import type { Health } from '../../contract/screen/state.ts'
import { SOURCE_RETRY_MS } from './limits.ts'
import { wouldForwardHere } from './own-listeners.ts'
import type { CapturedPaper, Clock, Log, Source } from './ports.ts'
import { createRecentPapers } from './recent-papers.ts'
import { problemOfStart } from './source-problems.ts'

/** The sources of this station: those of the command line and those that were set up. */
export interface SourceRegistry {
  /** Starts them all; one that cannot start is tried again and keeps none of the others. */
  readonly start: () => Promise<void>
  readonly stop: () => Promise<void>
  readonly healths: () => readonly Health[]
  readonly views: () => SourceView[]
  readonly save: (config: SourceConfig) => Promise<Reply<Record<string, never>>>
  readonly remove: (id: string) => Promise<Reply<Record<string, never>>>
  readonly test: (id: string) => Promise<Reply<SourceTest>>
  readonly papers: (sourceId: string | null, limit: number) => RecentPaper[]
}

/** What {@link createSourceRegistry} needs. */
export interface SourceRegistryOptions {
  /** Sources that were made elsewhere: started and stopped with the rest, never listed. */
  readonly ready: readonly Source[]
  /** Of the command line: they can be tested, not changed. */
  readonly fixed: readonly SourceConfig[]
  readonly settings: {
    readonly sources: () => readonly SourceConfig[]
    readonly setSources: (sources: readonly SourceConfig[]) => void
  }
  readonly make: (config: SourceConfig) => Source
  readonly clock: Clock
  readonly log: Log
  readonly onPaper: (paper: CapturedPaper) => void
  readonly onHealth: () => void
}

interface Slot {
  readonly source: Source
  readonly config: SourceConfig | null
  readonly isFixed: boolean
  failure: Health | null
  lastPaper: SourceView['lastPaper']
  cancelRetry: () => void
  isStopped: boolean
}

export function createSourceRegistry(options: SourceRegistryOptions): SourceRegistry {
  const slots = new Map<string, Slot>()
  const recent = createRecentPapers()
  /** Changes come one after the other: a port is free before the next one wants it. */
  let turn: Promise<unknown> = Promise.resolve()
  const inTurn = <Value>(work: () => Promise<Value>): Promise<Value> => {
    const done = turn.then(work)
    turn = done.catch(() => {})
    return done
  }
  const hear = (slot: Slot, paper: CapturedPaper) => {
    const { endedAtMs, rows, tenders } = paper
    slot.lastPaper = { endedAtMs, rowCount: rows.length, tenderCount: tenders.length }
    const heard = { ...paper, till: paper.till ?? slot.config?.till ?? null }
    recent.add(slot.source.name, heard)
    options.onPaper(heard)
  }
  const startSlot = async (slot: Slot): Promise<void> => {
    const sink = {
      onPaper: (paper: CapturedPaper) => hear(slot, paper),
      onHealth: options.onHealth,
    }
    try {
      await slot.source.start(sink)
      slot.failure = null
    } catch (error) {
      const why = error instanceof Error ? error.message : 'unknown reason'
      if (slot.failure === null) {
        options.log.error('device-did-not-start', { device: slot.source.name, why })
      }
      slot.failure = failureOf(error, why)
      if (!slot.isStopped) retryLater(slot)
    }
    tellListenersChanged()
    options.onHealth()
  }
  const tellListenersChanged = () => {
    for (const { source } of slots.values()) source.listenersChanged?.()
  }
  const retryLater = (slot: Slot) => {
    slot.cancelRetry = options.clock.after(SOURCE_RETRY_MS, () => {
      void inTurn(async () => (slot.isStopped ? undefined : startSlot(slot)))
    })
  }
  const open = (config: SourceConfig, isFixed: boolean): Promise<void> => {
    const slot = slotOf(options.make(config), config, isFixed)
    slots.set(config.id, slot)
    return startSlot(slot)
  }
  const close = async (id: string): Promise<void> => {
    const slot = slots.get(id)
    if (slot === undefined) return
    slots.delete(id)
    slot.isStopped = true
    slot.cancelRetry()
    await stopSource(slot.source, options.log)
  }
  const views = () => [...slots.values()].flatMap(viewOf)
  const configured = () => options.settings.sources()
  const isFixed = (id: string) => options.fixed.some((config) => config.id === id)
  const store = (id: string, added: readonly SourceConfig[]) =>
    options.settings.setSources([...configured().filter((other) => other.id !== id), ...added])

  return {
    start: () =>
      inTurn(async () => {
        for (const source of options.ready) slots.set(source.name, slotOf(source, null, true))
        const own = configured().filter(({ id }) => !isFixed(id))
        await Promise.all([
          ...[...slots.values()].map(startSlot),
          ...options.fixed.map((config) => open(config, true)),
          ...own.map((config) => open(config, false)),
        ])
      }),
    stop: () =>
      inTurn(async () => {
        await Promise.all([...slots.keys()].map(close))
      }),
    healths: () => [...slots.values()].map(healthOf),
    views,
    save: (config) =>
      inTurn(async () => {
        if (isFixed(config.id)) return failed('STATE_CONFLICT', FIXED)
        const isNew = configured().every(({ id }) => id !== config.id)
        if (isNew && configured().length >= SOURCES_MAX) return failed('STATE_CONFLICT', FULL)
        if (await wouldForwardHere(config, views(), options.clock)) {
          return failed('FORWARD_IS_STATION')
        }
        store(config.id, [config])
        await close(config.id)
        await open(config, false)
        return success({})
      }),
    remove: (id) =>
      inTurn(async () => {
        if (isFixed(id)) return failed('STATE_CONFLICT', FIXED)
        if (configured().every((config) => config.id !== id)) return failed('NOT_FOUND', UNKNOWN)
        store(id, [])
        await close(id)
        tellListenersChanged()
        options.onHealth()
        return success({})
      }),
    test: async (id) => {
      const slot = slots.get(id)
      if (slot === undefined) return failed('NOT_FOUND', UNKNOWN)
      const { failure } = slot
      return success(failure === null ? await slot.source.test() : problemTest(failure))
    },
    papers: recent.list,
  }
}

const FIXED = 'This source was given on the command line. Change it there.'
const FULL = `A station has at most ${SOURCES_MAX} sources. Remove one first.`
const UNKNOWN = 'There is no such source. Load the list again.'

function slotOf(source: Source, config: SourceConfig | null, isFixed: boolean): Slot {
  return {
    source,
    config,
    isFixed,
    failure: null,
    lastPaper: null,
    cancelRetry: () => {},
    isStopped: false,
  }
}

function healthOf({ failure, source }: Slot): Health {
  return failure ?? source.health()
}

function viewOf(slot: Slot): SourceView[] {
  const { config, source, isFixed, lastPaper } = slot
  if (config === null) return []
  const {
    listening = null,
    foundDialect = null,
    notes = [],
    tokenFile = null,
  } = slot.failure === null ? (source.details?.() ?? {}) : {}
  const health = healthOf(slot)
  return [
    { config, isFixed, health, lastPaper, listening, foundDialect, notes: [...notes], tokenFile },
  ]
}

function failureOf(error: unknown, why: string): Health {
  const problem = problemOfStart(error)
  return {
    status: 'attention',
    problem,
    detail: why.slice(0, TEXT_LENGTH_MAX),
    lastSeenAtMs: null,
  }
}

function problemTest({ problem, detail, lastSeenAtMs }: Health): SourceTest {
  return { outcome: 'problem', problem, detail, lastSeenAtMs }
}

async function stopSource(source: Source, log: Log): Promise<void> {
  try {
    await source.stop()
  } catch (error) {
    const why = error instanceof Error ? error.message : 'unknown reason'
    log.error('device-did-not-stop', { device: source.name, why })
  }
}
