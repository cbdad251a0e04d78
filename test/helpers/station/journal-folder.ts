import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { cryptoRandom } from '../../../src/main/station/host/clock.ts'
import {
  type Journal,
  type JournalOptions,
  openJournal,
} from '../../../src/main/station/journal/index.ts'
import { createManualClock, type ManualClock } from './manual-clock.ts'

/** A folder with a journal that a test opens, closes and harms. */
export interface JournalFolder {
  readonly directory: string
  readonly clock: ManualClock
  readonly logLines: string[]
  /** How often the journal said that its health changed. */
  readonly changes: () => number
  readonly open: (options?: Partial<JournalOptions>) => Journal
  readonly remove: () => void
}

export function makeJournalFolder(): JournalFolder {
  const directory = mkdtempSync(join(tmpdir(), 'countermark-journal-'))
  const clock = createManualClock()
  const logLines: string[] = []
  const write = (event: string, fields?: object) => {
    logLines.push(`${event} ${JSON.stringify(fields ?? {})}`)
  }
  const opened: Journal[] = []
  let changes = 0
  return {
    directory,
    clock,
    logLines,
    changes: () => changes,
    open: (options) => {
      const journal = openJournal({
        directory,
        clock,
        random: cryptoRandom,
        log: { info: write, warn: write, error: write },
        onChange: () => {
          changes += 1
        },
        reserveBytes: 65_536,
        ...options,
      })
      opened.push(journal)
      return journal
    },
    remove: () => {
      for (const journal of opened) journal.close()
      rmSync(directory, { recursive: true, force: true })
    },
  }
}
