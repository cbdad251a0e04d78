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

/** How a house differs from the example: for tests. */
export interface HouseOptions {
  readonly ports: HousePorts
  /** Settings of the server beside its folder and port, e.g. a mail server. */
  readonly serverEnvironment?: Readonly<Record<string, string>>
  /** More arguments of the station. */
  readonly stationArgs?: readonly string[]
  /** Where the station finds the server, when it is not where the server listens. */
  readonly stationServerUrl?: (serverUrl: string) => Promise<string>
}

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
  readonly station: Program
  readonly tillUrl: string
  readonly printerPort: number
  readonly cards: readonly SampleCard[]
  readonly admin: AdminClient
  readonly api: StoredValueClient
  readonly till: TillClient
  /** Ends the server (drained, or at once) and starts it again on the same port. */
  readonly restartServer: (how: 'stop' | 'kill') => Promise<void>
  readonly killServer: () => Promise<void>
  /** Stops the server in mid-air (SIGSTOP): sockets stay open and nothing answers. */
  readonly freezeServer: () => void
  readonly startServer: () => Promise<void>
  readonly stationDirectory: string
  readonly serverDirectory: string
  /**
   * Ends the station at once (SIGKILL) and starts it again on its own folder, printer port and web
   * port; `between` runs while it is dead.
   */
  readonly restartStation: (between?: () => void) => Promise<Program>
  /** A further station in its own folder below the house's. */
  readonly openStation: (name: string) => Promise<Program>
  /** Stops everything; rejects when a program did not end with 0. */
  readonly close: () => Promise<void>
}

type Start = typeof startProgram

/** Builds the example in a folder (made when missing) and starts it. */
export async function openHouse(folder: string, options: HouseOptions): Promise<House> {
  const started: Program[] = []
  try {
    return await furnish(folder, options, async (...args) => {
      const program = await startProgram(...args)
      started.push(program)
      return program
    })
  } catch (error) {
    for (const program of started) await program.kill()
    throw error
  }
}

async function furnish(folder: string, options: HouseOptions, startProgram: Start): Promise<House> {
  const { ports } = options
  const serverDirectory = join(folder, 'server')
  mkdirSync(serverDirectory, { recursive: true })
  const network = await seedExampleNetwork(serverDirectory)
  const start = (port: number) =>
    startProgram(
      'server/main.ts',
      ['--data', serverDirectory, '--port', String(port)],
      options.serverEnvironment,
    )
  let server = await start(ports.server)
  const serverUrl = readyText(server, 'url')
  const adminUrl = readyText(server, 'adminUrl')
  const admin = await signIn(serverUrl, network.operator.email, network.operator.password)
  const api = storedValueClient(serverUrl, network.apiKey)
  const cards = await activateSamples(api, network)
  const stations = await openStations(folder, serverUrl, options, startProgram)
  const till = await startProgram('demo/till/main.ts', [
    ...['--port', String(ports.till), '--printer', `127.0.0.1:${stations.printerPort}`],
    ...['--currency', network.currency],
  ])
  const tillUrl = readyText(till, 'url')
  const startServer = async () => {
    server = await start(Number(new URL(serverUrl).port))
  }
  return {
    ...{ network, serverUrl, adminUrl, admin, api, cards, tillUrl, serverDirectory, startServer },
    ...stations,
    till: tillClient(tillUrl),
    killServer: () => server.kill(),
    freezeServer: () => process.kill(server.pid, 'SIGSTOP'),
    restartServer: async (how) => {
      await (how === 'kill' ? server.kill() : server.stop())
      await startServer()
    },
    close: () => closeAll([till, ...stations.all(), server]),
  }
}

/** The house's station, and how to open more of them. */
async function openStations(
  folder: string,
  serverUrl: string,
  options: HouseOptions,
  startProgram: Start,
) {
  const seenUrl = (await options.stationServerUrl?.(serverUrl)) ?? serverUrl
  const open = (name: string, port: number, printer: number) => {
    const directory = join(folder, name)
    mkdirSync(directory, { recursive: true })
    return startProgram('src/main/kiosk.ts', [
      ...['--data', directory, '--server', seenUrl],
      ...['--port', String(port), '--printer-port', String(printer), '--printer-host', '127.0.0.1'],
      ...(options.stationArgs ?? []),
    ])
  }
  let station = await open('station', options.ports.station, options.ports.printer)
  const more: Program[] = []
  const stationUrl = readyText(station, 'url')
  const printerPort = readyNumber(station, 'printerPort')
  return {
    station,
    stationUrl,
    printerPort,
    stationDirectory: join(folder, 'station'),
    all: () => [station, ...more],
    restartStation: async (between?: () => void) => {
      await station.kill()
      between?.()
      station = await open('station', Number(new URL(stationUrl).port), printerPort)
      return station
    },
    openStation: async (name: string) => {
      const opened = await open(name, 0, 0)
      more.push(opened)
      return opened
    },
  }
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
