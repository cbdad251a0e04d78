import { join } from 'node:path'
import type { Database } from 'better-sqlite3'
import { uuidV7 } from '../../../contract/ids.ts'
import type { Health } from '../../../contract/screen/state.ts'
import { JOURNAL_RECHECK_MS, RESERVE_BYTES } from '../limits.ts'
import type { Clock, Log, Random } from '../ports.ts'
import { type CashierRecord, createCashierRecord } from './cashiers.ts'
import { damagedFiles, openDatabase } from './database.ts'
import { createExceptions, type Exceptions } from './exceptions.ts'
import { createOperations, type Operations } from './operations.ts'
import { createPapers, type Papers } from './papers.ts'
import { createPayments, type Payments } from './payments.ts'
import { createReceiptPrinterSetting, type ReceiptPrinterSetting } from './receipt-printer.ts'
import { createReceiptRecord, type ReceiptRecord } from './receipts.ts'
import { createReserve } from './reserve.ts'
import { createReversals, type Reversals } from './reversals.ts'
import { createSettingRows, type KeptSettings, writeKeptSettings } from './setting-rows.ts'
import { createSettings, type Settings } from './settings.ts'
import { createShiftRecord, type ShiftRecord } from './shifts.ts'
import { createSourceMemory } from './source-memory.ts'
import { createStore, type Store } from './store.ts'

/** The station's durable record: one SQLite file with one connection. */
export interface Journal {
  readonly papers: Papers
  readonly payments: Payments
  readonly reversals: Pick<Reversals, 'list' | 'find'>
  readonly exceptions: Exceptions
  readonly operations: Operations
  readonly settings: Settings
  /** What the source of this id remembers over a restart. */
  readonly sourceMemory: ReturnType<typeof createSourceMemory>
  readonly cashiers: CashierRecord
  readonly shifts: ShiftRecord
  readonly receipts: ReceiptRecord
  readonly receiptPrinter: ReceiptPrinterSetting
  /** Takes a payment off the list. False when it was not waiting; undefined when nothing can be written. */
  readonly dismiss: (...args: Parameters<Payments['dismiss']>) => boolean | undefined
  /** The server says that another station of the location took a payment, or that it is free again. */
  readonly markElsewhere: (paymentKey: string, isTaken: boolean) => void
  readonly health: () => Health
  readonly close: () => void
}

/** What {@link openJournal} needs. */
export interface JournalOptions {
  readonly directory: string
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
  /** Called when the journal became writable or stopped being so. */
  readonly onChange: () => void
  readonly reserveBytes?: number | undefined
  /** Bound of the file in pages of 4 KiB; without one the disk is the bound. */
  readonly pagesMax?: number | undefined
}

/**
 * Opens the journal in this folder, making or repairing what is needed. Throws a JournalError with
 * a sentence for the technician when the file is from a newer version or cannot be opened.
 */
export function openJournal(options: JournalOptions): Journal {
  const { directory, clock, random, log } = options
  const kept: KeptSettings = new Map()
  let damaged: string | undefined
  const open = () => {
    const database = openDatabase({
      directory,
      nowMs: clock.nowMs(),
      pagesMax: options.pagesMax ?? 0,
    })
    const found = damagedFiles(directory)[0]
    if (found !== undefined && found !== damaged) {
      log.error('journal-moved-aside', { file: found })
      keepSettings(database, kept)
    }
    damaged = found
    return database
  }
  const store = createStore({
    open,
    reserve: createReserve(
      join(directory, 'journal.reserve'),
      options.reserveBytes ?? RESERVE_BYTES,
    ),
    log,
    onChange: options.onChange,
  })
  const stopWatching = watch(store, clock)
  const newId = () => uuidV7(clock.nowMs(), random.bytes(10))
  const payments = createPayments(store)
  const reversals = createReversals(store, payments, newId)
  const rows = createSettingRows(store, kept)
  const settings = createSettings(rows)
  const exceptions = createExceptions(store, { payments, reversals, newId })
  return {
    papers: createPapers(store, reversals, newId),
    payments,
    reversals: { list: reversals.list, find: reversals.find },
    exceptions,
    operations: createOperations(store, payments, reversals),
    settings,
    sourceMemory: createSourceMemory(store, clock.nowMs),
    cashiers: createCashierRecord(store),
    shifts: createShiftRecord(store),
    receipts: createReceiptRecord(store),
    receiptPrinter: createReceiptPrinterSetting(rows),
    dismiss: (paymentId, reason) => {
      const settlement = { subject: 'payment', id: paymentId, reason: 'other' } as const
      const said = { ...settlement, note: reason, clerk: settings.clerk() }
      const written = exceptions.settle([said], clock.nowMs())
      return written.ok ? written.value : undefined
    },
    markElsewhere: (paymentKey, isTaken) => {
      const nowMs = clock.nowMs()
      store.settle(() => {
        payments.markElsewhere(paymentKey, isTaken ? nowMs : null)
        reversals.resolve(nowMs)
      })
    },
    health: () => healthOf(store, directory, damaged),
    close: () => {
      stopWatching()
      store.close()
    },
  }
}

/** A journal that was begun anew while the station runs has its settings, too. */
function keepSettings(database: Database, kept: KeptSettings): void {
  try {
    writeKeptSettings(database, kept)
  } catch (error) {
    database.close()
    throw error
  }
}

/** Looks for space again while there is none. Returns how to stop. */
function watch(store: Store, clock: Clock): () => void {
  let cancel = () => {}
  const look = () => {
    store.recover()
    cancel = clock.after(JOURNAL_RECHECK_MS, look)
  }
  cancel = clock.after(JOURNAL_RECHECK_MS, look)
  return () => cancel()
}

function healthOf(store: Store, directory: string, damaged: string | undefined): Health {
  const problem = store.problem()
  if (problem !== null) {
    return {
      status: 'attention',
      problem: problem === 'full' ? 'journal-full' : 'journal-unwritable',
      detail: directory,
      lastSeenAtMs: null,
    }
  }
  if (damaged !== undefined) {
    const detail = join(directory, damaged).slice(-200)
    return { status: 'attention', problem: 'journal-moved-aside', detail, lastSeenAtMs: null }
  }
  return { status: 'ok', problem: null, detail: null, lastSeenAtMs: null }
}
