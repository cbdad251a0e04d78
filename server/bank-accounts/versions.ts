import type { Selectable } from 'kysely'
import { z } from 'zod'
import type { AccountStepKind, Verification } from '../../src/contract/admin/bank-accounts.ts'
import type { LocationId, NetworkId } from '../../src/contract/ids.ts'
import { invariant, parseJson } from '../../src/contract/parse.ts'
import type { BankDetails } from '../bank-files/index.ts'
import type { ServerContext } from '../context.ts'
import type { Database, WriteQuery } from '../storage/database.ts'
import type { Schema } from '../storage/index.ts'

/** One version of where a location is paid, still sealed, with what it went through. */
export interface AccountVersion {
  readonly accountId: string
  readonly networkId: NetworkId
  readonly locationId: LocationId
  readonly version: number
  readonly country: BankDetails['country']
  readonly sealed: Uint8Array
  readonly fingerprint: Uint8Array
  readonly bank: string
  readonly account: string
  readonly payeeName: string
  readonly contactEmail: string
  readonly verification: Verification
  readonly mandate: string | null
  readonly origin: 'entered' | 'notice'
  readonly madeBy: string
  readonly madeAtMs: number
  readonly steps: readonly AccountStep[]
}

export interface AccountStep {
  /** From 1, without gaps. */
  readonly step: number
  readonly kind: AccountStepKind
  readonly atMs: number
  /** `staff:<id>` or `system`. */
  readonly by: string
  readonly detail: StepDetail
}

const detailSchema = z.strictObject({
  /** For people: a reason, a code of the bank, what was seen. */
  note: z.string().optional(),
  /** Of a block: whether a person may let it go again. */
  canRelease: z.boolean().optional(),
  /** Of a test. */
  purpose: z.enum(['prenote', 'test']).optional(),
  reference: z.string().optional(),
  valueOn: z.string().optional(),
  /** The answer of a bank that made the step. */
  answerId: z.string().optional(),
})
export type StepDetail = z.output<typeof detailSchema>

/** The versions of a location, the newest first. */
export async function readVersions(
  { read }: Pick<Database, 'read'>,
  locationId: LocationId,
): Promise<readonly AccountVersion[]> {
  const rows = await read
    .selectFrom('bank_account')
    .where('location_id', '=', locationId)
    .orderBy('version', 'desc')
    .selectAll()
    .execute()
  const steps = await read
    .selectFrom('bank_account_step')
    .innerJoin('bank_account', 'bank_account.id', 'bank_account_step.account_id')
    .where('bank_account.location_id', '=', locationId)
    .orderBy('step')
    .selectAll('bank_account_step')
    .execute()
  return versionsOf(rows, steps)
}

/** The versions of all locations of a network, the newest of each first. */
export async function readAllVersions(
  { reports }: Pick<Database, 'reports'>,
  networkId: NetworkId,
): Promise<ReadonlyMap<LocationId, readonly AccountVersion[]>> {
  const [rows, steps] = await reports
    .transaction()
    .execute(async (snapshot) => [
      await snapshot
        .selectFrom('bank_account')
        .where('network_id', '=', networkId)
        .orderBy('version', 'desc')
        .selectAll()
        .execute(),
      await snapshot
        .selectFrom('bank_account_step')
        .innerJoin('bank_account', 'bank_account.id', 'bank_account_step.account_id')
        .where('bank_account.network_id', '=', networkId)
        .orderBy('step')
        .selectAll('bank_account_step')
        .execute(),
    ])
  return Map.groupBy(versionsOf(rows, steps), ({ locationId }) => locationId)
}

/** One version of a network; undefined when it has none of this id. */
export async function findVersion(
  { read }: Pick<Database, 'read'>,
  networkId: NetworkId,
  accountId: string,
): Promise<AccountVersion | undefined> {
  const rows = await read
    .selectFrom('bank_account')
    .where('id', '=', accountId)
    .where('network_id', '=', networkId)
    .selectAll()
    .execute()
  const steps = await read
    .selectFrom('bank_account_step')
    .where('account_id', '=', accountId)
    .orderBy('step')
    .selectAll()
    .execute()
  return versionsOf(rows, steps)[0]
}

/** The statement that adds the next step: it fails when somebody else added one meanwhile. */
export function stepQuery(
  { database, nowMs }: Pick<ServerContext, 'database' | 'nowMs'>,
  { accountId, steps }: Pick<AccountVersion, 'accountId'> & { readonly steps: { length: number } },
  { kind, by, ...detail }: { readonly kind: AccountStepKind; readonly by: string } & StepDetail,
): WriteQuery {
  const query = database.read.insertInto('bank_account_step').values({
    ...{ account_id: accountId, step: steps.length + 1, kind, at_ms: nowMs(), done_by: by },
    detail: JSON.stringify(detail),
  })
  return { query: query.compile(), changes: 1 }
}

type Row = Selectable<Schema['bank_account']>
type StepRow = Selectable<Schema['bank_account_step']>

function versionsOf(rows: readonly Row[], steps: readonly StepRow[]): readonly AccountVersion[] {
  const stepsOfAccount = Map.groupBy(steps, ({ account_id }) => account_id)
  return rows.map((row) => ({
    ...{ accountId: row.id, networkId: row.network_id as NetworkId, version: row.version },
    ...{ locationId: row.location_id as LocationId, country: row.country, sealed: row.sealed },
    ...{ fingerprint: row.fingerprint, bank: row.bank, account: row.account_masked },
    ...{ payeeName: row.payee_name, contactEmail: row.contact_email, mandate: row.mandate },
    ...{ verification: row.verification, origin: row.origin, madeBy: row.made_by },
    madeAtMs: row.made_at_ms,
    steps: (stepsOfAccount.get(row.id) ?? []).map(stepOf),
  }))
}

function stepOf({ step, kind, at_ms, done_by, detail }: StepRow): AccountStep {
  const read = parseJson(detailSchema, detail)
  invariant(read.ok, 'the details of a step are kept as JSON')
  return { step, kind, atMs: at_ms, by: done_by, detail: read.value }
}
