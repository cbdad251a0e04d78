import type { ServerContext } from '../context.ts'
import { makeFile } from './files.ts'
import { PIECE_LINES } from './limits.ts'
import { beginningOf, type Deed, feeDeeds, payoutDeed, postDeeds } from './posting.ts'
import { changeRun, chargesIn, type FileRow, type PayoutRow, type Run } from './rows.ts'

/**
 * Posts the next lines of an approved run, then what the network bears, then makes its files. Whoever
 * goes on after a kill does the same once more, which changes nothing. `ended` when there is no more to
 * do here.
 */
export async function stepRun(
  context: ServerContext,
  run: Run,
  worker: string,
): Promise<'more' | 'ended'> {
  const { database } = context
  if (!(await database.write([changeRun(context, run, worker, {})]))) return 'ended'
  const lines = await nextLines(context, run)
  if (lines.length > 0) {
    await postLines(context, run, lines)
    const done_count = run.done_count + lines.length
    return moved(await database.write([changeRun(context, run, worker, { done_count })]))
  }
  const file = await nextFile(context, run)
  if (file !== undefined) return makeNext(context, run, worker, file)
  await postRest(context, run)
  await database.write([
    changeRun(context, run, worker, { state: 'generated', worker: null, lease_until_ms: 0 }),
  ])
  return 'ended'
}

function moved(isKept: boolean): 'more' | 'ended' {
  return isKept ? 'more' : 'ended'
}

type PostedLine = { readonly location_id: string; readonly charges: string }

function nextLines({ database }: ServerContext, run: Run): Promise<PostedLine[]> {
  return database.read
    .selectFrom('settlement_line')
    .where('run_id', '=', run.id)
    .orderBy('location_id')
    .offset(run.done_count)
    .limit(PIECE_LINES)
    .select(['location_id', 'charges'])
    .execute()
}

async function postLines(
  context: ServerContext,
  run: Run,
  lines: readonly PostedLine[],
): Promise<void> {
  const places = lines.map(({ location_id }) => location_id)
  const payouts = await payoutsAt(context, run, places)
  const fees = lines.flatMap(({ location_id, charges }) =>
    feeDeeds(run, location_id, chargesIn(charges)),
  )
  await postDeeds(context, [...fees, ...payouts.flatMap(beginning)])
}

function beginning(row: PayoutRow): Deed[] {
  const kind = beginningOf(row)
  return kind === undefined ? [] : [payoutDeed(row, kind)]
}

function payoutsAt(
  { database }: ServerContext,
  run: Run,
  places: readonly string[],
): Promise<PayoutRow[]> {
  return database.read
    .selectFrom('payout')
    .where('run_id', '=', run.id)
    .where('location_id', 'in', places)
    .orderBy('reference')
    .selectAll()
    .execute()
}

function nextFile({ database }: ServerContext, run: Run): Promise<FileRow | undefined> {
  return database.read
    .selectFrom('payout_file')
    .where('run_id', '=', run.id)
    .where('sha256', 'is', null)
    .orderBy('id')
    .selectAll()
    .executeTakeFirst()
}

async function makeNext(
  context: ServerContext,
  run: Run,
  worker: string,
  file: FileRow,
): Promise<'more' | 'ended'> {
  const { bytes, sha256 } = await makeFile(context, file)
  const query = context.database.read
    .updateTable('payout_file')
    .set({ sha256, bytes: bytes.length })
    .where('id', '=', file.id)
    .where('sha256', 'is', null)
    .compile()
  const done = changeRun(context, run, worker, { done_count: run.done_count + 1 })
  return moved(await context.database.write([done, { query, changes: 1 }]))
}

/** What the network bears, and the tests of accounts at locations without a line. */
async function postRest(context: ServerContext, run: Run): Promise<void> {
  const tests = await context.database.read
    .selectFrom('payout')
    .where('run_id', '=', run.id)
    .where('purpose', '=', 'test')
    .selectAll()
    .execute()
  await postDeeds(context, [
    ...feeDeeds(run, null, chargesIn(run.charges)),
    ...tests.flatMap(beginning),
  ])
}
