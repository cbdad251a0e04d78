import { randomBytes } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  type ClientOptions,
  createStoredValueClient,
  type FileStore,
  openFileStore,
  type StoredValueClient,
} from '../../../../server/stored-value/client/index.ts'
import { openUnrulyProxy, type UnrulyProxy } from '../../../helpers/unruly-proxy.ts'
import { type ApiHouse, openApiHouse } from '../api-house.ts'

/** A server, the unruly way to it, and a client with a store of its own. */
export interface ClientHouse extends ApiHouse {
  readonly proxy: UnrulyProxy
  readonly client: StoredValueClient
  readonly store: FileStore
  readonly storeText: () => string
  readonly sealKey: Uint8Array
  /** Another client on the same store, as after a restart. */
  readonly clientWith: (change: Partial<ClientOptions>) => StoredValueClient
  readonly balanceOf: (card: { number: string; pin: string }) => Promise<number>
}

/** Short, as the mishaps of tests come at once. */
const PATIENCE_MS = 1_500

export async function openClientHouse(): Promise<ClientHouse> {
  const house = await openApiHouse()
  const proxy = await openUnrulyProxy(house.url)
  const folder = mkdtempSync(join(tmpdir(), 'client-'))
  const file = join(folder, 'requests')
  const store = await openFileStore(file)
  const sealKey = randomBytes(32)
  const clientWith: ClientHouse['clientWith'] = (change) =>
    createStoredValueClient({
      ...{ serverUrl: proxy.url, key: house.key, store, sealKey },
      ...{ timeoutMs: 1_000, patienceMs: PATIENCE_MS, ...change },
    })
  return {
    ...house,
    ...{ proxy, store, sealKey, clientWith, client: clientWith({}) },
    storeText: () => readFileSync(file, 'utf8'),
    balanceOf: async ({ number, pin }) => {
      const answer = await house.post('/v1/storedvalue/balance', { card: { number, pin } })
      return Number(answer.body.value?.['balanceMinor'])
    },
    close: async () => {
      await store.close()
      await proxy.close()
      await house.close()
      rmSync(folder, { recursive: true })
    },
  }
}
