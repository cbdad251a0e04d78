import type { Reply, ReplyCode } from '../../contract/refusals.ts'
import { replyCode } from '../../contract/refusals.ts'
import type { ScreenParams, ScreenResult } from '../../contract/screen/commands.ts'
import type { ScreenCommand } from '../../contract/screen/names.ts'
import type { ScreenState, Sound } from '../../contract/screen/state.ts'
import type { StationLink } from '../bridge/link.ts'
import { inSteadyOrder } from '../waiting/steady-order.ts'

/** All that the screen draws, besides which panel is open. */
export interface Snapshot {
  readonly state: ScreenState | undefined
  /** `performance.now()` when the state arrived: the station's clock is counted on from here. */
  readonly receivedAtMs: number
  readonly reachable: boolean
  /** Why the last key press did nothing; replaced by the next one. */
  readonly notice: Notice | undefined
}

export interface Notice {
  readonly code: ReplyCode | 'card-first' | 'no-undo'
  /** Counts up, so that the same notice twice is two notices. */
  readonly count: number
}

/** The state of the station as an external store, and the way to its commands. */
export interface StationStore {
  readonly subscribe: (listener: () => void) => () => void
  readonly snapshot: () => Snapshot
  /** Sends a command once: the same is not sent again before its answer (two scans are two). */
  readonly run: <Name extends ScreenCommand>(
    name: Name,
    params: ScreenParams<Name>,
  ) => Promise<Reply<ScreenResult<Name>> | undefined>
  readonly notify: (code: Notice['code'] | undefined) => void
}

/** Questions that rooms ask again by themselves: what a press was told stays meanwhile. */
const QUIET: ReadonlySet<ScreenCommand> = new Set([
  'list-sources',
  'list-profiles',
  'recent-papers',
])
/** Commands of which a second one before the first's answer is meant. */
const REPEATABLE: ReadonlySet<ScreenCommand> = new Set(['read-keys', 'list-activity', ...QUIET])

/** Makes the store of one screen. `onSound` is called for each sound that the core asks for. */
export function createStationStore(
  link: StationLink,
  onSound: (sound: Sound) => void,
): StationStore {
  const listeners = new Set<() => void>()
  const running = new Set<ScreenCommand>()
  let snapshot: Snapshot = {
    state: undefined,
    receivedAtMs: 0,
    reachable: false,
    notice: undefined,
  }
  const change = (part: Partial<Snapshot>) => {
    snapshot = { ...snapshot, ...part }
    for (const listener of listeners) listener()
  }
  const notify = (code: Notice['code'] | undefined) =>
    change({
      notice: code === undefined ? undefined : { code, count: (snapshot.notice?.count ?? 0) + 1 },
    })

  link.watchReachable((reachable) => change({ reachable, notice: undefined }))
  link.listen((event) => {
    if (event.type === 'sound') return onSound(event.sound)
    const state = inSteadyOrder(snapshot.state, event.state)
    const notice = isNewScene(snapshot.state, state) ? undefined : snapshot.notice
    change({ state, receivedAtMs: performance.now(), notice })
  })

  return {
    subscribe: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    snapshot: () => snapshot,
    run: async (name, params) => {
      if (running.has(name) && !REPEATABLE.has(name)) return undefined
      running.add(name)
      if (snapshot.notice && !QUIET.has(name)) notify(undefined)
      try {
        const reply = await link.commands[name](params)
        if (!reply.ok) notify(replyCode(reply))
        return reply
      } finally {
        running.delete(name)
      }
    },
    notify,
  }
}

/** Another card or outcome: a notice about the one before has nothing more to say. */
function isNewScene(before: ScreenState | undefined, now: ScreenState): boolean {
  return (
    before?.outcome.kind !== now.outcome.kind ||
    before.card?.lastFour !== now.card?.lastFour ||
    before.activation !== now.activation
  )
}
