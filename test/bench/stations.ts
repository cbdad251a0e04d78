import { type ChildProcess, spawn } from 'node:child_process'
import { createHash, generateKeyPairSync, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { makeCardToken } from '../../server/cards/index.ts'
import type { ServerContext } from '../../server/context.ts'
import type { NewCard } from '../../server/ledger/request.ts'
import {
  type CardId,
  type DeviceId,
  type LocationId,
  type NetworkId,
  type ProgramId,
  type RequestId,
  uuidV7,
} from '../../src/contract/ids.ts'
import { type Currency, minor } from '../../src/contract/money.ts'

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
  /** Redemptions that each station has under way. */
  readonly outstanding: number
  /** How long is measured, in ms, after the warm-up. */
  readonly measureMs: number
  readonly warmUpMs?: number
  /**
   * Open loop: so many redemptions a second over all stations, each timed from when it was due.
   * Closed loop when not given: the next goes out when one is answered.
   */
  readonly perSecond?: number
  /** `echo`: the other side is {@link startEcho}, which answers anything with a text of a reply's size. */
  readonly against?: 'server' | 'echo'
}

/** What the stations saw while it was measured. */
export interface LoadFigures {
  /** Approved redemptions, and those a second. */
  readonly approved: number
  readonly perSecond: number
  /** From the moment a redemption was due to its answer, in ms. */
  readonly p50Ms: number
  readonly p95Ms: number
  readonly p99Ms: number
  /** Answers that were no approval, by code. */
  readonly notDone: Readonly<Record<string, number>>
  /** Sockets that were closed by the other side. */
  readonly closed: number
  /** Characters of a typical request and reply. */
  readonly requestSize: number
  readonly replySize: number
}

/** A program of this folder that listens. */
export interface Listening {
  readonly url: string
  readonly pid: number
  readonly stop: () => Promise<void>
}

interface Place {
  readonly networkId: NetworkId
  readonly programId: ProgramId
  readonly currency: Currency
  readonly locations: readonly { readonly locationId: LocationId }[]
}

const LOAD_MINOR = minor(50_000)
const CARDS_AT_ONCE = 500
const LETTERS = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789'

/**
 * Puts active stations and cards with value into a ledger, past enrolment and numbers, which no
 * redemption meets. Each station gets its own share of the cards.
 */
export async function prepareStations(
  context: ServerContext,
  place: Place,
  size: { readonly stations: number; readonly cards: number },
): Promise<StationPlan> {
  const devices = await Promise.all(
    Array.from({ length: size.stations }, (_, at) => addDevice(context, place, at)),
  )
  const cards: CardId[] = []
  while (cards.length < size.cards) {
    const count = Math.min(CARDS_AT_ONCE, size.cards - cards.length)
    cards.push(...(await addCards(context, place, count)))
  }
  return {
    serverKey: context.keys.identity.publicKey,
    currency: place.currency,
    stations: devices.map(({ deviceId, privateKey }, at) => ({
      deviceId,
      privateKey,
      cardTokens: cards
        .filter((_, index) => index % size.stations === at)
        .map((cardId) =>
          makeCardToken(context.keys.cardToken, deviceId, { cardId, pinProved: true }),
        ),
    })),
  }
}

/** Runs the stations of a plan in a process of their own. Rejects when one cannot sign in. */
export async function loadStations(plan: StationPlan, options: LoadOptions): Promise<LoadFigures> {
  const folder = mkdtempSync(join(tmpdir(), 'stations-'))
  try {
    const file = join(folder, 'plan.json')
    writeFileSync(file, JSON.stringify({ plan, options }))
    const child = startNode(['test/bench/stations-child.ts', file])
    return JSON.parse(await lastLine(child)) as LoadFigures
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** The server in a process of its own, on a port that the system picks. */
export function startServerProcess(
  dataDirectory: string,
  settings: readonly string[] = [],
  nodeFlags: readonly string[] = [],
): Promise<Listening> {
  const own = ['--data', dataDirectory, '--port', '0']
  return listening(startNode([...nodeFlags, 'server/main.ts', ...own, ...settings]))
}

/** The bare limit: sockets of the same package that answer every frame with `replySize` characters. */
export function startEcho(replySize: number): Promise<Listening> {
  return listening(startNode(['test/bench/stations-echo.ts', String(replySize)]))
}

function startNode(args: readonly string[]): ChildProcess {
  return spawn(process.execPath, [...args], { stdio: ['ignore', 'pipe', 'ignore'] })
}

async function listening(child: ChildProcess): Promise<Listening> {
  const { url } = JSON.parse(await firstLine(child)) as { url: string }
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

async function firstLine(child: ChildProcess): Promise<string> {
  let text = ''
  for await (const part of child.stdout ?? []) {
    text += String(part)
    if (text.includes('\n')) return text.slice(0, text.indexOf('\n'))
  }
  throw new Error('a process of the benchmark ended without a word')
}

async function lastLine(child: ChildProcess): Promise<string> {
  let text = ''
  for await (const part of child.stdout ?? []) text += String(part)
  const line = text.trim().split('\n').at(-1)
  if (!line) throw new Error('the stations of the benchmark ended without figures')
  return line
}

async function addDevice(context: ServerContext, { locations }: Place, at: number) {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  const { x = '' } = publicKey.export({ format: 'jwk' })
  const deviceId = uuidV7(context.nowMs(), context.randomBytes(10)) as DeviceId
  const letters = Array.from(randomBytes(8), (byte) => LETTERS.charAt(byte % LETTERS.length))
  const locationId = locations[at % locations.length]?.locationId ?? ''
  const query = context.database.read
    .insertInto('device')
    .values({
      id: deviceId,
      location_id: locationId,
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

async function addCards(context: ServerContext, place: Place, count: number): Promise<CardId[]> {
  const cards = Array.from({ length: count }, (): NewCard => {
    const cardId = uuidV7(context.nowMs(), context.randomBytes(10)) as CardId
    return {
      ...{ cardId, programId: place.programId, form: 'physical', keyVersion: 1 },
      ...{ lookup: randomBytes(32), sealed: randomBytes(48) },
      ...{ lastFour: '0000', pinHash: null, batch: 'load' },
    }
  })
  const { ledger } = context.database
  if (!(await ledger.stock(cards))) throw new Error('no cards')
  await Promise.all(cards.map(({ cardId }) => activate(context, place, cardId)))
  return cards.map(({ cardId }) => cardId)
}

async function activate(context: ServerContext, place: Place, cardId: CardId): Promise<void> {
  const requestId = `load-${cardId}` as RequestId
  const { reply } = await context.database.ledger.execute({
    kind: 'activate',
    caller: {
      ...{ key: 'staff:load', locationId: null, networkId: place.networkId },
      ...{ channel: 'admin', clerk: null },
    },
    requestId,
    contentHash: createHash('sha256').update(requestId).digest(),
    card: { by: 'id', cardId },
    pin: 'right',
    amountMinor: LOAD_MINOR,
    currency: place.currency,
    fundedBy: 'cash',
    order: null,
    sealedAnswer: null,
  })
  if (!reply.ok) throw new Error(`a card could not be loaded: ${JSON.stringify(reply)}`)
}
