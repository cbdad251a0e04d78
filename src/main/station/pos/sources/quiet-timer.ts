import type { Clock } from '../../ports.ts'

/** Calls back once nothing happened for a while. */
export interface QuietTimer {
  readonly restart: () => void
  readonly cancel: () => void
}

export function createQuietTimer(clock: Clock, quietMs: number, onQuiet: () => void): QuietTimer {
  let cancel = () => {}
  return {
    restart: () => {
      cancel()
      cancel = clock.after(quietMs, onQuiet)
    },
    cancel: () => cancel(),
  }
}
