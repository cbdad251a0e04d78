import type { ScreenBridge } from '../../contract/screen/bridge.ts'

/** A bridge that also knows whether the station program answers. */
export interface StationLink extends ScreenBridge {
  /** Calls back with the present answer at once and on every change. Returns how to stop. */
  readonly watchReachable: (listener: (reachable: boolean) => void) => () => void
}

declare global {
  interface Window {
    /** Set by the preload of the desktop shell; absent in a plain browser. */
    readonly countermark?: ScreenBridge
  }
}
