import type { Database } from 'better-sqlite3'
import type { Written } from './guarded-database.ts'
import type { Store } from './store.ts'

/** Settings by their names, as texts. */
export interface SettingRows {
  readonly read: (name: string) => string | undefined
  /** Counts at once, and is on the disk now or as soon as it can be. */
  readonly settle: (name: string, value: string) => void
  /** Counts only once it is on the disk. */
  readonly write: (name: string, value: string) => Written<void>
}

/** Settings in memory, by name: of one journal, for as long as the station runs. */
export type KeptSettings = Map<string, string>

/**
 * Reads all settings into `kept`, once: a disk that errs must not make the station forget which cards
 * it takes, where it is and which language it speaks.
 */
export function createSettingRows(store: Store, kept: KeptSettings): SettingRows {
  for (const { name, value } of store.all<SettingRow>('SELECT name, value FROM setting')) {
    kept.set(name, value)
  }
  const put = (name: string, value: string) => {
    store.run(PUT, name, value)
  }
  return {
    read: (name) => kept.get(name),
    settle: (name, value) => {
      if (kept.get(name) === value) return
      kept.set(name, value)
      store.settle(() => put(name, value))
    },
    write: (name, value) => {
      const written = store.writeNew(() => put(name, value))
      if (written.ok) kept.set(name, value)
      return written
    },
  }
}

/** Writes them into a journal that was begun anew while the station ran. Throws as SQLite does. */
export function writeKeptSettings(database: Database, kept: KeptSettings): void {
  const put = database.prepare(PUT)
  database.transaction(() => {
    for (const [name, value] of kept) put.run(name, value)
  })()
}

interface SettingRow {
  readonly name: string
  readonly value: string
}

const PUT = 'INSERT OR REPLACE INTO setting (name, value) VALUES (?, ?)'
