import { createInterface } from 'node:readline'
import { writeHeapSnapshot } from 'node:v8'
import { keyFileOf, openStation } from '../../../src/main/station/host/assemble.ts'
import { fileSecrets } from '../../../src/main/station/host/file-secrets.ts'
import { pinoLog } from '../../../src/main/station/host/log.ts'
import { readSettings } from '../../../src/main/station/host/settings.ts'

/**
 * The station with a serial scanner. Tells each reading that it heard of; on the word `look` it
 * writes down everything that is in its memory, and ends.
 */
const [dataFolder = '', scannerPath = '', picturePath = '', marker = ''] = process.argv.slice(2)
const reading = readSettings({
  argv: [
    ...['--data', dataFolder, '--printer-port', '0', '--printer-host', '127.0.0.1'],
    ...['--scanner', scannerPath, '--hid', 'off'],
  ],
  env: {},
  program: 'bank-card-child',
  foreignFlags: 'refuse',
})
if (reading.kind !== 'settings') throw new Error('no settings')
const { settings } = reading
const station = await openStation({
  settings,
  secrets: fileSecrets(keyFileOf(settings)),
  log: pinoLog({ level: 'debug', to: process.stderr }),
})
Object.assign(globalThis, { marker })
let before = 0
const timer = setInterval(async () => {
  const reply = await station.screen.call('watch-scanners', { watching: false })
  const { readings } = (reply.ok ? reply.value : { readings: [] }) as {
    readings: { meaning: string }[]
  }
  for (const { meaning } of readings.slice(0, readings.length - before).reverse())
    process.stdout.write(`${meaning}\n`)
  before = readings.length
}, 20)
process.stdout.write('ready\n')
for await (const line of createInterface({ input: process.stdin })) {
  if (line !== 'look') continue
  clearInterval(timer)
  writeHeapSnapshot(picturePath)
  await station.stop()
  break
}
process.exit(0)
