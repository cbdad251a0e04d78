import type { OperationId } from '../../../../src/contract/ids.ts'
import type { TestNetwork } from '../../ledger/network.ts'
import { type Counts, countReply, emptyCounts } from './counts.ts'
import { type Model, openModel, type Told, toldBy } from './model.ts'
import { type Past, type Sent, sentBy } from './requests.ts'
import { settle } from './settings.ts'
import { hexOf, operationKey } from './state.ts'
import type { CardSetting, Event, NumberedStep, Step } from './steps.ts'

/** Where an engine and the model do not say the same. */
export interface Mismatch {
  readonly number: number
  readonly what: string
  readonly expected: unknown
  readonly got: unknown
}

/** A history that is being played to an engine and to the model side by side. */
export interface Play {
  readonly network: TestNetwork
  readonly model: Model
  readonly steps: Map<number, Step>
  readonly operationIds: Map<number, OperationId>
  readonly counts: Counts
  /** The last operation on record that was looked at. */
  lastJournalId: number
}

/** Begins on an engine that was filled with the model's world. */
export function beginPlay(network: TestNetwork, stocked: number): Play {
  return {
    network,
    model: openModel(stocked, network.clock.nowMs),
    steps: new Map(),
    operationIds: new Map(),
    counts: emptyCounts(),
    lastJournalId: 0,
  }
}

/** Plays what happens next. Undefined when engine and model agree. */
export async function playEvent(play: Play, event: Event): Promise<Mismatch | undefined> {
  switch (event.is) {
    case 'batch':
      return playBatch(play, event.steps)
    case 'pass':
      play.network.clock.nowMs += event.ms
      return undefined
    case 'set card':
      await setCard(play, event.setting)
      return undefined
    default:
      await play.network.reopen()
      play.counts.reopened += 1
      return undefined
  }
}

async function setCard({ network, model }: Play, setting: CardSetting): Promise<void> {
  const changed = settle(model.state, setting, network.clock.nowMs)
  if (!changed) return
  const { uid, ...row } = changed
  const query = network.database.read.updateTable('card').set(row).where('uid', '=', uid).compile()
  if (!(await network.database.write([{ query, changes: 1 }])))
    throw new Error(`card ${uid} was not changed`)
}

/** One step with what it sent and what was told. */
interface Item {
  readonly number: number
  readonly sent: Sent
  readonly key: string
  readonly told: Told | undefined
  /** Whether its request was on record before the batch. */
  readonly isKnown: boolean
  isExplained: boolean
}

async function playBatch(
  play: Play,
  steps: readonly NumberedStep[],
): Promise<Mismatch | undefined> {
  const { network, model, operationIds } = play
  for (const { number, step } of steps) play.steps.set(number, step)
  model.state.nowMs = network.clock.nowMs
  const past: Past = { steps: play.steps, operationIds, nowMs: network.clock.nowMs }
  // All at once: the engine makes its groups of them.
  const items = await Promise.all(
    steps.flatMap(({ number, step }) => {
      const sent = sentBy(number, step, past)
      return sent ? [send(play, number, sent)] : []
    }),
  )
  return (await explainRecorded(play, items)) ?? explainRest(play, items) ?? undefined
}

async function send({ network, model, operationIds, counts }: Play, number: number, sent: Sent) {
  const { ledger } = network.database
  const [callerKey, requestId] =
    sent.is === 'execute'
      ? [sent.request.caller.key, sent.request.requestId]
      : [sent.callerKey, sent.requestId]
  const key = operationKey(callerKey, requestId)
  const isKnown = model.state.operations.has(key)
  const reply = await (sent.is === 'execute'
    ? ledger.execute(sent.request)
    : ledger.outcome(callerKey, requestId)
  ).catch((error: unknown) => ({ failed: String(error) }))
  if (reply && 'failed' in reply)
    return {
      number,
      sent,
      key,
      told: { text: reply.failed, secret: null },
      isKnown,
      isExplained: false,
    }
  if (sent.is === 'execute' && reply?.reply.ok && !reply.reply.value.replayed)
    operationIds.set(sent.origin, reply.reply.value.operationId)
  countReply(counts, sent, reply)
  const item: Item = {
    number,
    sent,
    key,
    told: reply && toldBy(reply),
    isKnown,
    isExplained: false,
  }
  return item
}

/** Lets the model do what the engine put on record, in the engine's order. */
async function explainRecorded(play: Play, items: readonly Item[]): Promise<Mismatch | undefined> {
  const asked = Map.groupBy(items, ({ key }) => key)
  for (const row of await newRows(play)) {
    const { id: journalId, time_ms: timeMs } = row
    play.lastJournalId = journalId
    const key = operationKey(row.caller, row.request_id)
    const hash = hexOf(row.content_hash)
    const same = (asked.get(key) ?? []).filter(
      ({ sent, isKnown }) =>
        !isKnown && sent.is === 'execute' && hexOf(sent.request.contentHash) === hash,
    )
    const [first] = same
    if (first?.sent.is !== 'execute' || play.model.state.operations.has(key))
      return { number: -1, what: 'is on record, and nobody asked for it', expected: null, got: row }
    const expected = play.model.execute(first.sent.request, { journalId, timeMs })
    if (timeMs !== play.network.clock.nowMs)
      return { number: first.number, what: 'time', expected: play.network.clock.nowMs, got: timeMs }
    // Of several that sent the same, one did it and the others were told of it.
    const doer = same.find(({ told }) => isSame(told, expected))
    if (!doer) return mismatch(first, 'answer', expected)
    doer.isExplained = true
  }
  return undefined
}

async function newRows({ network, lastJournalId }: Play) {
  return network.database.read
    .selectFrom('journal')
    .select(['id', 'time_ms', 'caller', 'request_id', 'content_hash'])
    .where('id', '>', lastJournalId)
    .where('line', '=', 0)
    .orderBy('id')
    .execute()
}

/** All others were told what was on record already. */
function explainRest({ model }: Play, items: readonly Item[]): Mismatch | undefined {
  const asked = new Set<string>()
  for (const item of items) {
    const { sent, key, told, isKnown } = item
    if (sent.is === 'execute') {
      asked.add(key)
      if (item.isExplained) continue
      const expected = model.recall(sent.request)
      if (!isSame(told, expected)) return mismatch(item, 'answer from the record', expected)
    } else {
      const expected = model.outcome(sent.callerKey, sent.requestId)
      // What was asked in the same batch but later may be on record already, or not yet.
      const isOpen = told === undefined && !isKnown && !asked.has(key)
      if (!isOpen && !isSame(told, expected)) return mismatch(item, 'outcome', expected)
    }
  }
  return undefined
}

function isSame(told: Told | undefined, expected: Told | undefined): boolean {
  return told?.text === expected?.text && told?.secret === expected?.secret
}

function mismatch({ number, told }: Item, what: string, expected: Told | undefined): Mismatch {
  return { number, what, expected, got: told }
}
