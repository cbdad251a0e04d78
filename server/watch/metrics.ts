import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { BackupFigures } from '../backups/index.ts'
import { LOAD_CLASSES, type Load } from '../load/index.ts'
import type { Database } from '../storage/database.ts'
import { COMMIT_SECONDS, GROUP_SIZES } from './limits.ts'

/** The doors through which replies leave. */
export type Door = 'http' | 'station'

/** The figures of one server, in the text form that monitoring reads. */
export interface Metrics {
  /** Counts a reply by its code, `ok` for a success. Takes no time to speak of. */
  readonly countReply: (door: Door, code: string) => void
  /** Adds how the regular backups are doing. */
  readonly watchBackups: (figures: () => BackupFigures) => void
  /** Everything as of now. */
  readonly text: () => Promise<string>
  readonly contentType: string
  readonly close: () => void
}

/** Where the figures come from that are looked up when they are asked for. */
export interface MetricSources {
  readonly database: Database
  readonly load: Load
  readonly stations: () => { readonly sockets: number; readonly signedIn: number }
}

export function createMetrics({ database, load, stations }: MetricSources): Metrics {
  const registry = new Registry()
  const replies = new Counter({
    name: 'countermark_replies_total',
    help: 'Replies by the door they left by and their code; ok is a success.',
    labelNames: ['door', 'code'],
    registers: [registry],
  })
  const stopWatching = watchCommits(registry, database)
  addLedgerGauges(registry, database)
  addLoadGauges(registry, load)
  addStationGauges(registry, stations)
  const counters = new Map<string, Counter.Internal>()
  let hasProcess = false

  return {
    countReply: (door, code) => {
      const name = `${door} ${code}`
      // Looking a counter up by its labels takes longer than counting.
      const counter = counters.get(name) ?? replies.labels(door, code)
      counters.set(name, counter)
      counter.inc()
    },
    watchBackups: (figures) => addBackupGauges(registry, figures),
    text: () => {
      // Watching the process costs something all the time: only where somebody looks.
      if (!hasProcess) collectDefaultMetrics({ register: registry })
      hasProcess = true
      return registry.metrics()
    },
    contentType: registry.contentType,
    close: () => {
      stopWatching()
      registry.clear()
    },
  }
}

function watchCommits(registry: Registry, database: Database): () => void {
  const sizes = new Histogram({
    name: 'countermark_commit_operations',
    help: 'Operations that were committed together.',
    buckets: GROUP_SIZES,
    registers: [registry],
  })
  const commits = new Histogram({
    name: 'countermark_commit_seconds',
    help: 'From the beginning of a commit group until it was durable.',
    buckets: COMMIT_SECONDS,
    registers: [registry],
  })
  const syncs = new Histogram({
    name: 'countermark_commit_sync_seconds',
    help: 'Of this, what the disk or the database server took to make it durable.',
    buckets: COMMIT_SECONDS,
    registers: [registry],
  })
  return database.watch(({ operations, commitMs, syncMs }) => {
    sizes.observe(operations)
    commits.observe(commitMs / 1000)
    syncs.observe(syncMs / 1000)
  })
}

function addLedgerGauges(registry: Registry, database: Database): void {
  addGauge(
    registry,
    'countermark_ledger_waiting',
    'Calls that wait for the ledger.',
    () => database.figures().waiting,
  )
  addGauge(
    registry,
    'countermark_chain_height',
    'Commit groups in the hash chain.',
    () => database.figures().chainHeight,
  )
  addGauge(
    registry,
    'countermark_log_bytes',
    'Size of the write-ahead log.',
    () => database.figures().logBytes ?? 0,
  )
  addGauge(registry, 'countermark_trouble', '1 while operations are refused; see /readyz.', () =>
    database.trouble() === null ? 0 : 1,
  )
}

function addBackupGauges(registry: Registry, figures: () => BackupFigures): void {
  addGauge(
    registry,
    'countermark_backup_timestamp_seconds',
    'When the newest regular backup was begun; 0 when there is none.',
    () => (figures().lastAtMs ?? 0) / 1000,
  )
  addGauge(
    registry,
    'countermark_backup_failed',
    '1 while the latest attempt at a regular backup has failed; see the log.',
    () => (figures().problem === null ? 0 : 1),
  )
}

function addStationGauges(registry: Registry, stations: MetricSources['stations']): void {
  addGauge(
    registry,
    'countermark_station_sockets',
    'Open sockets of stations.',
    () => stations().sockets,
  )
  addGauge(
    registry,
    'countermark_stations_signed_in',
    'Stations that are signed in.',
    () => stations().signedIn,
  )
}

function addLoadGauges(registry: Registry, load: Load): void {
  const labelNames = ['class'] as const
  new Gauge({
    name: 'countermark_load_waiting',
    help: 'Requests that wait to be begun, by class.',
    labelNames,
    registers: [registry],
    collect() {
      for (const name of LOAD_CLASSES) this.set({ class: name }, load.figures(name).waiting)
    },
  })
  new Gauge({
    name: 'countermark_load_under_way',
    help: 'Requests that are being answered, by class.',
    labelNames,
    registers: [registry],
    collect() {
      for (const name of LOAD_CLASSES) this.set({ class: name }, load.figures(name).underWay)
    },
  })
  new Counter({
    name: 'countermark_load_refused_total',
    help: 'Requests that were refused because there was too much to do, by class.',
    labelNames,
    registers: [registry],
    collect() {
      this.reset()
      for (const name of LOAD_CLASSES) this.inc({ class: name }, load.figures(name).refused)
    },
  })
}

function addGauge(registry: Registry, name: string, help: string, value: () => number): void {
  new Gauge({
    ...{ name, help, registers: [registry] },
    collect() {
      this.set(value())
    },
  })
}
