import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { makeCardToken } from '../../server/cards/index.ts'
import type { ServerContext } from '../../server/context.ts'
import { type DeviceId, uuidV7 } from '../../src/contract/ids.ts'
import { type BenchProcess, firstLine, runChild, startNode } from './child.ts'
import { locationAt } from './redemptions.ts'
import { cardIdAt, type Place, type World } from './world.ts'

/** A station that may sign in, with the cards that it redeems from. */
export interface PlannedStation {
  readonly deviceId: string
  /** PKCS #8, PEM. */
  readonly privateKey: string
  readonly cardTokens: readonly string[]
}

/** Everything that the stations of a load need to know of a prepared ledger. */
export interface StationPlan {
  /** Raw Ed25519 key of the server, base64url. */
  readonly serverKey: string
  readonly currency: string
  readonly stations: readonly PlannedStation[]
}

export interface LoadOptions {
  /** Where the server listens, as `http://127.0.0.1:4600`; only its host and port count. */
  readonly url: string
  /** Redemptions that each station has under way, in a closed loop. */
  readonly outstanding: number
  /** How long is measured, in ms, after the warm-up. */
  readonly measureMs: number
  readonly warmUpMs?: number
  /**
   * Open loop: so many redemptions a second over all stations, each timed from when it was due.
   * Closed loop when not given: the next goes out when one is answered.
   */
  readonly perSecond?: number
  /** `echo`: the other side is {@link startEcho}, which answers anything with the same reply. */
  readonly against?: 'server' | 'echo'
}

/** What the stations saw while it was measured. */
export interface LoadFigures {
  /** Redemptions that were sent, in an open loop whether or not they were due later than meant. */
  readonly sent: number
  /** Approved redemptions, and those a second. */
  readonly approved: number
  readonly perSecond: number
  /** From the moment a redemption was due to its answer, in ms. */
  readonly p50Ms: number
  readonly p95Ms: number
  readonly p99Ms: number
  /** Answers that were no approval, by code. */
  readonly notDone: Readonly<Record<string, number>>
  /** Redemptions that were never answered, though they were waited for. */
  readonly unanswered: number
  /** Sockets that were closed by the other side. */
  readonly closed: number
  /** A typical reply, as it came. */
  readonly reply: string
}

/** A program of this benchmark that listens. */
export interface Listening {
  readonly url: string
  readonly pid: number
  readonly stop: () => Promise<void>
}

const LETTERS = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789'

/**
 * Puts active stations into a ledger, past their enrolment, which no redemption meets. Each gets its
 * own share of the cards, with the names that the server gives to a station whose clerk read them.
 */
export async function prepareStations(
  context: ServerContext,
  world: World,
  count: number,
): Promise<StationPlan> {
  const stations: PlannedStation[] = []
  for (let at = 0; at < count; at += 1) {
    const device = await addDevice(context, world, at)
    const cardTokens: string[] = []
    for (let index = at; index < world.cards; index += count) {
      const card = { cardId: cardIdAt(index), pinProvedAtMs: null }
      cardTokens.push(makeCardToken(context.keys.cardToken, device.deviceId, card))
    }
    stations.push({ ...device, cardTokens })
  }
  return { serverKey: context.keys.identity.publicKey, currency: world.currency, stations }
}

/** Runs the stations of a plan in a process of their own. Rejects when one cannot sign in. */
export function loadStations(plan: StationPlan, options: LoadOptions): Promise<LoadFigures> {
  return runChild<LoadFigures>('stations-child.ts', { plan, options })
}

/** More frames a second than any station sends: 64 of them carry here what thousands do in life. */
const STATION_RATE = '10000'

/** The server in a process of its own, on a port that the system picks. */
export function startServerProcess({ dataDirectory, databaseUrl }: Place): Promise<Listening> {
  const own = ['--data', dataDirectory, '--port', '0', '--station-rate', STATION_RATE]
  const database = databaseUrl === undefined ? [] : ['--database-url', databaseUrl]
  return listening(startNode(['server/main.ts', ...own, ...database]))
}

/** The bare limit: sockets of the same package that answer every frame with this one. */
export function startEcho(reply: string): Promise<Listening> {
  return listening(startNode(['test/bench/stations-echo.ts', reply]))
}

async function listening(started: BenchProcess): Promise<Listening> {
  const { child } = started
  const { url } = JSON.parse(await firstLine(started)) as { url: string }
  const ended = once(child, 'exit')
  return {
    url,
    pid: child.pid ?? 0,
    stop: async () => {
      child.kill('SIGTERM')
      await ended
    },
  }
}

async function addDevice(context: ServerContext, world: World, at: number) {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  const { x = '' } = publicKey.export({ format: 'jwk' })
  const deviceId = uuidV7(context.nowMs(), context.randomBytes(10)) as DeviceId
  const letters = Array.from(randomBytes(8), (byte) => LETTERS.charAt(byte % LETTERS.length))
  const query = context.database.read
    .insertInto('device')
    .values({
      id: deviceId,
      location_id: locationAt(world, at),
      code: `${letters.slice(0, 4).join('')}-${letters.slice(4).join('')}`,
      name: `Station ${at}`,
      public_key: Buffer.from(x, 'base64url'),
      state: 'active',
      activated_at_ms: context.nowMs(),
      revoked_at_ms: null,
      last_seen_at_ms: null,
    })
    .compile()
  if (!(await context.database.write([{ query, changes: 1 }]))) throw new Error('no device')
  return { deviceId, privateKey: String(privateKey.export({ format: 'pem', type: 'pkcs8' })) }
}
