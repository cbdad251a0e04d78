import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { Writable } from 'node:stream'
import { readConfig } from '../../../server/config.ts'
import type { ServerContext } from '../../../server/context.ts'
import { createLog } from '../../../server/log.ts'
import { createLocation, createNetwork } from '../../../server/network/index.ts'
import { type ServerOptions, startServer } from '../../../server/server.ts'
import { createStaff } from '../../../server/staff/index.ts'
import type { StaffRole } from '../../../src/contract/admin/roles.ts'
import type { LocationView } from '../../../src/contract/admin/views.ts'
import type { NetworkId } from '../../../src/contract/ids.ts'
import { currency } from '../../../src/contract/money.ts'
import type { Reply } from '../../../src/contract/refusals.ts'
import { type AdminBrowser, adminBrowser } from './admin-browser.ts'

/** A real server on a free port with its own folder, one network, one location, one operator. */
export interface TestServer {
  readonly url: string
  readonly port: number
  readonly context: ServerContext
  readonly networkId: NetworkId
  readonly location: LocationView
  readonly folder: string
  /** Signed in as the operator. */
  readonly operator: AdminBrowser
  /** Lets time pass for the server. */
  readonly advance: (ms: number) => void
  /** Sets the server's clock forward, or back again, while no time passes. */
  readonly jump: (ms: number) => void
  /** Everything logged so far. */
  readonly logged: () => string
  readonly addStaff: (role: StaffRole, email: string) => Promise<void>
  readonly stop: () => Promise<void>
  /** Stops it, if it runs, and removes its folder. */
  readonly close: () => Promise<void>
}

export const PASSWORD = 'correct horse battery'
export const OPERATOR_EMAIL = 'olga@network.example'

export async function openServer(
  settings: readonly string[] = [],
  more: Pick<ServerOptions, 'posOrigin' | 'bankOrigin' | 'slowHash'> = {},
): Promise<TestServer> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'server-'))
  const reading = readConfig(['--data', folder, '--port', '0', ...settings], {})
  if (reading.kind !== 'config') throw new Error('the settings are no settings')
  let [aheadMs, wrongMs] = [0, 0]
  const lines: string[] = []
  const log = createLog('debug', new Writable({ write: keepIn(lines) }))
  const elapsedMs = () => Date.now() + aheadMs
  const nowMs = () => elapsedMs() + wrongMs
  const server = await startServer(reading.config, { log, nowMs, elapsedMs, ...more })
  const { context, url, port } = server
  const networkId = await createNetwork(context, 'Old Town')
  const location = done(
    await createLocation(context, networkId, {
      name: 'Corner Bakery',
      email: 'baker@corner.example',
      currency: currency('EUR'),
      timeZone: 'Europe/Paris',
    }),
  )
  const addStaff = async (role: StaffRole, email: string): Promise<void> => {
    const name = `Person ${role}`
    done(await createStaff(context, { networkId, name, email, password: PASSWORD, role }))
  }
  await addStaff('operator', OPERATOR_EMAIL)
  const operator = adminBrowser(url)
  done(await operator.call('sign-in', { email: OPERATOR_EMAIL, password: PASSWORD }))
  return {
    ...{ url, port, context, networkId, location, folder, operator, addStaff },
    advance: (ms) => {
      aheadMs += ms
    },
    jump: (ms) => {
      wrongMs += ms
    },
    logged: () => lines.join(''),
    stop: server.close,
    close: async () => {
      await server.close()
      fs.rmSync(folder, { recursive: true })
    },
  }
}

/** The value of a reply that must be a success. */
export function done<Value>(reply: Reply<Value>): Value {
  if (reply.ok) return reply.value
  throw new Error(`not a success: ${JSON.stringify(reply)}`)
}

/** The code of a reply that must not be a success. */
export function codeOf(reply: Reply<unknown>): string {
  if (reply.ok) throw new Error(`a success: ${JSON.stringify(reply)}`)
  return 'refusal' in reply ? reply.refusal.code : reply.error.code
}

/** Why a reply of the admin was an error. */
export function reasonOf(reply: Reply<unknown>): string | undefined {
  if (reply.ok || 'refusal' in reply) throw new Error(`not an error: ${JSON.stringify(reply)}`)
  return reply.error.reason
}

function keepIn(lines: string[]) {
  return (chunk: Buffer, _: unknown, next: () => void): void => {
    lines.push(chunk.toString())
    next()
  }
}
