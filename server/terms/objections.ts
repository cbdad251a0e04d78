import type { ProgramView } from '../../src/contract/admin/views.ts'
import type { NetworkId } from '../../src/contract/ids.ts'
import { termsSchema } from '../../src/contract/terms.ts'
import type { Database } from '../storage/database.ts'
import { listVersions } from './history.ts'
import { unlawfulPurchaseFee } from './purchase-fees.ts'

/**
 * What is agreed, or planned, that the law of a program would forbid under these rules: a purchase fee.
 * Undefined when there is nothing.
 */
export async function termsObjection(
  database: Pick<Database, 'read' | 'nowMs'>,
  networkId: NetworkId,
  changed: ProgramView,
): Promise<string | undefined> {
  const versions = await listVersions(database, networkId, changed.currency)
  const held = versions.filter(({ standing }) => standing === 'valid' || standing === 'planned')
  for (const { content } of held) {
    const unlawful = unlawfulPurchaseFee(termsSchema.parse(content).purchaseFees, [changed])
    if (unlawful !== undefined) return `${unlawful} Change the terms first.`
  }
  return undefined
}
