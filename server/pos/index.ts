import type { FastifyInstance } from 'fastify'
import type { POS_ADMIN } from '../../src/contract/admin/pos.ts'
import type { ServerContext, StationHandlers } from '../context.ts'
import type { Presence } from '../devices/index.ts'
import type { AdminHandlers } from '../staff/index.ts'
import { posHandlers } from './admin.ts'
import { createAsking } from './asking.ts'
import { createRefused } from './health.ts'
import { registerPosCallbacks } from './routes.ts'
import { createAnnouncing, posStationHandlers } from './stations.ts'
import { startPosWork } from './work.ts'

/** The tills in the cloud: their callbacks, what is asked of them, and whom it is told. */
export interface Pos {
  readonly admin: Pick<AdminHandlers, keyof typeof POS_ADMIN>
  readonly stations: Pick<StationHandlers, 'pos-payments'>
  readonly register: (app: FastifyInstance) => Promise<void>
  readonly close: () => Promise<void>
}

export function createPos(
  context: ServerContext,
  presence: Presence,
  publicUrl: () => string,
): Pos {
  const refused = createRefused(context.nowMs)
  const announcing = createAnnouncing(context, presence)
  const work = startPosWork({ context, asking: createAsking(context) }, announcing.announce)
  const onTaken = () => {
    announcing.announce()
    work.wake()
  }
  return {
    admin: posHandlers({ context, publicUrl, refused, work }),
    stations: posStationHandlers(context),
    register: (app) => registerPosCallbacks(app, { context, publicUrl, refused, onTaken }),
    close: async () => {
      announcing.close()
      await work.close()
    },
  }
}
