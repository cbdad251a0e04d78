import { useEffect, useState } from 'react'

/** Where the keyboard was before a dialog, and where it was before the dialog that opened this one. */
interface Place {
  readonly element: Element | null
  readonly before: Place | undefined
}

let latest: Place | undefined

/** When the caller goes, the keyboard is back where it was when it came; else it begins in the room. */
export function useFocusBack(): void {
  const [place] = useState<Place>(() => ({ element: opener(), before: latest }))
  useEffect(() => {
    latest = place
    return () => {
      latest = place.before
      const target = stillThere(place)
      if (target) focusWhileThere(target)
      else focusRoom()
    }
  }, [place])
}

/** What has the keyboard; of an item of a menu, which goes, the button that opened the menu. */
function opener(): Element | null {
  const { activeElement } = document
  const menu = activeElement?.closest('[role=menu]')
  return menu ? document.querySelector(`[aria-controls="${menu.id}"]`) : activeElement
}

/** What was done may take the button away a moment later, when the list is read again. */
function focusWhileThere(target: HTMLElement): void {
  target.focus({ preventScroll: true })
  const observer = new MutationObserver(() => {
    if (target.isConnected) return
    stop()
    if (document.activeElement === document.body) focusRoom()
  })
  const stop = () => {
    observer.disconnect()
    document.removeEventListener('focusin', stop)
  }
  observer.observe(document.body, { childList: true, subtree: true })
  document.addEventListener('focusin', stop)
}

function focusRoom(): void {
  document.getElementById('room')?.focus({ preventScroll: true })
}

/** A dialog that replaces another was opened from a button that went with it. */
function stillThere(place: Place | undefined): HTMLElement | undefined {
  if (place === undefined) return undefined
  const { element, before } = place
  const isThere = element instanceof HTMLElement && element.isConnected
  return isThere && element !== document.body ? element : stillThere(before)
}
