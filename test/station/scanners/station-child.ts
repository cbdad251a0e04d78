import { keyFileOf, openStation } from '../../../src/main/station/host/assemble.ts'
import { fileSecrets } from '../../../src/main/station/host/file-secrets.ts'
import { pinoLog } from '../../../src/main/station/host/log.ts'
import { readSettings } from '../../../src/main/station/host/settings.ts'

/** Starts the station in the folder that is named, prints how its scanners are, and ends. */
const [dataFolder = ''] = process.argv.slice(2)
const reading = readSettings({
  argv: ['--data', dataFolder, '--printer-port', '0', '--printer-host', '127.0.0.1'],
  env: {},
  program: 'station-child',
  foreignFlags: 'refuse',
})
if (reading.kind !== 'settings') throw new Error('no settings')
const { settings } = reading
const station = await openStation({
  settings,
  secrets: fileSecrets(keyFileOf(settings)),
  log: pinoLog({ level: 'silent' }),
})
const forget = station.screen.listen((event) => {
  if (event.type === 'state') process.stdout.write(JSON.stringify(event.state.scanner))
})
forget()
await station.stop()
