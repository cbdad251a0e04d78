import { decimalText } from '../../../../contract/money.ts'
import type { Reply } from '../../../../contract/refusals.ts'
import type { SourceTest } from '../../../../contract/screen/sources.ts'
import type { Health } from '../../../../contract/screen/state.ts'
import type { WireParams, WireResult } from '../../../../contract/wire/messages.ts'
import { POS_NAMES, type PosEntry } from '../../../../contract/wire/pos.ts'
import type { CapturedPaper, Log, Source, SourceMemory, SourceSink } from '../../ports.ts'

/** The way to the server, as far as tills in the cloud go. */
export interface CloudWire {
  readonly ask: (params: WireParams<'pos-payments'>) => Promise<Reply<WireResult<'pos-payments'>>>
  /** Calls back when the station comes online and when the server has something new. */
  readonly onNews: (listener: () => void) => () => void
  readonly isOnline: () => boolean
  /** Who this station is at its server; entries are counted for each. */
  readonly deviceId: () => string | undefined
}

/**
 * What the server hears of the location's tills in the cloud. One for the station: entries are handed
 * to whichever source was started last, each once, also over a restart.
 */
export interface CloudFeed {
  /** Returns how to detach. */
  readonly attach: (sink: SourceSink, name: string) => () => void
  readonly isOnline: () => boolean
  readonly lastSeenAtMs: () => number | null
}

export interface CloudFeedOptions {
  readonly wire: CloudWire
  readonly memory: SourceMemory
  readonly nowMs: () => number
  readonly log: Log
}

export function createCloudFeed(options: CloudFeedOptions): CloudFeed {
  const { wire, memory, nowMs, log } = options
  const sinks: { readonly sink: SourceSink; readonly name: string }[] = []
  const reading = { isUnderWay: false, isAsked: false, of: '', passedId: 0 }
  let lastSeenAtMs: number | null = null

  const keyOf = () => `heard ${wire.deviceId() ?? ''}`
  /** What the journal holds for good, and so what may be acknowledged. */
  const keptId = () => Number(memory.read(keyOf()) ?? '0')
  const hear = (entry: PosEntry) => {
    const to = sinks.at(-1)
    if (to === undefined || entry.entryId <= reading.passedId) return
    lastSeenAtMs = nowMs()
    to.sink.onPaper(paperOf(entry, to.name, nowMs()))
    reading.passedId = entry.entryId
  }
  /** One answer after the other, until there is no more or what was heard cannot be kept. */
  const readAll = async (): Promise<void> => {
    // Another device is another count.
    if (reading.of !== keyOf()) Object.assign(reading, { of: keyOf(), passedId: 0 })
    reading.passedId = Math.max(reading.passedId, keptId())
    while (sinks.length > 0) {
      const heardId = keptId()
      const reply = await wire.ask({ heardId })
      if (!reply.ok) return
      const { entries } = reply.value
      for (const entry of entries) hear(entry)
      const last = entries.at(-1)
      if (last === undefined || sinks.length === 0) return
      memory.write(keyOf(), String(last.entryId))
      if (keptId() <= heardId) return
    }
  }
  const read = (): void => {
    reading.isAsked = true
    if (reading.isUnderWay || sinks.length === 0) return
    reading.isUnderWay = true
    reading.isAsked = false
    readAll()
      .catch((error: unknown) => log.error('cloud-feed-broken', { why: String(error) }))
      .finally(() => {
        reading.isUnderWay = false
        sinks.at(-1)?.sink.onHealth()
        if (reading.isAsked) read()
      })
  }
  wire.onNews(read)

  return {
    attach: (sink, name) => {
      const own = { sink, name }
      sinks.push(own)
      if (wire.isOnline()) read()
      return () => {
        sinks.splice(sinks.indexOf(own), 1)
      }
    },
    isOnline: wire.isOnline,
    lastSeenAtMs: () => lastSeenAtMs,
  }
}

/**
 * Payments of a cloud POS, which the server receives and passes on. Every station has one that is not
 * listed and says nothing of itself while no till was heard; one that is set up shows how it fares.
 */
export function cloudSource(id: string, feed: CloudFeed, isListed: boolean): Source {
  let detach: (() => void) | null = null
  const health = (): Health => {
    const lastSeenAtMs = feed.lastSeenAtMs()
    const isQuiet = detach === null || (!isListed && lastSeenAtMs === null)
    if (isQuiet) return { status: 'off', problem: null, detail: null, lastSeenAtMs }
    if (feed.isOnline()) return { status: 'ok', problem: null, detail: null, lastSeenAtMs }
    return { status: 'attention', problem: 'server-unreachable', detail: null, lastSeenAtMs }
  }
  return {
    name: id,
    kind: 'cloud',
    start: async (sink) => {
      detach ??= feed.attach(sink, id)
      sink.onHealth()
    },
    stop: async () => {
      detach?.()
      detach = null
    },
    health,
    test: async (): Promise<SourceTest> => {
      const { problem, detail, lastSeenAtMs } = health()
      const outcome = lastSeenAtMs === null ? 'waiting' : 'ok'
      return { outcome: problem === null ? outcome : 'problem', problem, detail, lastSeenAtMs }
    },
  }
}

/**
 * An entry as any other paper: the same on every station, whenever it is heard. A void or refund has
 * the lasting id of its payment, and in its rows the POS's id of itself.
 */
export function paperOf(entry: PosEntry, source: string, nowMs: number): CapturedPaper {
  const { kind, label, amountMinor, currency, changeId, till, receiptNumber } = entry
  const at = entry.atMs === 0 ? null : new Date(entry.atMs).toISOString()
  const amountRow = `${label}  ${decimalText(amountMinor, currency)} ${currency}`
  const head = [POS_NAMES[entry.pos], ...[till, receiptNumber, at].filter((text) => text !== null)]
  const rows = [...head, amountRow, ...(changeId === null ? [] : [`${kind} ${changeId}`])]
  const row = head.length
  return {
    source,
    endedAtMs: at === null ? nowMs : Math.min(nowMs, entry.atMs),
    rows,
    tenders: [
      {
        ...{ label, amountMinor, currency, row, kind, rows: [row] },
        ...{ sign: kind === 'payment' ? 'plus' : 'minus', confidence: 1, reasons: [] },
      },
    ],
    ...{ till, receiptNumber, printedDate: at, kind: 'sale' },
    ...{ clerk: entry.clerk, totalMinor: entry.totalMinor, externalId: entry.externalId },
  }
}
