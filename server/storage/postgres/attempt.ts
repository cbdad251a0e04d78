import type { TrustedTime } from '../clock-watch.ts'
import { errorText, StorageError } from '../errors.ts'
import { CHAIN_START } from '../group/chain.ts'
import { loadFacts } from '../group/facts.ts'
import {
  type Group,
  type GroupTask,
  openGroup,
  type RecordedOperation,
  type SealedGroup,
  type TaskResult,
} from '../group/group.ts'
import type { Head } from '../group/head.ts'
import { rulesAt } from '../group/rules.ts'
import { cardsAsRows, draftAsJson, emptyDraft, journalAsRows, requestOf } from './draft.ts'
import { firstNeeds } from './first-needs.ts'
import { addLoaded, nothingLoaded, type ReadAnswer, readHead } from './loaded.ts'
import { hexOf, isEmpty, type Needs, NotLoaded, noNeeds } from './needs.ts'
import { type Memory, type Overlay, overlayRows, overlayRules } from './overlay.ts'

/** Somebody who waits for what becomes of one task. */
export interface Waiter {
  readonly task: GroupTask
  readonly resolve: (done: { readonly result: TaskResult; readonly timeMs: number }) => void
  readonly reject: (error: Error) => void
}

/** A group that is being decided; nothing of it is seen by anybody before it is adopted. */
export interface Attempt {
  /** Those decided so far, in order. */
  readonly waiters: readonly Waiter[]
  readonly recorded: readonly RecordedOperation[]
  /** False when something has to be read first. Throws for a fault of the program. */
  readonly run: (waiter: Waiter) => boolean
  /**
   * What is missing, with what these will surely need; asking empties the list. With `probe` also what
   * shows only when their facts are looked for.
   */
  readonly needs: (waiters: readonly Waiter[], probe: boolean) => Needs
  readonly take: (needs: Needs, answer: ReadAnswer) => void
  readonly seal: () => SealedGroup | undefined
  /** The group as `write_group` takes it, but for the head. */
  readonly asJson: () => string
  readonly journalRows: () => Buffer
  readonly cardRows: () => Buffer
  readonly head: () => Head
  readonly makesCards: () => boolean
  /** Version of the rules that it was decided under; undefined before the first task. */
  readonly rulesVersion: () => number | undefined
  /** From now on later groups are decided as if this one were written. */
  readonly adopt: () => void
  /** It was not written: what it left in memory goes. */
  readonly retract: () => void
  readonly resolve: () => void
}

export interface AttemptStart {
  readonly memory: Memory
  readonly nextId: number
  readonly nextCard: number
  /** Of the last group, in ms since 1970 UTC. */
  readonly lastTimeMs: number
  readonly time: TrustedTime
  readonly strict: boolean
}

export function openAttempt(start: AttemptStart): Attempt {
  const { memory, strict, time } = start
  const overlay: Overlay = {
    memory,
    strict,
    loaded: nothingLoaded(),
    draft: emptyDraft(),
    needs: noNeeds(),
  }
  const before: Head = {
    journalId: start.nextId - 1,
    cardNumber: start.nextCard - 1,
    groupId: 0,
    // The place in the chain is found at the commit.
    hash: CHAIN_START,
    timeMs: start.lastTimeMs,
  }
  const group = openGroup(overlayRows(overlay), overlayRules(overlay), before, time)
  const done: { readonly waiter: Waiter; readonly result: TaskResult }[] = []
  const waiters: Waiter[] = []
  let rulesVersion: number | undefined
  return {
    waiters,
    recorded: group.recorded,
    rulesVersion: () => rulesVersion,
    run: (waiter) => {
      const result = runTask(group, waiter.task)
      if (!result) return false
      // What is remembered of it may be older than what the edge saw: read it for the next look.
      if (result.is === 'overtaken') memory.cards.drop(result.cardNumber)
      rulesVersion ??= memory.rules.version()
      done.push({ waiter, result })
      waiters.push(waiter)
      return true
    },
    needs: (asked, isProbing) => {
      for (const { task } of asked) {
        firstNeeds(overlay, task)
        if (isProbing) probe(overlay, task, group.head())
      }
      const needs = { ...overlay.needs }
      Object.assign(overlay.needs, noNeeds())
      return needs
    },
    take: (needs, answer) => take(overlay, needs, answer),
    seal: group.seal,
    asJson: () => draftAsJson(overlay.draft),
    journalRows: () => journalAsRows(overlay.draft),
    cardRows: () => cardsAsRows(overlay.draft),
    head: group.head,
    makesCards: () => overlay.draft.newCards.size > 0,
    adopt: () => adopt(overlay),
    retract: () => {
      const { newCards, cards, assumed } = overlay.draft
      // The internal numbers of cards that were not made go to others: no name may lead to them.
      if (newCards.size > 0) memory.cards.forget()
      for (const id of [...cards.keys(), ...assumed.cards.keys()]) memory.cards.drop(id)
    },
    resolve: () => {
      const { timeMs } = group.head()
      for (const { waiter, result } of done) waiter.resolve({ result, timeMs })
    },
  }
}

/** Looks for the facts of a task without doing it: what is not loaded is noted. */
function probe(overlay: Overlay, task: GroupTask, { timeMs, ...head }: Head): void {
  if (task.is !== 'execute') return
  const next = { journalId: head.journalId + 1, nextCardNumber: head.cardNumber + 1 }
  try {
    const rules = rulesAt(overlayRules(overlay), timeMs)
    loadFacts(overlayRows(overlay), rules, task.request, { nowMs: timeMs, ...next })
  } catch (error) {
    if (!(error instanceof NotLoaded))
      throw new StorageError('request_failed', errorText(error), 'not_done')
  }
}

function runTask(group: Group, task: GroupTask): TaskResult | undefined {
  try {
    return group.run(task)
  } catch (error) {
    if (error instanceof NotLoaded) return undefined
    throw new StorageError('request_failed', errorText(error), 'not_done')
  }
}

function take({ memory, loaded, strict }: Overlay, needs: Needs, answer: ReadAnswer): void {
  if (isEmpty(needs)) return
  const head = readHead(answer)
  // What else was remembered may be of other rules, cards too: their PIN and state are among them.
  if (!memory.rules.take(needs, answer, head.rulesVersion)) memory.cards.forget()
  if (strict) memory.tombstones = head.tombstones
  addLoaded(loaded, needs, answer)
  // Under the lock what was read is what is.
  if (strict) for (const card of loaded.numbers.values()) memory.cards.put(card)
  for (const [lookup, card] of loaded.lookups) if (card) memory.cards.name({ lookup }, card)
  for (const [uid, card] of loaded.uids) if (card) memory.cards.name({ uid }, card)
}

function adopt({ draft, memory }: Overlay): void {
  for (const { row } of draft.cards.values()) memory.cards.put(row)
  for (const { uid, number_lookup: lookup, id } of draft.newCards.values()) {
    const card = memory.cards.byNumber(id)
    if (card) memory.cards.name({ uid, lookup: hexOf(lookup) }, card)
  }
  for (const values of draft.journal) memory.recent.add(requestOf(values)[1])
  for (const key of draft.claims.keys()) memory.recent.add(key)
  for (const key of draft.tombstones.keys()) memory.recent.add(key)
  memory.tombstones += draft.tombstones.size
}
