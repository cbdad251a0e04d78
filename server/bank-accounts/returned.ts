import type { LocationId, NetworkId } from '../../src/contract/ids.ts'
import { record } from '../audit/index.ts'
import type { ServerContext } from '../context.ts'
import type { WriteQuery } from '../storage/database.ts'
import { noticeId, noticeQueries } from './notices.ts'
import { type AccountVersion, readVersions, stepQuery } from './versions.ts'

/** What a bank's answer does to the account that it is about. */
export interface Returned {
  readonly networkId: NetworkId
  readonly locationId: LocationId
  /** The version that the transfer went to. */
  readonly version: number
  /** `block`: another account is needed; `hold`: a person looks; `keep`: the account is not at fault. */
  readonly effect: 'block' | 'hold' | 'keep'
  /** True of a prenote or one cent: whatever the reason, the account is not proven. */
  readonly isTest: boolean
  /** The bank's code, and its words. */
  readonly code: string
  readonly words: string
  readonly answerId: string
  /** What the location is told of; null: nothing. */
  readonly told: { readonly amountMinor: number; readonly currency: string } | null
}

/** What was done, once: the same answer again does none of it twice. */
export interface ReturnEffect {
  readonly accountId: string | null
  readonly isBlocked: boolean
  readonly isHeld: boolean
  readonly isTold: boolean
}

/**
 * Blocks or holds the account that a transfer came back from, ends its test, and tells its contact and
 * the location. Known by the id of the bank's answer: the second time nothing is written.
 */
export async function accountReturned(
  context: ServerContext,
  returned: Returned,
): Promise<ReturnEffect> {
  const { database } = context
  const versions = await readVersions(database, returned.locationId)
  const account = versions.find(({ version }) => version === returned.version)
  const { effect, told, answerId } = returned
  const result = {
    accountId: account?.accountId ?? null,
    isBlocked: effect === 'block' && account !== undefined,
    isHeld: effect === 'hold' && account !== undefined,
    isTold: told !== null,
  }
  const steps = account === undefined ? [] : stepsOf(context, account, returned)
  const notices = told === null ? [] : await noticesOf(context, { ...returned, told }, account)
  if (steps.length + notices.length === 0 || (await isDone(context, returned, account)))
    return result
  const audit = record(context, {
    ...{ actor: 'system', action: 'bank-account-return' },
    subject: `location:${returned.locationId}`,
    detail: { version: returned.version, code: returned.code, effect, answerId },
  })
  const written = await database.write([...steps, ...notices, audit])
  return written ? result : accountReturned(context, returned)
}

function stepsOf(
  context: ServerContext,
  account: AccountVersion,
  { effect, isTest, code, words, answerId }: Returned,
): readonly WriteQuery[] {
  const about = { by: 'system', note: `${code} ${words}`.trim(), answerId }
  const failed = { ...about, kind: 'test-failed' } as const
  const blocked = { ...about, kind: 'blocked', canRelease: effect === 'hold' } as const
  const wanted = [...(isTest ? [failed] : []), ...(effect === 'keep' ? [] : [blocked])]
  const { accountId, steps } = account
  return wanted.map((detail, at) =>
    stepQuery(context, { accountId, steps: { length: steps.length + at } }, detail),
  )
}

async function noticesOf(
  context: ServerContext,
  { networkId, locationId, isTest, code, words, answerId, told }: Returned & { told: object },
  account: AccountVersion | undefined,
): Promise<readonly WriteQuery[]> {
  const { email } = await context.database.read
    .selectFrom('location')
    .where('id', '=', locationId)
    .select('email')
    .executeTakeFirstOrThrow()
  return noticeQueries(context, {
    ...{ networkId, locationId, accountId: account?.accountId ?? null, code, words, ...told },
    ...(account && { account: account.account }),
    kind: isTest ? 'test-returned' : 'payout-returned',
    onceFor: answerId,
    sendTo: [...(account ? [account.contactEmail] : []), email],
  })
}

async function isDone(
  { database }: ServerContext,
  { answerId }: Returned,
  account: AccountVersion | undefined,
): Promise<boolean> {
  if (account?.steps.some(({ detail }) => detail.answerId === answerId)) return true
  const row = await database.read
    .selectFrom('bank_notice')
    .where('id', '=', noticeId(answerId, 0))
    .select('id')
    .executeTakeFirst()
  return row !== undefined
}
