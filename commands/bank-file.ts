import { readFile } from 'node:fs/promises'
import type { FileReading } from '../server/bank-files/rail.ts'
import { readBankFile, unread } from '../server/bank-files/reading.ts'
import { cannotRead, fileArguments, runOverFiles } from './over-files.ts'

const USAGE = `bank-file FILE…

Reads files that banks take or send (NACHA, CPA-005, Bambora's report, pain.002, camt.053) and prints
one line of JSON each: whether it is valid, what it adds up to, and every rule it breaks with its line.`

/**
 * The command `bank-file`. Resolves with the exit code: 0 all files are valid, 1 one is not or cannot
 * be read, 2 the arguments are wrong.
 */
export function runBankFile(argv: readonly string[]): Promise<number> {
  const readOptions = (args: readonly string[]) => fileArguments(args, {}, USAGE)
  return runOverFiles({ name: 'bank-file', help: () => USAGE, readOptions, printOne }, argv)
}

async function printOne(file: string): Promise<boolean> {
  const reading = await readOne(file)
  const { format, entries, creditsMinor, debitsMinor, returns, changes, problems } = reading
  const valid = problems.length === 0
  const totals = { entries, creditsMinor, debitsMinor, returns, changes }
  console.log(JSON.stringify({ file, format, valid, ...totals, problems }))
  return valid
}

async function readOne(file: string): Promise<FileReading> {
  try {
    return readBankFile(await readFile(file))
  } catch (error) {
    return unread('unreadable', `the file ${cannotRead(error)}`)
  }
}
