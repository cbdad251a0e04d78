import { hostname } from 'node:os'
import { join } from 'node:path'
import { SOURCES_SCREEN } from '../../../contract/screen/sources.ts'
import { createStation, type StationScreen } from '../index.ts'
import type { Log, Scanner, Secrets } from '../ports.ts'
import { hidScanners } from '../scanners/hid.ts'
import { serialScanner } from '../scanners/serial.ts'
import { findSerialProfile } from '../scanners/serial-profile.ts'
import { cryptoRandom, systemClock } from './clock.ts'
import { fixedSources, type HeardPorts, heardPorts } from './fixed-sources.ts'
import { lockFolder } from './folder-lock.ts'
import { fetchHttp } from './http.ts'
import type { HostSettings } from './settings.ts'
import { wsSockets } from './sockets.ts'

/** A station that runs on this PC, for whichever host shows its screen. */
export interface HostedStation {
  readonly screen: StationScreen
  /** Where the POS is heard; null when a port could not be had (the screen says so). */
  readonly ports: HeardPorts
  /** Ends everything in order. What is not final stays in the journal. */
  readonly stop: () => Promise<void>
}

/** The file of the device's key inside the data folder. */
export function keyFileOf(settings: HostSettings): string {
  return join(settings.dataFolder, 'device-key')
}

/**
 * Takes the data folder for this process, puts the station together from the PC's own clock, disk
 * and ports, and starts it. Rejects, with nothing left open, when the folder, the journal or the key
 * cannot be used; the message is for the technician.
 */
export async function openStation(options: {
  readonly settings: HostSettings
  readonly secrets: Secrets
  readonly log: Log
}): Promise<HostedStation> {
  const { settings, secrets, log } = options
  const scanners = openScanners(settings)
  const unlock = lockFolder(settings.dataFolder)
  const station = createStation(
    {
      clock: systemClock,
      random: cryptoRandom,
      secrets,
      log,
      sockets: wsSockets,
      http: fetchHttp,
      sources: [],
      scanners,
    },
    {
      directory: settings.dataFolder,
      serverUrl: settings.serverUrl,
      deviceName: hostname().slice(0, 60) || 'Station',
      sources: fixedSources(settings),
      tenderWords: settings.tenderWords,
      wedge: settings.wedge,
      receiptPrinter: settings.printerForward && { ...settings.printerForward, widthMm: 80 },
    },
  )
  const stop = async () => {
    await station.stop()
    unlock()
  }
  try {
    await station.start()
  } catch (error) {
    await stop()
    throw error
  }
  return { screen: station.screen, ports: await portsOf(settings, station.screen), stop }
}

async function portsOf(settings: HostSettings, screen: StationScreen): Promise<HeardPorts> {
  const reply = await screen.call('list-sources', {})
  const views = reply.ok ? SOURCES_SCREEN['list-sources'].result.parse(reply.value).sources : []
  return heardPorts(settings, views)
}

function openScanners({ scanner, hid }: HostSettings): readonly Scanner[] {
  return [
    ...(scanner === null ? [] : [openSerial(scanner)]),
    ...(hid ? [hidScanners({ clock: systemClock })] : []),
  ]
}

function openSerial({ profile = 'any', ...line }: NonNullable<HostSettings['scanner']>): Scanner {
  return serialScanner({ ...line, profile: findSerialProfile(profile), clock: systemClock })
}
