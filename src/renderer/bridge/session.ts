import { SESSION_FRAGMENT } from '../../contract/screen/bridge.ts'

const SESSION_ITEM = 'countermark-session'
let session: string | undefined

/**
 * This browser's session at the kiosk. It comes once, in the address, and is kept for this origin, port
 * included, until the browser's data is cleared. Undefined in a browser that no key let in.
 */
export function kioskSession(): string | undefined {
  const handed = new URLSearchParams(window.location.hash.slice(1)).get(SESSION_FRAGMENT)
  if (handed !== null) {
    keep(handed)
    window.history.replaceState(null, '', window.location.pathname)
  }
  session ??= kept()
  return session
}

/** Where a browser keeps nothing, the session lasts as long as the page. */
function keep(handed: string): void {
  session = handed
  try {
    window.localStorage.setItem(SESSION_ITEM, handed)
  } catch {}
}

function kept(): string | undefined {
  try {
    return window.localStorage.getItem(SESSION_ITEM) ?? undefined
  } catch {
    return undefined
  }
}
