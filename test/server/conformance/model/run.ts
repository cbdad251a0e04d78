import { isDeepStrictEqual } from 'node:util'
import { openTestNetwork, type TestNetwork } from '../../ledger/network.ts'
import type { Engine } from '../engines.ts'
import { figuresByModel, figuresOf } from './figures.ts'
import { fillWorld } from './fill.ts'
import type { HistorySettings } from './history.ts'
import { beginPlay, type Mismatch, type Play, playEvent } from './play.ts'
import type { Event } from './steps.ts'

/** How a history ended: what it came to, and where the engine and the model parted, if they did. */
export interface Played {
  readonly counts: Play['counts']
  readonly mismatch: Mismatch | undefined
  /** Events that were played, the one with the mismatch among them. */
  readonly events: number
}

/** What stands between the history and the engine: nothing, or a fault that is to be found. */
export type Fault = (network: TestNetwork) => TestNetwork

/** Plays a history to a new ledger of the engine, and proves the ledger at the end. */
export async function runHistory(
  engine: Engine,
  { stocked, isAdministered }: Pick<HistorySettings, 'stocked' | 'isAdministered'>,
  events: Iterable<Event>,
  fault: Fault = (network) => network,
): Promise<Played> {
  const network = await openTestNetwork({}, {}, engine)
  try {
    await fillWorld(network, stocked)
    const play = beginPlay(fault(network), stocked)
    let [count, mismatch]: [number, Mismatch | undefined] = [0, undefined]
    for (const event of events) {
      count += 1
      mismatch = await playEvent(play, event)
      if (mismatch) break
    }
    mismatch ??= (await compareFigures(play)) ?? (isAdministered ? undefined : await prove(play))
    return { counts: play.counts, mismatch, events: count }
  } finally {
    await network.end()
  }
}

async function compareFigures({ network, model }: Play): Promise<Mismatch | undefined> {
  const [expected, got] = [figuresByModel(model.state), await figuresOf(network)]
  if (isDeepStrictEqual(got, expected)) return undefined
  return { number: -1, what: 'the figures at the end', ...differing(expected, got) }
}

async function prove({ network }: Play): Promise<Mismatch | undefined> {
  const proven = await network.verify()
  return proven.ok ? undefined : { number: -1, what: 'the proof', expected: 'ok', got: proven }
}

/** Of two sets of figures only what differs. */
function differing(expected: object, got: object): { expected: unknown; got: unknown } {
  const others = new Map(Object.entries(got))
  const names = Object.entries(expected).filter(
    ([name, value]) => !isDeepStrictEqual(value, others.get(name)),
  )
  return {
    expected: Object.fromEntries(
      names.map(([name, value]) => [name, shortened(value, others.get(name))]),
    ),
    got: Object.fromEntries(
      names.map(([name, value]) => [name, shortened(others.get(name), value)]),
    ),
  }
}

function shortened(value: unknown, other: unknown): unknown {
  if (!Array.isArray(value) || !Array.isArray(other)) return value
  return value.filter((item) => !other.some((there) => isDeepStrictEqual(item, there))).slice(0, 5)
}
