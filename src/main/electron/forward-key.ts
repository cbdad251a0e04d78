import { app, globalShortcut } from 'electron'
import type { Log } from '../station/ports.ts'

/**
 * Takes this key on the whole PC, so that the station comes forward from behind the POS. The key as
 * Electron names it, or null when another program has it: the log says so.
 */
export function takeForwardKey(options: {
  readonly key: string
  readonly onForward: () => void
  readonly log: Log
}): string | null {
  const { key, onForward, log } = options
  app.on('will-quit', () => globalShortcut.unregisterAll())
  if (isTaken(key, onForward)) return key
  log.warn('forward-key-not-taken', { key })
  return null
}

/** A name that is no key throws in Electron; a key of another program is refused. */
function isTaken(key: string, onForward: () => void): boolean {
  try {
    return globalShortcut.register(key, onForward)
  } catch {
    return false
  }
}
