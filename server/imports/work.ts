import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import type { NetworkId } from '../../src/contract/ids.ts'
import { createPins, hardenSome } from '../cards/index.ts'
import type { ServerContext } from '../context.ts'
import { type Background, startBackground, turn } from '../load/index.ts'
import { commitPiece } from './committing.ts'
import { findImport, findUnderWay, type Import } from './import-rows.ts'
import { LEASE_LOOK_EVERY_MS, LOOK_EVERY_MS } from './limits.ts'
import { reversePiece } from './reversing.ts'
import { dropItems } from './staging.ts'

/** Goes on with imports that are under way, then puts their PINs under the slow hash. */
export function startImports(context: ServerContext): Background {
  const worker = randomUUID()
  const pins = createPins(context.keys.pinPepper, context.slowHash)
  return startBackground({
    log: context.log,
    what: 'the import of cards',
    lookEveryMs: LOOK_EVERY_MS,
    step: async (leisure) => {
      const found = await findUnderWay(context, worker)
      if (found === undefined)
        return hardenSome({ context, pins, ...leisure }, 'card_import_item', async () => isNobodys)
      await workOn(context, found, worker, leisure.isClosing)
      return true
    },
  })
}

/** Rows that are given up are gone with their PINs: none is left to forget. */
const isNobodys = (): boolean => false

/** Goes on with one import to its end, without a server. `tell` hears of the rows that are done. */
export async function finishImport(
  context: ServerContext,
  found: Import,
  tell: (doneRows: number) => void,
): Promise<void> {
  const worker = randomUUID()
  for (let now: Import | undefined = found; now && UNDER_WAY.has(now.state); ) {
    await workOn(context, now, worker, () => false, tell)
    now = await findImport(context.database, found.network_id as NetworkId, found.id)
    // Whoever had it may have been killed a moment ago: it is ours once their time is over.
    if (now && UNDER_WAY.has(now.state)) await delay(LEASE_LOOK_EVERY_MS)
  }
}

const UNDER_WAY: ReadonlySet<Import['state']> = new Set(['committing', 'reversing'])

/** Piece after piece, until there are no more or the server stops. */
async function workOn(
  context: ServerContext,
  found: Import,
  worker: string,
  isClosing: () => boolean,
  tell: (doneRows: number) => void = () => undefined,
): Promise<void> {
  if (found.state === 'staging') {
    // Whoever sent the file is gone: what came of it is no whole file.
    await dropItems(context, found, worker, 'The file did not come whole.')
    return
  }
  const step = found.state === 'committing' ? commitPiece : reversePiece
  for (let now: Import | undefined = found; now && !isClosing(); ) {
    if ((await step(context, now, worker)) === 'ended') return
    await turn()
    tell(now.done_rows)
    now = await findImport(context.database, found.network_id as NetworkId, found.id)
  }
}
