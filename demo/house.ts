import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { type ExampleNetwork, seedExampleNetwork } from '../commands/seed.ts'
import { type AdminClient, signIn } from './admin-client.ts'
import { type Program, readyNumber, readyText, startProgram } from './programs.ts'
import { type StoredValueClient, storedValueClient } from './stored-value-client.ts'
import { type TillClient, tillClient } from './till-client.ts'

/** Ports to ask for; 0 = any free one. */
export interface HousePorts {
  readonly server: number
  readonly station: number
  readonly printer: number
  readonly till: number
}

export const FIXED_PORTS: HousePorts = { server: 4600, station: 4601, printer: 9100, till: 4602 }
export const FREE_PORTS: HousePorts = { server: 0, station: 0, printer: 0, till: 0 }

/** A sample card of the example network, with what it was activated with. */
export interface SampleCard {
  readonly number: string
  readonly pin: string
  /** 0 = left in stock, not active. */
  readonly loadedMinor: number
}

/** What the sample cards are activated with, in the order of the batch; 0 stays in stock. */
const SAMPLE_LOADS_MINOR = [4000, 10000, 1240, 7500, 2500, 0]

/** A whole example: server, network, a kiosk station and a till, each its own process. */
export interface House {
  readonly network: ExampleNetwork
  readonly serverUrl: string
  readonly adminUrl: string
  readonly stationUrl: string
  readonly tillUrl: string
  readonly printerPort: number
  readonly cards: readonly SampleCard[]
  readonly admin: AdminClient
  readonly api: StoredValueClient
  readonly till: TillClient
  /** Ends the server (drained, or at once) and starts it again on the same port. */
  readonly restartServer: (how: 'stop' | 'kill') => Promise<void>
  readonly killServer: () => Promise<void>
  readonly startServer: () => Promise<void>
  readonly stationDirectory: string
  readonly serverDirectory: string
  /** Stops everything; rejects when a program did not end with 0. */
  readonly close: () => Promise<void>
}

/** Builds the example in a folder (made when missing) and starts it. */
export async function openHouse(folder: string, ports: HousePorts): Promise<House> {
  const serverDirectory = join(folder, 'server')
  const stationDirectory = join(folder, 'station')
  for (const path of [serverDirectory, stationDirectory]) mkdirSync(path, { recursive: true })
  const network = await seedExampleNetwork(serverDirectory)
  let server = await startServer(serverDirectory, ports.server)
  const serverUrl = readyText(server, 'url')
  const admin = await signIn(serverUrl, network.operator.email, network.operator.password)
  const api = storedValueClient(serverUrl, network.apiKey)
  const cards = await activateSamples(api, network)
  const station = await startProgram('src/main/kiosk.ts', [
    ...['--data', stationDirectory, '--server', serverUrl],
    ...['--port', String(ports.station), '--printer-port', String(ports.printer)],
  ])
  const printerPort = readyNumber(station, 'printerPort')
  const till = await startProgram('demo/till/main.ts', [
    ...['--port', String(ports.till), '--printer', `127.0.0.1:${printerPort}`, '--currency', 'USD'],
  ])
  const tillUrl = readyText(till, 'url')
  const port = Number(new URL(serverUrl).port)
  const start = async () => {
    server = await startServer(serverDirectory, port)
  }
  return {
    ...{
      network,
      serverUrl,
      admin,
      api,
      cards,
      tillUrl,
      printerPort,
      stationDirectory,
      serverDirectory,
    },
    adminUrl: readyText(server, 'adminUrl'),
    stationUrl: readyText(station, 'url'),
    till: tillClient(tillUrl),
    startServer: start,
    killServer: () => server.kill(),
    restartServer: async (how) => {
      await (how === 'kill' ? server.kill() : server.stop())
      await start()
    },
    close: () => closeAll([till, station, server]),
  }
}

function startServer(directory: string, port: number): Promise<Program> {
  return startProgram('server/main.ts', ['--data', directory, '--port', String(port)])
}

async function activateSamples(
  api: StoredValueClient,
  network: ExampleNetwork,
): Promise<SampleCard[]> {
  const cards: SampleCard[] = []
  for (const [index, loadedMinor] of SAMPLE_LOADS_MINOR.entries()) {
    const card = network.cards[index]
    if (!card) throw new Error('the example network has too few cards')
    if (loadedMinor > 0) {
      await api.call('fund-and-activate', {
        requestId: `sample-card-${index + 1}`,
        card,
        amountMinor: loadedMinor,
        currency: network.currency,
        fundedBy: 'cash',
      })
    }
    cards.push({ ...card, loadedMinor })
  }
  return cards
}

async function closeAll(programs: readonly Program[]): Promise<void> {
  const codes: Array<number | null> = []
  for (const program of programs) codes.push(await program.stop())
  if (codes.some((code) => code !== 0)) throw new Error(`a program ended with ${codes.join(', ')}`)
}
