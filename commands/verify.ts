import { existsSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { databaseFile } from '../server/storage/index.ts'
import { reportBooks } from './books.ts'

/**
 * `countermark verify [--data DIR]`: proves the ledger and prints the books. Exit 0 only when every
 * part of the proof holds; 1 names the first difference; 2 when there is no ledger.
 */
export async function runVerify(argv: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...argv],
    options: { data: { type: 'string', default: './data' } },
  })
  if (!existsSync(databaseFile(values.data))) {
    console.error(`There is no ledger in ${values.data}. Name the server's folder with --data DIR.`)
    return 2
  }
  const { text, isRight } = await reportBooks(values.data)
  console.log(text)
  return isRight ? 0 : 1
}
