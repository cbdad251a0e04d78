import { useEffect, useEffectEvent, useRef } from 'react'
import { FRESH_BUTTON_MS, LONG_AGO } from '../limits.ts'
import { giveBackShown } from '../waiting/taken-back.tsx'
import { promptOf, type Screen } from './context.ts'
import { FUNCTION_KEYS, pressFunctionKey } from './function-keys.ts'

/** What the keys do that depend on the list of payments. */
export interface ListKeys {
  /** Enter on the two zones. */
  readonly confirm: () => void
  /** Arrows: +1 down, -1 up. */
  readonly move: (step: 1 | -1) => void
}

/**
 * The keyboard of the whole screen: Enter confirms, Esc goes back, arrows move, F keys are those of
 * the bottom row. A focused button or text field keeps its own Enter.
 */
export function useKeys(screen: Screen, list: ListKeys): void {
  const outcomeSince = useOutcomeSince(screen)
  const onKeyDown = useEffectEvent((event: KeyboardEvent) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return
    const nowMs = screen.state.nowMs + performance.now() - screen.receivedAtMs
    const functionKey = FUNCTION_KEYS.find(({ key }) => key === event.key)
    if (functionKey) {
      event.preventDefault()
      if (!event.repeat) pressFunctionKey(functionKey.key, screen, nowMs)
    } else if (event.key === 'F9') {
      event.preventDefault()
      if (!event.repeat && isAtCounter(screen)) giveBackShown(screen)
    } else if (event.key === 'Escape') {
      if (!event.repeat) goBack(screen)
    } else if (event.key === 'Enter') {
      const fresh = performance.now() - outcomeSince.current < FRESH_BUTTON_MS
      if (!event.repeat && !hasOwnEnter(event.target) && !fresh) confirm(screen, list)
    } else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      if (screen.panel || promptOf(screen.state) || isField(event.target)) return
      event.preventDefault()
      list.move(event.key === 'ArrowDown' ? 1 : -1)
    }
  })
  useEffect(() => {
    window.addEventListener('keydown', onKeyDown)
    return () => window.removeEventListener('keydown', onKeyDown)
  }, [])
}

/** A pressed button gives the focus back, so that a later Enter is not taken for a second press. */
export function useFocusGivenBack(): void {
  useEffect(() => {
    const onClick = (event: MouseEvent) => {
      // Clicks made by the keyboard have no count; whoever tabs keeps the place.
      if (event.detail > 0) leaveButton()
    }
    window.addEventListener('click', onClick)
    return () => window.removeEventListener('click', onClick)
  }, [])
}

/** Takes the focus off a button, so that Enter confirms what the screen says. */
export function leaveButton(): void {
  if (document.activeElement instanceof HTMLButtonElement) document.activeElement.blur()
}

function confirm({ panel, locked, state, run }: Screen, list: ListKeys): void {
  if (panel || locked || state.activation !== 'active' || promptOf(state)) return
  const { kind } = state.outcome
  if (kind === 'idle') list.confirm()
  else if (kind === 'unknown') void run('keep-trying', {})
  else void run('next-customer', {})
}

/** What the tills took back is only on show beside the waiting payments. */
function isAtCounter({ panel, state }: Screen): boolean {
  const isIdle = state.activation === 'active' && state.outcome.kind === 'idle'
  return panel === undefined && isIdle && promptOf(state) === null
}

function goBack({ panel, closePanel, locked, state, run }: Screen): void {
  if (promptOf(state)) return void run('close-pin', {})
  if (panel) closePanel()
  if (panel || locked || state.activation !== 'active') return
  const { kind } = state.outcome
  if (kind === 'idle' && state.card) void run('clear-card', {})
  if (kind === 'approved' || kind === 'refused' || kind === 'voided') void run('next-customer', {})
}

/** When the present kind of outcome came, so that a second Enter does not sweep it away unseen. */
function useOutcomeSince({ state }: Screen): { readonly current: number } {
  const { kind } = state.outcome
  const since = useRef(LONG_AGO)
  useEffect(() => {
    since.current = kind === 'idle' ? LONG_AGO : performance.now()
  }, [kind])
  return since
}

function hasOwnEnter(target: EventTarget | null): boolean {
  return target instanceof HTMLButtonElement || isField(target)
}

function isField(target: EventTarget | null): boolean {
  return target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement
}
