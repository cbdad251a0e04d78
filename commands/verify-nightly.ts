import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { z } from 'zod'
import {
  describeDifference,
  type ProofState,
  StorageError,
  type VerifyOptions,
  verifyPostgresSince,
  verifySince,
} from '../server/storage/index.ts'
import { parseJson } from '../src/contract/parse.ts'
import { unsignedLines } from './unsigned.ts'

const place = z.int().nonnegative()
const stateSchema = z.strictObject({
  format: z.literal('countermark proof state 1'),
  checkpoint: z.strictObject({ id: z.int().min(1), bodyHash: z.string() }).nullable(),
  sweep: z.strictObject({ group: place, card: place, claim: place }),
})

/** Where the ledger is, and how the proof is to be spread over the nights. */
export interface Nightly {
  readonly data: string
  readonly databaseUrl: string | undefined
  readonly nights: string
  /** The file that remembers how far the last proof came. */
  readonly state: string
}

/**
 * Proves what is new and one part of what is old, and remembers how far that came. Gives the exit code:
 * 2 when all of it holds, but no key was there to look at the signatures of checkpoints.
 */
export async function reportNightly(
  { data, databaseUrl, nights, state: file }: Nightly,
  options: VerifyOptions,
): Promise<number> {
  const parts = /^[1-9]\d{0,3}$/.test(nights) ? Number(nights) : 30
  const since = { ...options, parts, state: readState(file) }
  const result = databaseUrl
    ? await verifyPostgresSince(databaseUrl, since)
    : verifySince(data, since)
  if (!result.ok) {
    console.log(`chain  ${describeDifference(result.difference)}`)
    return 1
  }
  const { figures } = result
  writeState(file, figures.next)
  const unsigned = unsignedLines(figures.checkpoints, options)
  console.log(
    [
      `new          verified, ${figures.operations} operations on ${figures.cards} cards`,
      `again        ${figures.sweptGroups} commit groups, ${figures.sweptCards} cards`,
      `checkpoints  ${figures.checkpoints}, the last one at commit group ${figures.signedGroup}`,
      `head         ${figures.commitGroups}:${figures.chainHash}`,
      ...unsigned,
    ].join('\n'),
  )
  // Nobody reads what a night says while it ends well.
  return unsigned.length === 0 ? 0 : 2
}

function readState(file: string): ProofState | undefined {
  if (!existsSync(file)) return undefined
  const parsed = parseJson(stateSchema, readFileSync(file, 'utf8'))
  if (!parsed.ok)
    throw new StorageError(
      'request_failed',
      `${file} is not what a proof left. Remove it: the next proof then begins at the beginning.`,
      'not_done',
    )
  const { checkpoint, sweep } = parsed.value
  return { checkpoint, sweep }
}

/** Whole or not at all. */
function writeState(file: string, state: ProofState): void {
  const draft = `${file}.${process.pid}.new`
  const content = { format: 'countermark proof state 1', ...state }
  writeFileSync(draft, `${JSON.stringify(content, null, 2)}\n`, { flush: true })
  renameSync(draft, file)
}
