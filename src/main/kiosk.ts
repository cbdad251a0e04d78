import { fileURLToPath } from 'node:url'
import { openKiosk } from './kiosk/index.ts'
import { keyFileOf, openStation } from './station/host/assemble.ts'
import { cryptoRandom } from './station/host/clock.ts'
import { fileSecrets } from './station/host/file-secrets.ts'
import { pinoLog } from './station/host/log.ts'
import { loadPages } from './station/host/pages.ts'
import { type HostSettings, readSettings } from './station/host/settings.ts'

/** The station in a browser on this PC: reads its settings, starts, says so, ends on a signal. */
async function main(): Promise<void> {
  const reading = readSettings({
    argv: process.argv.slice(2),
    env: process.env,
    program: 'npm run kiosk --',
    foreignFlags: 'refuse',
  })
  if (reading.kind === 'help') {
    process.stdout.write(reading.text)
    return
  }
  await run(reading.settings)
}

async function run(settings: HostSettings): Promise<void> {
  const log = pinoLog({ level: settings.logLevel })
  const pages = await loadPages(
    settings.pagesFolder ?? fileURLToPath(new URL('../../dist/station', import.meta.url)),
  )
  const secrets = fileSecrets(keyFileOf(settings))
  const station = await openStation({ settings, secrets, log })
  const kiosk = await openKiosk({
    port: settings.port,
    dataFolder: settings.dataFolder,
    pages,
    screen: station.screen,
    random: cryptoRandom,
    log,
  }).catch(async (error: unknown) => {
    await station.stop()
    throw error
  })
  endOnSignal(async () => {
    await kiosk.close()
    await station.stop()
    log.info('station-stopped')
    process.exit(0)
  })
  const { port, url } = kiosk
  const ready = { ready: true, url, port, ...station.ports }
  process.stdout.write(`${JSON.stringify(ready)}\n`)
}

function endOnSignal(end: () => Promise<void>): void {
  let isEnding = false
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      if (isEnding) return
      isEnding = true
      void end()
    })
  }
}

/** What stops a start is the technician's to mend: a sentence, not a stack. */
function explain(error: unknown): string {
  if (!(error instanceof Error)) return 'The station could not start.'
  const isTaken = 'code' in error && error.code === 'EADDRINUSE'
  return isTaken
    ? `${error.message}. Another program uses that port: stop it or choose another with --port.`
    : error.message
}

await main().catch((error: unknown) => {
  process.stderr.write(`${explain(error)}\n`)
  process.exit(1)
})
