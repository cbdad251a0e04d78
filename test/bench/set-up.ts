import { statfsSync } from 'node:fs'
import { arch, cpus, loadavg, platform, release, totalmem } from 'node:os'
import BetterSqlite3 from 'better-sqlite3'

/** What the figures were taken on. */
export type Machine = Readonly<Record<string, string | number>>

/** Names of file systems by the number that the system gives them. */
const FILE_SYSTEMS: Readonly<Record<number, string>> = {
  [0xef53]: 'ext',
  [0x58465342]: 'xfs',
  [0x9123683e]: 'btrfs',
  [0x01021994]: 'tmpfs',
  [0x794c7630]: 'overlay',
}

/** Describes the machine, and the disk below `folder`. */
export function describeMachine(folder: string, now: Date): Machine {
  const { type, bavail, bsize } = statfsSync(folder)
  return {
    processor: cpus()[0]?.model.trim() ?? 'unknown',
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    system: `${platform()} ${release()} ${arch()}`,
    fileSystem: FILE_SYSTEMS[type] ?? `0x${type.toString(16)}`,
    diskFreeGiB: Math.round((bavail * bsize) / 2 ** 30),
    node: process.version,
    sqlite: sqliteVersion(),
    loadAtStart: Number((loadavg()[0] ?? 0).toFixed(2)),
    date: now.toISOString(),
  }
}

/** The set-up as one line. */
export function machineLine(machine: Machine): string {
  return Object.entries(machine)
    .map(([name, value]) => `${name} ${value}`)
    .join(' · ')
}

/** Bytes that are free on the disk below `folder`. */
export function freeBytes(folder: string): number {
  const { bavail, bsize } = statfsSync(folder)
  return bavail * bsize
}

function sqliteVersion(): string {
  const connection = new BetterSqlite3(':memory:')
  const version = connection.prepare<[], string>('SELECT sqlite_version()').pluck().get() ?? ''
  connection.close()
  return version
}
