import type { ServerContext } from '../context.ts'
import { PIN_ERASE_EVERY_MS } from './limits.ts'

type Parts = Pick<ServerContext, 'database' | 'log' | 'nowMs'>

/** Erases new PINs that may not be told again. Several servers may do it beside each other. */
export function startPinUpkeep(context: Parts): { readonly close: () => Promise<void> } {
  let running: Promise<void> = Promise.resolve()
  const tick = () => {
    if (context.database.trouble() !== null) return
    running = running
      .then(() => eraseToldPins(context))
      .catch((error: unknown) => {
        context.log.warn({ err: error }, 'new PINs that were told could not be erased')
      })
  }
  const timer = setInterval(tick, PIN_ERASE_EVERY_MS)
  timer.unref()
  return {
    close: async () => {
      clearInterval(timer)
      await running
    },
  }
}

/** Erases those whose window has passed. */
export async function eraseToldPins({
  database,
  nowMs,
}: Pick<Parts, 'database' | 'nowMs'>): Promise<void> {
  const { read } = database
  const untilMs = nowMs()
  const due = await read
    .selectFrom('pin_change')
    .where('sealed', 'is not', null)
    .where('sealed_until_ms', '<=', untilMs)
    .select('card_uid')
    .limit(1)
    .executeTakeFirst()
  if (due === undefined) return
  const query = read
    .updateTable('pin_change')
    .set({ sealed: null })
    .where('sealed', 'is not', null)
    .where('sealed_until_ms', '<=', untilMs)
  await database.write([{ query: query.compile() }])
}
