import { randomBytes } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { proveLedger } from '../../../commands/books.ts'
import { type ExampleNetwork, seedExampleNetwork } from '../../../commands/seed.ts'
import { signIn } from '../../../demo/admin-client.ts'
import { readyText, startProgram } from '../../../demo/programs.ts'
import { storedValueClient } from '../../../demo/stored-value-client.ts'
import { API_SCOPES } from '../../../src/contract/admin/views.ts'
import { openUnrulyProxy, type UnrulyProxy } from '../../helpers/unruly-proxy.ts'
import type { Fault, Json } from './web-service.ts'

/** A card as the customer has it. */
export interface CardInHand {
  readonly number: string
  readonly pin: string
}

/** One of the programs, and how to speak with it. */
export interface Service {
  readonly ask: (path: string, body?: Json) => Promise<Json>
  /** Lets the next requests of its partners fail in this way. */
  readonly plan: (...faults: readonly Fault[]) => Promise<void>
  /** How often it failed in this way. */
  readonly fired: (fault: Fault) => Promise<number>
}

/** The shop's four programs, each a process, with a server, each on an unruly way to it. */
export interface FlowHouse {
  readonly webstore: Service
  readonly orders: Service
  readonly processor: Service
  readonly risk: Service
  readonly webstoreWay: UnrulyProxy
  readonly ordersWay: UnrulyProxy
  readonly network: ExampleNetwork
  /** A new card with this much on it. */
  readonly card: (amountMinor: number) => Promise<CardInHand>
  readonly balanceOf: (card: CardInHand) => Promise<number>
  readonly stateOf: (card: CardInHand) => Promise<string>
  readonly killOrders: () => Promise<void>
  readonly startOrders: () => Promise<void>
  /** Stops everything; returns what the proof of the ledger found, null when it holds. */
  readonly close: () => Promise<unknown>
}

const HERE = 'test/e2e/flows'
let serial = 0

export async function openFlowHouse(): Promise<FlowHouse> {
  const folder = mkdtempSync(join(tmpdir(), 'flows-'))
  const serverFolder = join(folder, 'server')
  mkdirSync(serverFolder)
  const network = await seedExampleNetwork(serverFolder)
  const server = await startProgram('server/main.ts', ['--data', serverFolder, '--port', '0'])
  const serverUrl = readyText(server, 'url')
  const ordersKey = await makeKey(serverUrl, network)
  const [webstoreWay, ordersWay] = [
    await openUnrulyProxy(serverUrl),
    await openUnrulyProxy(serverUrl),
  ]
  const processor = await startProgram(`${HERE}/card-processor.ts`, [])
  const risk = await startProgram(`${HERE}/risk-service.ts`, [])
  const shared = {
    PROCESSOR_URL: readyText(processor, 'url'),
    RISK_URL: readyText(risk, 'url'),
    PROGRAM_ID: network.programId,
    SEAL_KEY: randomBytes(32).toString('hex'),
  }
  const startOrders = (port: string) =>
    startProgram(`${HERE}/order-system.ts`, [], {
      ...{ ...shared, FOLDER: join(folder, 'orders'), PORT: port },
      ...{ COUNTERMARK_URL: ordersWay.url, COUNTERMARK_KEY: ordersKey },
    })
  mkdirSync(join(folder, 'orders'))
  let orders = await startOrders('0')
  const ordersUrl = () => readyText(orders, 'url')
  const webstore = await startProgram(`${HERE}/webstore.ts`, [], {
    ...{ ...shared, FOLDER: join(folder, 'webstore'), ORDERS_URL: ordersUrl() },
    ...{ COUNTERMARK_URL: webstoreWay.url, COUNTERMARK_KEY: network.apiKey },
  })
  const api = storedValueClient(serverUrl, ordersKey)
  const read = async ({ number, pin }: CardInHand) => {
    const reply = await api.ask('balance', { card: { number, pin } })
    if (!reply.ok) throw new Error(JSON.stringify(reply))
    return reply.value
  }
  return {
    ...{
      webstoreWay,
      ordersWay,
      network,
    },
    webstore: service(() => readyText(webstore, 'url')),
    orders: service(ordersUrl),
    processor: service(() => readyText(processor, 'url')),
    risk: service(() => readyText(risk, 'url')),
    card: async (amountMinor) => {
      serial += 1
      const { programId, currency } = network
      const sale = { requestId: `card-${serial}`, programId, amountMinor, currency }
      const { issued } = (await api.call('fund-and-activate', sale)) as unknown as Json
      const { number, pin } = issued as CardInHand
      return { number, pin }
    },
    balanceOf: async (card) => Number((await read(card))['balanceMinor']),
    stateOf: async (card) => String((await read(card))['state']),
    killOrders: () => orders.kill(),
    startOrders: async () => {
      orders = await startOrders(new URL(ordersUrl()).port)
    },
    close: async () => {
      for (const program of [webstore, orders, processor, risk, server]) await program.stop()
      await Promise.all([webstoreWay.close(), ordersWay.close()])
      try {
        return proveLedger(serverFolder).problem
      } finally {
        rmSync(folder, { recursive: true, force: true })
      }
    },
  }
}

async function makeKey(serverUrl: string, network: ExampleNetwork): Promise<string> {
  const { email, password } = network.operator
  const admin = await signIn(serverUrl, email, password)
  const { key } = await admin.call('create-api-client', {
    ...{ name: 'Order system', kind: 'oms', scopes: [...API_SCOPES] },
    locationId: network.locations[1]?.locationId ?? null,
  })
  return key
}

function service(url: () => string): Service {
  const ask: Service['ask'] = async (path, body = {}) => {
    const init = { method: 'POST', body: JSON.stringify(body) }
    const response = await fetch(`${url()}${path}`, init)
    return (await response.json()) as Json
  }
  return {
    ask,
    plan: async (...next) => void (await ask('/faults', { next })),
    fired: async (fault) => Number((await ask('/fired'))[fault] ?? 0),
  }
}
