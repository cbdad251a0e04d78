import { hostname } from 'node:os'
import { join } from 'node:path'
import type { Currency } from '../../../contract/money.ts'
import { createStation, type StationScreen } from '../index.ts'
import type { Log, Scanner, Secrets } from '../ports.ts'
import { defaultProfile, withLabels } from '../pos/receipts/profile.ts'
import { TCP_IDLE_MS } from '../pos/sources/limits.ts'
import { type PrinterProxy, printerProxy } from '../pos/sources/printer-proxy.ts'
import { serialScanner } from '../scanners/serial.ts'
import { cryptoRandom, systemClock } from './clock.ts'
import { lockFolder } from './folder-lock.ts'
import { fetchHttp } from './http.ts'
import type { HostSettings } from './settings.ts'
import { wsSockets } from './sockets.ts'

/** A station that runs on this PC, for whichever host shows its screen. */
export interface HostedStation {
  readonly screen: StationScreen
  /** Where the POS prints to; null when that port could not be had (the screen says so). */
  readonly printerPort: number | null
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
  const unlock = lockFolder(settings.dataFolder)
  const shop: { currency: Currency | null } = { currency: null }
  const printer = openPrinter(settings, log, () => shop.currency)
  const station = createStation(
    {
      clock: systemClock,
      random: cryptoRandom,
      secrets,
      log,
      sockets: wsSockets,
      http: fetchHttp,
      sources: [printer],
      scanners: openScanners(settings),
    },
    {
      directory: settings.dataFolder,
      serverUrl: settings.serverUrl,
      deviceName: hostname().slice(0, 60) || 'Station',
    },
  )
  const forget = station.screen.listen((event) => {
    if (event.type === 'state') shop.currency = event.state.currency
  })
  const stop = async () => {
    forget()
    await station.stop()
    unlock()
  }
  try {
    await station.start()
  } catch (error) {
    await stop()
    throw error
  }
  return { screen: station.screen, printerPort: portOf(printer), stop }
}

function openPrinter(
  settings: HostSettings,
  log: Log,
  currency: () => Currency | null,
): PrinterProxy {
  const profile = defaultProfile()
  const { tenderWords } = settings
  return printerProxy({
    host: settings.printerHost,
    port: settings.printerPort,
    forwardTo: settings.printerForward,
    profile: tenderWords.length === 0 ? profile : withLabels(profile, tenderWords),
    clock: systemClock,
    currency,
    idleMs: TCP_IDLE_MS,
    log,
  })
}

function openScanners({ scanner }: HostSettings): readonly Scanner[] {
  return scanner === null ? [] : [serialScanner({ ...scanner, clock: systemClock })]
}

function portOf(printer: PrinterProxy): number | null {
  try {
    return printer.address().port
  } catch {
    return null
  }
}
