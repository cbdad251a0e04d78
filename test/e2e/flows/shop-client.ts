import { join } from 'node:path'
import {
  createStoredValueClient,
  openFileStore,
  type StoredValueClient,
} from '../../../server/stored-value/client/index.ts'
import { setting } from './web-service.ts'

/** How long these programs wait for one answer, and for all tries of it. */
export const TRY_MS = 800
const PATIENCE_MS = 2_500

/** The client of one of the programs, with its store in the program's own folder. */
export async function openShopClient(): Promise<StoredValueClient> {
  return createStoredValueClient({
    serverUrl: setting('COUNTERMARK_URL'),
    key: setting('COUNTERMARK_KEY'),
    store: await openFileStore(join(setting('FOLDER'), 'requests')),
    sealKey: Buffer.from(setting('SEAL_KEY'), 'hex'),
    ...{ timeoutMs: TRY_MS, patienceMs: PATIENCE_MS },
  })
}
