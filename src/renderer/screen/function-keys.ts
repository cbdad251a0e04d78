import type { ScreenState } from '../../contract/screen/state.ts'
import { promptOf, type Screen } from './context.ts'

/** The keys of the bottom row; the same key always does the same. */
export const FUNCTION_KEYS = [
  { key: 'F2', word: 'balance' },
  { key: 'F3', word: 'type' },
  { key: 'F4', word: 'undo' },
  { key: 'F6', word: 'amount' },
  { key: 'F8', word: 'more' },
] as const
export type FunctionKey = (typeof FUNCTION_KEYS)[number]['key']

/** What moves money, and waits for whoever answers for it. */
const TAKES: ReadonlySet<FunctionKey> = new Set(['F4', 'F6'])

/** Whether a key does anything in this state. `nowMs` by the station's clock. */
export function isKeyUsable(key: FunctionKey, state: ScreenState, nowMs: number): boolean {
  if (state.activation !== 'active' || state.outcome.kind === 'working') return false
  if (state.counter.mustSignIn && TAKES.has(key)) return false
  // A PIN that is being typed is not swept away by a key beside the digits.
  if (promptOf(state) !== null) return false
  if (key === 'F4') return canUndo(state, nowMs)
  if (state.outcome.kind === 'unknown') return false
  return key === 'F2' ? state.card !== null && state.outcome.kind === 'idle' : true
}

/** True while the last redemption may be undone. */
export function canUndo({ lastRedemption, outcome }: ScreenState, nowMs: number): boolean {
  if (outcome.kind !== 'idle' && outcome.kind !== 'approved') return false
  return lastRedemption?.state === 'posted' && nowMs < lastRedemption.undoUntilMs
}

/** Does what the key says. A key that is not usable says why, or nothing. */
export function pressFunctionKey(key: FunctionKey, screen: Screen, nowMs: number): void {
  const { state, run, notify } = screen
  if (!isKeyUsable(key, state, nowMs)) {
    if (key === 'F4' && !state.counter.mustSignIn && !promptOf(state)) notify('no-undo')
    if (key === 'F2' && state.outcome.kind === 'idle' && !state.card) notify('card-first')
    return
  }
  if (key === 'F2') void run('refresh-balance', {})
  else if (key === 'F4') undoShown(screen)
  else void togglePanel(key, screen)
}

/** Undoes what the screen shows: the approved redemption, else the last one. */
function undoShown({ state, run }: Screen): void {
  const { outcome, lastRedemption } = state
  const shown = outcome.kind === 'approved' ? outcome : lastRedemption
  if (shown) void run('undo-last', { reference: shown.reference })
}

const PANELS = { F3: 'type-card', F6: 'take-amount', F8: 'more' } as const

/** Opens the key's panel, or closes it again. An outcome that was seen makes way first. */
async function togglePanel(key: keyof typeof PANELS, screen: Screen): Promise<void> {
  if (screen.panel?.kind === PANELS[key]) return screen.closePanel()
  if (screen.state.outcome.kind !== 'idle') await screen.run('next-customer', {})
  screen.openPanel({ kind: PANELS[key] })
}
