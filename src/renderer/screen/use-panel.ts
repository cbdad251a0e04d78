import { useCallback, useEffect, useRef, useState } from 'react'
import type { ScreenState } from '../../contract/screen/state.ts'
import type { Panel } from './context.ts'

/**
 * Which panel is open. A new card in hand closes it (any scan, on any screen, starts), except the
 * free amount, which waits for that card; an outcome closes all.
 */
export function usePanel({ card, outcome, waiting }: ScreenState) {
  const [panel, setPanel] = useState<Panel | undefined>(undefined)
  const isIdle = outcome.kind === 'idle'
  const lastFour = card?.lastFour
  const before = useRef(lastFour)
  useEffect(() => {
    if (!isIdle) setPanel(undefined)
  }, [isIdle])
  useEffect(() => {
    const isNew = lastFour !== undefined && lastFour !== before.current
    before.current = lastFour
    if (isNew) setPanel((open) => (open?.kind === 'take-amount' ? open : undefined))
  }, [lastFour])
  const openPanel = useCallback((opened: Panel) => setPanel(opened), [])
  const closePanel = useCallback(() => setPanel(undefined), [])
  const gone =
    panel?.kind === 'dismiss' && !waiting.some(({ paymentId }) => paymentId === panel.paymentId)
  return { panel: gone ? undefined : panel, openPanel, closePanel }
}
