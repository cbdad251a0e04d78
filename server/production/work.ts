import { randomUUID } from 'node:crypto'
import { createPins } from '../cards/index.ts'
import type { ServerContext } from '../context.ts'
import { type Background, startBackground, turn } from '../load/index.ts'
import { findPlanned } from './batch-rows.ts'
import { fillPiece } from './filling.ts'
import { hardenStock } from './hardening.ts'
import { LOOK_EVERY_MS } from './limits.ts'
import { moveLeftOver } from './moving.ts'

/** Fills batches, then puts PINs under the slow hash. */
export function startProduction(context: ServerContext): Background {
  const pins = createPins(context.keys.pinPepper, context.slowHash)
  const filling = { context, pins, filler: randomUUID() }
  return startBackground({
    log: context.log,
    what: 'card production',
    lookEveryMs: LOOK_EVERY_MS,
    step: async (leisure) => {
      await moveLeftOver(context)
      const batch = await findPlanned(context, filling.filler)
      if (batch === undefined) return hardenStock({ context, pins, ...leisure })
      while (!leisure.isClosing() && (await fillPiece(filling, batch)) === 'more') await turn()
      return true
    },
  })
}
