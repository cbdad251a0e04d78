import { generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { luhnDigit } from '../../../src/contract/card-number.ts'
import { HEARTBEAT_INTERVAL_MS } from '../../../src/contract/limits.ts'
import type { Reply } from '../../../src/contract/refusals.ts'
import { screenEventSchema } from '../../../src/contract/screen/commands.ts'
import type { ScreenState, Sound } from '../../../src/contract/screen/state.ts'
import { cryptoRandom } from '../../../src/main/station/host/clock.ts'
import { fetchHttp } from '../../../src/main/station/host/http.ts'
import { wsSockets } from '../../../src/main/station/host/sockets.ts'
import {
  createStation,
  type Station,
  type StationOptions,
} from '../../../src/main/station/index.ts'
import { saveIdentity } from '../../../src/main/station/link/identity.ts'
import type {
  CapturedPaper,
  Log,
  ReadingAbout,
  ScannerSink,
  Secrets,
  Source,
  SourceSink,
  StationPorts,
} from '../../../src/main/station/ports.ts'
import { createManualClock, type ManualClock } from './manual-clock.ts'
import { readTender } from './read-tender.ts'
import { createTestLedger, PIN_PREFIX, type TestLedger } from './test-ledger.ts'
import { DEVICE_ID, startTestServer, type TestServer } from './test-server.ts'
import { rawOf } from './test-session.ts'

/** Two cards of the test's program, whole numbers. */
export const CARD = withLuhn('997001123456789012')
export const OTHER_CARD = withLuhn('997001999988887777')
/** One of a program that asks for the PIN at the station, and that PIN. */
export const PIN_CARD = withLuhn(`${PIN_PREFIX}555566661234`)
export const PIN = '48201573'

export function withLuhn(digits: string): string {
  return `${digits}${luhnDigit(digits)}`
}

/** A station with real sockets and a real journal, and the hands to work it. */
export interface CounterUnderTest {
  readonly clock: ManualClock
  readonly server: TestServer
  readonly ledger: TestLedger
  readonly directory: string
  readonly ports: StationPorts
  readonly secrets: Secrets
  /** The key store refuses to keep anything, for this reason, until it is given none. */
  readonly failSecrets: (why: Error | undefined) => void
  readonly logLines: string[]
  readonly sounds: Sound[]
  readonly states: ScreenState[]
  /** The newest state that the screen was sent. */
  readonly state: () => ScreenState
  readonly call: (name: string, params?: unknown) => Promise<Reply<unknown>>
  readonly scan: (text: string) => void
  readonly print: (paper: Partial<CapturedPaper>) => void
  /** Waits until the screen shows it; fails with the last state. */
  readonly until: (what: string, condition: (state: ScreenState) => boolean) => Promise<ScreenState>
  readonly untilTrue: (what: string, condition: () => boolean) => Promise<void>
  /** Lets time pass, slowly enough for every answer, until the screen shows it. */
  readonly passUntil: CounterUnderTest['until']
  /** Lets time pass with the heart beating, as it would. */
  readonly pass: (durationMs: number) => Promise<void>
  /** Ends the station as a process would end, and starts it again on the same folder. */
  readonly restart: () => Promise<void>
  readonly stopStation: () => Promise<void>
  readonly startStation: () => Promise<void>
  readonly stop: () => Promise<void>
}

export interface CounterSetUp {
  readonly activated?: boolean
  readonly station?: Partial<StationOptions>
  readonly directory?: string
  /** More sources, beside the till. */
  readonly sources?: readonly Source[]
  /** The key that the station pins instead of the server's own. */
  readonly serverKey?: string
}

export async function setUpCounter(setUp: CounterSetUp = {}): Promise<CounterUnderTest> {
  const folder = mkdtempSync(join(tmpdir(), 'countermark-station-'))
  const directory = setUp.directory ?? join(folder, 'data')
  const clock = createManualClock()
  const ledger = createTestLedger([
    [CARD, 4_000],
    [OTHER_CARD, 10_000],
    [PIN_CARD, 5_000],
  ])
  ledger.pins.set(PIN_CARD, PIN)
  const device = generateKeyPairSync('ed25519')
  const server = await startTestServer(ledger, rawOf(device.publicKey))
  let secretsFault: Error | undefined
  const secrets = memorySecrets(() => secretsFault)
  if (setUp.activated !== false) {
    await saveIdentity(secrets, {
      deviceId: DEVICE_ID,
      privateKey: device.privateKey.export({ format: 'der', type: 'pkcs8' }),
      serverUrl: server.url,
      serverKey: setUp.serverKey ?? server.serverKey,
    })
  }
  const logLines: string[] = []
  const sounds: Sound[] = []
  const states: ScreenState[] = []
  const sinks: Sinks = {}
  let station: Station | undefined

  const ports = makePorts({ clock, secrets, logLines, sinks, sources: setUp.sources ?? [] })
  const startStation = async () => {
    station = createStation(ports, {
      directory,
      deviceName: 'Test PC',
      reserveBytes: 65_536,
      ...setUp.station,
    })
    station.screen.listen((event) => {
      const checked = screenEventSchema.parse(JSON.parse(JSON.stringify(event)))
      if (checked.type === 'sound') sounds.push(checked.sound)
      else states.push(checked.state)
    })
    await station.start()
  }
  const stopStation = async () => {
    await station?.stop()
    station = undefined
  }
  const waits = createWaits(states, clock, server)
  await startStation()
  return {
    clock,
    server,
    ledger,
    directory,
    ports,
    secrets,
    failSecrets: (why) => {
      secretsFault = why
    },
    logLines,
    sounds,
    states,
    ...waits,
    call: async (name, params = {}) => {
      if (station === undefined) throw new Error('the station is stopped')
      return station.screen.call(name, params)
    },
    scan: (text) => sinks.scanner?.onReading(text, ABOUT),
    print: (paper) => sinks.source?.onPaper({ ...paperOf(), endedAtMs: clock.nowMs(), ...paper }),
    restart: async () => {
      await stopStation()
      states.length = 0
      await startStation()
    },
    stopStation,
    startStation,
    stop: async () => {
      await stopStation()
      await server.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

const ABOUT: ReadingAbout = { way: 'serial', scanner: 'test', framing: 'cr', symbology: null }

/** Where the test pushes papers and readings in. */
interface Sinks {
  source?: SourceSink
  scanner?: ScannerSink
}

function makePorts(given: {
  readonly clock: ManualClock
  readonly secrets: Secrets
  readonly logLines: string[]
  readonly sinks: Sinks
  readonly sources: readonly Source[]
}): StationPorts {
  const { sinks } = given
  return {
    clock: given.clock,
    random: cryptoRandom,
    secrets: given.secrets,
    log: linesTo(given.logLines),
    sockets: wsSockets,
    http: fetchHttp,
    sources: [
      {
        ...deviceOf('till', (sink: SourceSink) => {
          sinks.source = sink
        }),
        kind: 'printer-tcp',
        test: () => Promise.reject(new Error('not asked for')),
      },
      ...given.sources,
    ],
    scanners: [
      deviceOf('scanner', (sink: ScannerSink) => {
        sinks.scanner = sink
      }),
    ],
  }
}

/** A guard against a hang, far above what a slow machine needs; nothing measures time by it. */
const TURNS_MAX = 10_000

function createWaits(
  states: readonly ScreenState[],
  clock: ManualClock,
  server: TestServer,
): Pick<CounterUnderTest, 'state' | 'until' | 'untilTrue' | 'passUntil' | 'pass'> {
  const state = () => {
    const last = states.at(-1)
    if (last === undefined) throw new Error('the screen was sent nothing yet')
    return last
  }
  const untilTrue = async (what: string, condition: () => boolean) => {
    for (let turn = 0; turn < TURNS_MAX; turn += 1) {
      if (condition()) return
      await sleep(2)
    }
    throw new Error(`never came: ${what}\n${JSON.stringify(states.at(-1), null, 1)}`)
  }
  const beats = () => server.requests.filter(({ name }) => name === 'heartbeat').length
  return {
    state,
    untilTrue,
    until: async (what, condition) => {
      await untilTrue(what, () => states.length > 0 && condition(state()))
      return state()
    },
    passUntil: async (what, condition) => {
      await untilTrue(what, () => {
        if (condition(state())) return true
        clock.advance(20)
        return false
      })
      return state()
    },
    pass: async (durationMs) => {
      for (let leftMs = durationMs; leftMs > 0; leftMs -= HEARTBEAT_INTERVAL_MS) {
        const before = beats()
        clock.advance(Math.min(leftMs, HEARTBEAT_INTERVAL_MS))
        const isWhole = leftMs >= HEARTBEAT_INTERVAL_MS
        await untilTrue('a beat', () => !isWhole || beats() > before || !server.isConnected())
        await sleep(10)
      }
    },
  }
}

let receipts = 480

/** A receipt with one gift card tender of 24.60. */
export function paperOf(amountMinor = 2_460): CapturedPaper {
  receipts += 1
  const receiptNumber = String(receipts).padStart(6, '0')
  return {
    source: 'till',
    endedAtMs: 1_760_000_000_000,
    rows: ['QUAY BAKERY', `Receipt ${receiptNumber}`, `GIFT CARD  ${amountMinor}`],
    tenders: [readTender(amountMinor)],
    till: '1',
    receiptNumber,
    printedDate: null,
    kind: 'sale',
    clerk: null,
    totalMinor: null,
    externalId: null,
  }
}

function memorySecrets(fault: () => Error | undefined): Secrets {
  let kept: Uint8Array | undefined
  return {
    load: async () => kept,
    save: async (secret) => {
      const why = fault()
      if (why !== undefined) throw why
      kept = secret
    },
    clear: async () => {
      kept = undefined
    },
  }
}

function linesTo(lines: string[]): Log {
  const write = (level: string) => (event: string, fields?: object) => {
    lines.push(`${level} ${event} ${JSON.stringify(fields ?? {})}`)
  }
  return { info: write('info'), warn: write('warn'), error: write('error') }
}

function deviceOf<Sink>(name: string, keep: (sink: Sink) => void) {
  return {
    name,
    start: async (sink: Sink) => keep(sink),
    stop: async () => {},
    health: () => ({ status: 'ok', problem: null, detail: name, lastSeenAtMs: null }) as const,
  }
}
