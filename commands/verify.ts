import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { keyCheckOf } from '../server/fitting-keys.ts'
import { KEYS_VARIABLE } from '../server/key-source.ts'
import { KeyFileError, readKeys } from '../server/keys.ts'
import {
  assertLedger,
  describeDifference,
  proofStateFile,
  publicKeyOf,
  StorageError,
  type VerifyOptions,
  verifyPostgres,
} from '../server/storage/index.ts'
import { sealedCheck } from '../server/stored-value/index.ts'
import { reportBooks } from './books.ts'
import { DATA_OPTION } from './data-folder.ts'
import { keyPlace } from './key-place.ts'
import { unsignedLines } from './unsigned.ts'
import { reportNightly } from './verify-nightly.ts'

const OPTIONS = {
  data: DATA_OPTION,
  'database-url': { type: 'string' },
  'key-file': { type: 'string' },
  'public-key': { type: 'string' },
  'write-public-key': { type: 'string' },
  expect: { type: 'string' },
  'since-checkpoint': { type: 'boolean', default: false },
  nights: { type: 'string', default: '30' },
  state: { type: 'string' },
} as const

/**
 * `countermark verify`: proves the ledger and prints the books. With the server's keys, found where the
 * server finds them, or `--public-key FILE`, checkpoints must be signed with that key; without it a line
 * says that no signature was looked at. `--expect HEIGHT:HASH` is a point that the chain must pass
 * through. `--since-checkpoint` proves what came since the last time, and one of `--nights` parts of the
 * rest. Exit 0 only when every part of the proof holds; 1 names the first difference; 2 when there is no
 * ledger, the arguments make no sense, or a nightly proof has no key to look at signatures with.
 */
export async function runVerify(argv: readonly string[]): Promise<number> {
  const { values } = parseArgs({ args: [...argv], options: OPTIONS })
  const databaseUrl = values['database-url'] ?? process.env['COUNTERMARK_DATABASE_URL']
  try {
    await assertLedger({ dataDirectory: values.data, ...(databaseUrl && { databaseUrl }) })
    const options = optionsOf(values)
    const state = values.state ?? proofStateFile(values.data)
    if (values['since-checkpoint'])
      return await reportNightly({ ...values, databaseUrl, state }, options)
    if (databaseUrl) return await reportPostgres(databaseUrl, options)
    const { text, isRight, checkpoints } = await reportBooks(values.data, undefined, options)
    console.log([text, ...unsignedLines(checkpoints, options)].join('\n'))
    return isRight ? 0 : 1
  } catch (error) {
    const isKnown =
      error instanceof Unusable || error instanceof KeyFileError || error instanceof StorageError
    if (!isKnown) throw error
    console.error(error.message)
    return 2
  }
}

/** What was asked cannot be done; the message says what to do. */
class Unusable extends Error {
  override readonly name = 'Unusable'
}

interface Values {
  readonly data: string
  readonly 'key-file'?: string | undefined
  readonly 'public-key'?: string | undefined
  readonly 'write-public-key'?: string | undefined
  readonly expect?: string | undefined
}

function optionsOf(values: Values): VerifyOptions {
  const { keyFile, isNamed } = keyPlace(values.data, values['key-file'])
  const keysText = process.env[KEYS_VARIABLE] || null
  const keys = keysText || existsSync(keyFile) ? readKeys(keyFile, keysText) : undefined
  if (isNamed && !keys) throw new Unusable(`There is no key file ${keyFile}.`)
  const writeTo = values['write-public-key']
  if (writeTo !== undefined) {
    if (!keys) throw new Unusable('Name the key file of the server with --key-file FILE.')
    writeFileSync(writeTo, `${keys.checkpoints.publicKey}\n`, { flag: 'wx' })
    console.log(`The public key of the checkpoints is in ${writeTo}.`)
  }
  const named = values['public-key']
  const text = named === undefined ? keys?.checkpoints.publicKey : readFileSync(named, 'utf8')
  const publicKey = text === undefined ? undefined : publicKeyOf(text)
  if (text !== undefined && !publicKey)
    throw new Unusable(`${named} holds no public key. Make it with verify --write-public-key FILE.`)
  const own = named === undefined ? keys : undefined
  return {
    publicKey,
    opens: own && sealedCheck(own),
    keyCheck: own && keyCheckOf(own),
    expect: values.expect === undefined ? undefined : pointOf(values.expect),
  }
}

function pointOf(text: string): { readonly height: number; readonly hash: string } {
  const match = /^(\d{1,15}):([0-9a-fA-F]{64})$/.exec(text)
  if (match) return { height: Number(match[1]), hash: match[2] ?? '' }
  throw new Unusable('Give --expect HEIGHT:HASH as verify prints it: a number and 64 hex digits.')
}

async function reportPostgres(databaseUrl: string, options: VerifyOptions): Promise<number> {
  const result = await verifyPostgres(databaseUrl, options)
  if (!result.ok) {
    console.log(`chain  ${describeDifference(result.difference)}`)
    return 1
  }
  const { operations, commitGroups, chainHash, checkpoints, signedGroup } = result.figures
  console.log(
    [
      `chain        verified, ${commitGroups} commit groups, ${operations} operations`,
      `checkpoints  ${checkpoints}, the last one at commit group ${signedGroup}`,
      `head         ${commitGroups}:${chainHash}`,
      ...unsignedLines(checkpoints, options),
    ].join('\n'),
  )
  return 0
}
