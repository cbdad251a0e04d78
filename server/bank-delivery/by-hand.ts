import type { ServerContext } from '../context.ts'
import { findDestination } from './destinations.ts'
import { findFile } from './records.ts'

/**
 * Why nobody may say by hand that a file is at its destination, in words for them; undefined when they may.
 * Of an API only the server knows that: what it was asked for and did not answer would never be looked up
 * again, and what was not asked for yet never be paid.
 */
export async function whyNotByHand(
  context: Pick<ServerContext, 'database'>,
  deliveryId: string,
  fileName: string,
): Promise<string | undefined> {
  const destination = await findDestination(context, deliveryId)
  switch (destination?.settings.kind) {
    case 'forte':
      return CALLS
    case 'bambora': {
      const record = await findFile(context, deliveryId, fileName)
      return record?.state === 'unknown' ? DOUBT : undefined
    }
    default:
      return undefined
  }
}

const CALLS =
  'Forte is asked for each credit by the server, which says by itself when it has them all. Wait for it.'
const DOUBT =
  'It is not known yet whether Bambora has it, and the server looks that up by itself. Wait until it did.'
