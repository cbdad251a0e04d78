import { createHash } from 'node:crypto'
import type { RailSettings } from '../../src/contract/admin/rails.ts'
import { currency } from '../../src/contract/money.ts'
import { invariant } from '../../src/contract/parse.ts'
import { openedDetails } from '../bank-accounts/index.ts'
import type { BankDetails, FrozenFile } from '../bank-files/index.ts'
import type { ServerContext } from '../context.ts'
import { turn } from '../load/index.ts'
import { FILE_BYTES_MAX, TURN_BYTES } from './limits.ts'
import { fileRailOf } from './rails.ts'
import type { FileRow, PayoutRow } from './rows.ts'
import { transferOf } from './transfers.ts'
import { settingsIn } from './ways.ts'

/** A file as its bank gets it. */
export interface MadeFile {
  readonly bytes: Uint8Array
  /** In hex. */
  readonly sha256: string
}

type Parts = Pick<ServerContext, 'database' | 'keys'>

/**
 * The bytes of a file, from what was frozen. Throws when they are not those that it was first made
 * with: the same number never has other content.
 */
export async function makeFile(context: Parts, row: FileRow): Promise<MadeFile> {
  const frozen = await frozenFile(context, row)
  const pieces: Uint8Array[] = []
  const digest = createHash('sha256')
  let length = 0
  for await (const piece of renderInTurns(frozen)) {
    pieces.push(piece)
    digest.update(piece)
    length += piece.length
    invariant(length <= FILE_BYTES_MAX, 'a bank file is split long before it is as large as that')
  }
  const sha256 = digest.digest('hex')
  if (row.sha256 !== null && row.sha256 !== sha256)
    throw new Error(`file ${row.name} came out other than it was made at first: ${sha256}`)
  return { bytes: Buffer.concat(pieces), sha256 }
}

/** The bytes of a file in pieces; lets whatever else is asked of the server go between them. */
export async function* renderInTurns(file: FrozenFile<RailSettings>): AsyncGenerator<Uint8Array> {
  let length = 0
  for (const piece of fileRailOf(file.settings).render(file)) {
    yield piece
    length += piece.length
    if (length < TURN_BYTES) continue
    length = 0
    await turn()
  }
}

async function frozenFile(context: Parts, row: FileRow): Promise<FrozenFile<RailSettings>> {
  const payouts = await context.database.read
    .selectFrom('payout')
    .where('file_id', '=', row.id)
    .orderBy('sequence')
    .selectAll()
    .execute()
  invariant(payouts.length === row.transfers, 'a file has the transfers that it was frozen with')
  const details = await detailsOf(context, payouts)
  const settings = settingsIn(row.settings)
  invariant(settings, 'a file is frozen with settings')
  return frame(row, settings, (payout) => transferOf(payout, details(payout)), payouts)
}

/** A file of these transfers, in their order. */
export function frame(
  row: Omit<FileRow, 'name'>,
  settings: RailSettings,
  transfer: (payout: PayoutRow) => ReturnType<typeof transferOf>,
  payouts: readonly PayoutRow[],
): FrozenFile<RailSettings> {
  return {
    ...{ settings, number: row.number, numberOfDay: row.number_of_day },
    ...{ createdOn: row.created_on, createdAt: row.created_at, valueOn: row.value_on },
    ...{ currency: currency(row.currency), transfers: payouts.map(transfer) },
  }
}

/** Where each payout goes, by the version of the account that it was frozen with. */
export async function detailsOf(
  context: Parts,
  payouts: readonly Pick<PayoutRow, 'account_id'>[],
): Promise<(payout: Pick<PayoutRow, 'account_id'>) => BankDetails> {
  const ids = payouts.flatMap(({ account_id }) => (account_id === null ? [] : [account_id]))
  const opened = await openedDetails(context, [...new Set(ids)])
  return ({ account_id }) => {
    const details = account_id === null ? undefined : opened.get(account_id)
    invariant(details, 'a transfer in a file goes to an account')
    return details
  }
}
