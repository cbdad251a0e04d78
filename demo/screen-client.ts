import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { WebSocket } from 'ws'
import type { Reply } from '../src/contract/refusals.ts'
import { replyCode } from '../src/contract/refusals.ts'
import {
  SCREEN_SOCKET_PATH,
  SCREEN_SOCKET_PROTOCOL,
  SESSION_FRAGMENT,
} from '../src/contract/screen/bridge.ts'
import type { ScreenEvent, ScreenParams, ScreenResult } from '../src/contract/screen/commands.ts'
import type { ScreenCommand } from '../src/contract/screen/names.ts'
import type { ScreenState } from '../src/contract/screen/state.ts'
import type { House } from './house.ts'

/** A screen without a browser: the same socket, the same commands, for scripts and loads. */
export interface ScreenClient {
  /** The whole reply of a command. Rejects when the station went away before it answered. */
  readonly ask: <Name extends ScreenCommand>(
    name: Name,
    params: ScreenParams<Name>,
  ) => Promise<Reply<ScreenResult<Name>>>
  /** The newest state; undefined before the first one. */
  readonly state: () => ScreenState | undefined
  /** Resolves with the first state, now or later, that this accepts. Rejects after `timeoutMs`. */
  readonly waitFor: (
    accepts: (state: ScreenState) => boolean,
    timeoutMs?: number,
  ) => Promise<ScreenState>
  readonly close: () => void
}

const WAIT_MS = 30_000

/** Opens the socket of a kiosk at its one-time address. */
export async function openScreen(url: string): Promise<ScreenClient> {
  const { origin } = new URL(url)
  const response = await fetch(url, { redirect: 'manual' })
  const { hash } = new URL(response.headers.get('location') ?? '', origin)
  const session = new URLSearchParams(hash.slice(1)).get(SESSION_FRAGMENT)
  if (session === null) throw new Error("the station's address was used already")
  const socket = new WebSocket(
    `${origin.replace('http', 'ws')}${SCREEN_SOCKET_PATH}`,
    [SCREEN_SOCKET_PROTOCOL, session],
    { headers: { origin } },
  )
  const client = listenTo(socket)
  await new Promise<void>((resolve, reject) => {
    socket.once('open', resolve)
    socket.once('error', reject)
  })
  return client
}

type Waiter = {
  readonly accepts: (state: ScreenState) => boolean
  readonly done: (state: ScreenState) => void
}

function listenTo(socket: WebSocket): ScreenClient {
  let newest: ScreenState | undefined
  let lastId = 0
  const waiters = new Set<Waiter>()
  const calls = new Map<
    number,
    { resolve: (reply: unknown) => void; reject: (error: Error) => void }
  >()
  socket.on('message', (data) => {
    const down = JSON.parse(String(data)) as { id?: number; reply?: unknown; event?: ScreenEvent }
    if (down.id !== undefined) {
      calls.get(down.id)?.resolve(down.reply)
      calls.delete(down.id)
    }
    if (down.event?.type !== 'state') return
    newest = down.event.state
    for (const waiter of waiters) if (waiter.accepts(newest)) waiter.done(newest)
  })
  socket.on('error', () => undefined)
  socket.on('close', () => {
    for (const call of calls.values()) call.reject(new Error('the station went away'))
  })
  return {
    ask: (name, params) =>
      new Promise((resolve, reject) => {
        lastId += 1
        calls.set(lastId, { resolve: resolve as (reply: unknown) => void, reject })
        socket.send(JSON.stringify({ id: lastId, name, params }))
      }),
    state: () => newest,
    waitFor: (accepts, timeoutMs = WAIT_MS) => {
      if (newest && accepts(newest)) return Promise.resolve(newest)
      return new Promise((resolve, reject) => {
        const timer = setTimeout(() => {
          waiters.delete(waiter)
          reject(
            new Error(
              `the screen did not come to that state; it is at ${JSON.stringify(newest?.outcome)}`,
            ),
          )
        }, timeoutMs)
        const waiter: Waiter = {
          accepts,
          done: (state) => {
            clearTimeout(timer)
            waiters.delete(waiter)
            resolve(state)
          },
        }
        waiters.add(waiter)
      })
    },
    close: () => socket.close(),
  }
}

/**
 * Activates the house's station with a link from the admin, as the person who opens its screen first would.
 */
export async function activateByScreen(house: House): Promise<void> {
  const [location] = house.network.locations
  if (!location) throw new Error('the example network has no location')
  const { link } = await house.admin.call('send-activation', { locationId: location.locationId })
  const screen = await openScreen(house.stationUrl)
  const reply = await screen.ask('activate-device', { link: link ?? '', deviceName: 'Counter 1' })
  if (!reply.ok) throw new Error(`the station was not activated: ${replyCode(reply)}`)
  await screen.waitFor((state) => state.activation === 'active' && state.server.status === 'ok')
  screen.close()
}

/** The one-time address that the kiosk keeps ready for the next browser. */
export function freshStationUrl(stationDirectory: string): string {
  return readFileSync(join(stationDirectory, 'kiosk-url'), 'utf8').trim()
}
