import type { ScreenEvent } from '../../contract/screen/commands.ts'
import type { ScreenState, Sound } from '../../contract/screen/state.ts'

/** Tells every screen of every change. */
export interface ScreenPush {
  /** Calls back with the present state at once and every event after it. Returns how to stop. */
  readonly listen: (listener: (event: ScreenEvent) => void) => () => void
  /** The state may read otherwise: it is sent once, after everything that happens in this turn. */
  readonly changed: () => void
  readonly sound: (sound: Sound) => void
  /** From now on there is a state to send, made with the number it is given. */
  readonly start: (readState: (revision: number) => ScreenState) => void
  readonly stop: () => void
}

/** Screens may listen before the station starts; they hear from it once it has. */
export function createScreenPush(): ScreenPush {
  const listeners = new Set<(event: ScreenEvent) => void>()
  let readState: ((revision: number) => ScreenState) | undefined
  let revision = 0
  let due: NodeJS.Immediate | undefined

  const tell = (event: ScreenEvent) => {
    for (const listener of listeners) listener(event)
  }
  const push = () => {
    due = undefined
    revision += 1
    if (readState) tell({ type: 'state', state: readState(revision) })
  }
  return {
    listen: (listener) => {
      listeners.add(listener)
      if (readState) listener({ type: 'state', state: readState(revision) })
      return () => listeners.delete(listener)
    },
    changed: () => {
      if (readState) due ??= setImmediate(push)
    },
    sound: (sound) => {
      if (readState) tell({ type: 'sound', sound })
    },
    start: (read) => {
      readState = read
      push()
    },
    stop: () => {
      readState = undefined
      clearImmediate(due)
      due = undefined
    },
  }
}
