import { type ReactNode, useEffect, useState } from 'react'
import { FRESH_BUTTON_MS } from '../limits.ts'

/** Which signal an outcome shows: a colour with its icon and its word, never one alone. */
export type Signal = 'approved' | 'refused' | 'unknown' | 'working' | 'voided' | 'collect'

/**
 * What fills the two zones when something happened: a block of solid colour with the icon, read from
 * two metres, and beside it the words and what to do next.
 */
export function OutcomePanel(props: {
  readonly signal: Signal
  readonly icon: ReactNode
  readonly children: ReactNode
}) {
  return (
    <section className={`outcome outcome-${props.signal}`}>
      <SignalBlock signal={props.signal} icon={props.icon} />
      <div className="outcome-words">{props.children}</div>
    </section>
  )
}

export function SignalBlock(props: { readonly signal: Signal; readonly icon: ReactNode }) {
  return (
    <div className={`signal signal-${props.signal}`} aria-hidden>
      {props.icon}
    </div>
  )
}

/** False for a moment after the panel was drawn: see FRESH_BUTTON_MS. */
export function useSettled(): boolean {
  const [settled, settle] = useState(false)
  useEffect(() => {
    const timer = window.setTimeout(() => settle(true), FRESH_BUTTON_MS)
    return () => window.clearTimeout(timer)
  }, [])
  return settled
}

/** The buttons of an outcome, the main one last (right). */
export function OutcomeButtons({ children }: { readonly children: ReactNode }) {
  return <div className="outcome-buttons">{children}</div>
}

interface OutcomeButtonProps {
  readonly kind: 'main' | 'other'
  readonly disabled: boolean
  readonly onPress: () => void
  readonly children: ReactNode
  /** What stands beside the word: a key, the seconds left. Not part of the button's name. */
  readonly hint?: ReactNode
}

export function OutcomeButton({ kind, disabled, onPress, children, hint }: OutcomeButtonProps) {
  return (
    <button type="button" className={`button button-${kind}`} disabled={disabled} onClick={onPress}>
      {children}
      {hint !== undefined && (
        <span className="button-hint" aria-hidden>
          {hint}
        </span>
      )}
    </button>
  )
}
