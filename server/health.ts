import type { ServerContext } from './context.ts'
import { HEALTH_LOOK_EVERY_MS } from './limits.ts'

/** Says in the log when operations begin to be refused, with what to do, and when that is over. */
export function watchHealth({
  database,
  log,
}: Pick<ServerContext, 'database' | 'log'>): () => void {
  let told: string | null = null
  const look = () => {
    const trouble = database.trouble()
    if (trouble !== null && told === null) log.error(`operations are refused: ${trouble}`)
    if (trouble === null && told !== null) log.info('operations are taken again')
    told = trouble
  }
  look()
  const timer = setInterval(look, HEALTH_LOOK_EVERY_MS)
  timer.unref()
  return () => clearInterval(timer)
}
