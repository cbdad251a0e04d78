import { type FileWish, makeFile } from '../../../server/book-exports/index.ts'
import { closeNext } from '../../../server/books/index.ts'
import { insert, type TestNetwork } from '../ledger/network.ts'

const DAY_MS = 86_400_000

/** Closes every day that is over, and gives the last of them. */
export async function closeAll(network: TestNetwork): Promise<string> {
  const context = { database: network.database, nowMs: () => network.clock.nowMs }
  for (let last = ''; ; ) {
    const closing = await closeNext(context, network.networkId)
    if (closing.is === 'failed') throw new Error(JSON.stringify(closing.problems))
    if (closing.is === 'nothing_due') return last
    last = closing.day
  }
}

/** Lets so many days pass and closes them. */
export async function passDays(network: TestNetwork, days: number): Promise<string> {
  network.clock.nowMs += days * DAY_MS
  return closeAll(network)
}

/** A file of the books in one piece. */
export async function fileOf(
  network: TestNetwork,
  wish: Omit<FileWish, 'networkId' | 'from'> & { readonly from?: string },
): Promise<string> {
  const { database, networkId } = network
  const made = await makeFile(database, { from: wish.to, ...wish, networkId })
  if (!made.ok) throw new Error(JSON.stringify(made))
  let text = ''
  for await (const piece of made.value.pieces) text += piece
  return text
}

/** Cells of a CSV that has no commas in them. */
export function cellsOf(text: string): string[][] {
  return text
    .trimEnd()
    .split('\r\n')
    .map((line) => line.split(','))
}

/** Another program in the same network, under the law of a place. */
export async function addProgramUnder(
  network: TestNetwork,
  id: string,
  rules: Record<string, unknown>,
): Promise<void> {
  const { database, networkId, clock } = network
  await insert(database, 'program', {
    ...{ id, network_id: networkId, name: id, currency: 'EUR', card_prefix: '997002' },
    ...{ time_zone: 'UTC', created_at_ms: clock.nowMs },
  })
  const { rules: first } = await database.read
    .selectFrom('program_rule')
    .where('program_id', '=', network.programId)
    .select('rules')
    .executeTakeFirstOrThrow()
  await insert(database, 'program_rule', {
    ...{ program_id: id, version: 1, valid_from_ms: clock.nowMs, recorded_at_ms: clock.nowMs },
    ...{ rules: JSON.stringify({ ...JSON.parse(first), ...rules }), changed_by: 'system' },
    reason: 'For a test',
  })
}
