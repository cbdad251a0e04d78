import { join } from 'node:path'
import { app, dialog } from 'electron'
import { type HostSettings, readSettings } from '../station/host/settings.ts'

/** The station's settings from this command line; undefined when it was help or a mistake. */
export function readOwnSettings(): HostSettings | undefined {
  try {
    const reading = readSettings({
      argv: process.argv.slice(app.isPackaged ? 1 : 2),
      env: { ...ownFolder(), ...process.env },
      program: 'countermark',
      foreignFlags: 'ignore',
    })
    if (reading.kind === 'settings') return reading.settings
    process.stdout.write(reading.text)
    app.exit(0)
  } catch (error) {
    endWith(error)
  }
  return undefined
}

/** True for the only station of this user; a second one wakes the first and goes. */
export function stayAlone(): boolean {
  if (app.requestSingleInstanceLock()) return true
  app.quit()
  return false
}

/** A start that failed: a sentence for the technician, then the end. */
export function endWith(error: unknown): void {
  const message = error instanceof Error ? error.message : 'The station could not start.'
  process.stderr.write(`${message}\n`)
  dialog.showErrorBox('Countermark', message)
  app.exit(1)
}

/** However the app is asked to end, the station ends first. Returns whether it is ending. */
export function drainOnQuit(stop: () => Promise<void>): () => boolean {
  let phase: 'running' | 'stopping' | 'stopped' = 'running'
  app.on('window-all-closed', () => app.quit())
  app.on('before-quit', (event) => {
    if (phase === 'stopped') return
    event.preventDefault()
    if (phase === 'stopping') return
    phase = 'stopping'
    void stop().finally(() => {
      phase = 'stopped'
      app.quit()
    })
  })
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => app.quit())
  return () => phase !== 'running'
}

/** An installed station keeps its data with the user's; from the sources it is ./data/station. */
function ownFolder(): Readonly<Record<string, string>> {
  return app.isPackaged ? { COUNTERMARK_DATA: join(app.getPath('userData'), 'station') } : {}
}
