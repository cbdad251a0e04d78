import type { ServerContext } from '../context.ts'
import { bamboraApi } from './api/bambora-api.ts'
import { dayOf } from './api/days.ts'
import { forteApi } from './api/forte-api.ts'
import type { Brought } from './bringing.ts'
import { tryPlace } from './deliver.ts'
import type { Destination } from './destinations.ts'

/** Goes to a destination of any kind and leaves nothing. */
export async function tryDestination(
  context: ServerContext,
  destination: Destination,
): Promise<Brought> {
  const { kind } = destination.settings
  if (kind === 'folder' || kind === 'sftp') return tryPlace(context, destination)
  const tried =
    kind === 'forte'
      ? await forteApi(context, destination).test()
      : await bamboraApi(context, destination).test(dayOf(context.nowMs(), 0))
  return tried === 'ok' ? { ok: true, place: kind } : { ok: false, problem: tried }
}
