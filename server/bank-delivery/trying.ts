import type { ServerContext } from '../context.ts'
import type { Brought } from './bringing.ts'
import { tryPlace } from './deliver.ts'
import type { Destination } from './destinations.ts'

/** Goes to a destination of any kind and leaves nothing. */
export function tryDestination(context: ServerContext, destination: Destination): Promise<Brought> {
  return tryPlace(context, destination)
}
