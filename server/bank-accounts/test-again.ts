import type { LocationId } from '../../src/contract/ids.ts'
import type { ServerContext } from '../context.ts'
import { readVersions, stepQuery } from './versions.ts'

/** A prenote or one cent that went with a file which no bank took. */
export interface TestNotSent {
  readonly locationId: LocationId
  /** The version of the account that it was to try out. */
  readonly accountVersion: number | null
  /** Of the transfer. */
  readonly reference: string
  /** What is kept of this only once: the file. */
  readonly onceFor: string
  /** Why, for people. */
  readonly note: string
}

/**
 * Proves nothing of the account by that test, whatever time has passed, and has another one go with the
 * next file: the account was not at fault. The second time, and after another test, nothing is written.
 */
export async function testNotSent(context: ServerContext, notSent: TestNotSent): Promise<void> {
  const { locationId, accountVersion, reference, onceFor, note } = notSent
  const versions = await readVersions(context.database, locationId)
  const account = versions.find(({ version }) => version === accountVersion)
  const latest = account?.steps.findLast(({ kind }) => kind === 'test-sent')
  if (account === undefined || latest?.detail.reference !== reference) return
  if (account.steps.some(({ detail }) => detail.answerId === onceFor)) return
  const { accountId, steps } = account
  const about = { by: 'system', answerId: onceFor } as const
  const isWritten = await context.database.write([
    stepQuery(context, account, { ...about, kind: 'test-failed', note }),
    stepQuery(
      context,
      { accountId, steps: { length: steps.length + 1 } },
      { ...about, kind: 'test-asked' },
    ),
  ])
  // Somebody added a step at the same moment: what is true now decides.
  if (!isWritten) await testNotSent(context, notSent)
}
