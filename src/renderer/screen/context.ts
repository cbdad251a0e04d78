import { createContext, useContext, useEffect, useState } from 'react'
import type { ScreenState } from '../../contract/screen/state.ts'
import type { Volume } from '../../ui/sounds.ts'
import type { Notice, StationStore } from '../state/station-store.ts'

/** The panels that the function keys open over the two zones. */
export type Panel =
  | { readonly kind: 'type-card' }
  /** `text`: what was typed before the card's PIN was asked for. */
  | { readonly kind: 'take-amount'; readonly text?: string }
  | { readonly kind: 'more' }
  | { readonly kind: 'counter' }
  | { readonly kind: 'scanners' }
  | { readonly kind: 'camera' }
  | { readonly kind: 'dismiss'; readonly paymentId: string }
  | { readonly kind: 'day-end' }
  | { readonly kind: 'setup' }

/** What every part of the screen may use. */
export interface Screen {
  readonly state: ScreenState
  readonly receivedAtMs: number
  readonly notice: Notice | undefined
  readonly run: StationStore['run']
  readonly notify: StationStore['notify']
  readonly panel: Panel | undefined
  readonly openPanel: (panel: Panel) => void
  readonly closePanel: () => void
  /** An operation is under way: nothing that moves value may be pressed. */
  readonly locked: boolean
  readonly volume: Volume
  readonly setVolume: (volume: Volume) => void
}

export const ScreenContext = createContext<Screen | undefined>(undefined)

export function useScreen(): Screen {
  const screen = useContext(ScreenContext)
  if (!screen) throw new Error('useScreen outside of the screen')
  return screen
}

/** The prompt that is open for the PIN of the card in hand. */
export function promptOf({ card }: ScreenState) {
  return card?.status === 'pin-asked' ? card.prompt : null
}

/** The station's clock, looked at again every `everyMs`; 0 stops looking. */
export function useStationNow(everyMs: number): number {
  const { state, receivedAtMs } = useScreen()
  const [, look] = useState(0)
  useEffect(() => {
    if (everyMs === 0) return undefined
    const timer = window.setInterval(() => look((count) => count + 1), everyMs)
    return () => window.clearInterval(timer)
  }, [everyMs])
  return state.nowMs + Math.max(0, performance.now() - receivedAtMs)
}

/** Whole seconds until then, never below 0. */
export function secondsUntil(thenMs: number, nowMs: number): number {
  return Math.max(0, Math.ceil((thenMs - nowMs) / 1000))
}
