import { nextCardState } from '../../ledger/card-states.ts'
import type { TrustedTime } from '../clock-watch.ts'
import { StorageError, sqliteCode } from '../errors.ts'
import {
  type GroupTask,
  openGroup,
  type RecordedOperation,
  type TaskResult,
} from '../group/group.ts'
import { addNewCard } from '../group/new-card.ts'
import type { StockTask, WriteTask } from '../messages.ts'
import { unwireNewCard, unwireParameter } from '../wire-form.ts'
import type { Connection } from './connection.ts'
import { openErasing } from './erasing.ts'
import { openLedgerRows, type SqliteRows } from './ledger-rows.ts'
import type { CardKey, ReadAhead } from './read-ahead.ts'
import { readHead } from './read-head.ts'
import { openRuleBook } from './rule-book.ts'
import { transactions } from './transactions.ts'

/** What a group came to: a result a task, in order, and the operations that are now on record. */
export interface GroupResult {
  /** Time of the group in ms since 1970 UTC. */
  readonly timeMs: number
  readonly results: readonly TaskResult[]
  readonly recorded: readonly RecordedOperation[]
}

/** The engine on one write connection. Every function is one transaction, durable once the log was synced. */
export interface Engine {
  /**
   * Runs the operations in order and commits them together. Throws a StorageError when it could not.
   * While the time has a fault, only what is on record is answered.
   */
  readonly runGroup: (tasks: readonly GroupTask[], time: TrustedTime) => GroupResult
  readonly stock: (task: StockTask, nowMs: number) => boolean
  readonly write: (task: WriteTask) => boolean
  /** Erases the secrets that are out of their window. */
  readonly erase: (nowMs: number) => void
  /** The time of the last group, in ms since 1970 UTC. */
  readonly lastTimeMs: () => number
}

/** Builds the engine on a migrated connection. */
export function openEngine(connection: Connection, ahead: ReadAhead): Engine {
  const store = openLedgerRows(connection, ahead)
  const rules = openRuleBook(connection)
  const transaction = transactions(connection)
  let head = readHead(connection)
  return {
    runGroup: (tasks, time) => {
      if (ahead.isNeeded()) ahead.ask(tasks.flatMap((task) => unknownCard(store, task)))
      const group = openGroup(store, rules, head, time)
      try {
        const results = transaction(() => {
          const all = tasks.map((task) => group.run(task))
          const sealed = group.seal()
          if (sealed) store.addGroup(sealed)
          return all
        })
        head = group.head()
        return { timeMs: head.timeMs, results, recorded: group.recorded }
      } catch (error) {
        store.forget()
        throw error
      } finally {
        ahead.ended()
      }
    },
    stock: (task, nowMs) => {
      let { cardNumber } = head
      const done = attempt(() =>
        transaction(() => {
          for (const wired of task.cards) {
            cardNumber += 1
            const card = unwireNewCard(wired)
            const birth = { cardNumber, state: nextCardState('none', task.as), nowMs }
            if (!addNewCard(store, card, birth))
              throw new NotFitting(`no program ${card.programId}`)
          }
        }),
      )
      if (done) head = { ...head, cardNumber }
      return done
    },
    write: (task) => {
      // A station's sign-in writes too; the cards that are in use are not to be read again for that.
      if (names(task, /program|location|network/i)) rules.forget()
      if (names(task, /card/i)) store.forget()
      return attempt(() => transaction(() => runStatements(connection, task)))
    },
    erase: openErasing(connection),
    lastTimeMs: () => head.timeMs,
  }
}

/** The card that a task names and that is to be read for it. */
function unknownCard({ isKnown }: SqliteRows, task: GroupTask): readonly CardKey[] {
  if (task.is !== 'execute' || !('card' in task.request)) return []
  const { card } = task.request
  switch (card.by) {
    case 'id':
      return isKnown(card.cardId) ? [] : [{ uid: card.cardId }]
    case 'lookup':
      return isKnown(card.lookup) ? [] : [{ lookup: Buffer.from(card.lookup).toString('hex') }]
    case 'new':
      return []
  }
}

/** Whether a statement mentions such a table. What triggers write beside is nothing that is remembered. */
function names({ statements }: WriteTask, name: RegExp): boolean {
  return statements.some(({ sql }) => name.test(sql))
}

/** Expected ends of an administrative write: nothing was changed, and the caller is told so. */
class NotFitting extends Error {}

function attempt(run: () => void): boolean {
  try {
    run()
    return true
  } catch (error) {
    const cause = error instanceof StorageError ? error.cause : error
    if (cause instanceof NotFitting || sqliteCode(cause).startsWith('SQLITE_CONSTRAINT'))
      return false
    throw error
  }
}

function runStatements(connection: Connection, { statements }: WriteTask): void {
  for (const { sql, parameters, changes } of statements) {
    const result = connection.prepare(sql).run(...parameters.map(unwireParameter))
    if (changes !== null && result.changes !== changes)
      throw new NotFitting(`changed ${result.changes} rows in place of ${changes}`)
  }
}
