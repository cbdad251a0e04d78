import type { BookFile, BookFormat } from '../../src/contract/admin/books.ts'
import { BOOK_FILES } from '../../src/contract/admin/books.ts'
import type { NetworkId } from '../../src/contract/ids.ts'
import { failed, type Reply, success } from '../../src/contract/refusals.ts'
import { checkPeriod, type FileParts } from '../books/index.ts'
import { unclaimedFile } from '../insight/index.ts'
import type { Database } from '../storage/database.ts'
import { balanceFile } from './balance-file.ts'
import { journalFile } from './journal-file.ts'
import { quickbooksFile } from './quickbooks.ts'
import { rollForwardFile, trialBalanceFile } from './table-files.ts'

/** What is asked for. Days are those of the books; reports of one day are of `to`. */
export interface FileWish {
  readonly networkId: NetworkId
  readonly what: BookFile
  readonly format: BookFormat
  readonly from: string
  readonly to: string
}

/** A file in pieces: the same wish gives the same bytes whenever it is made. */
export interface MadeFile {
  readonly fileName: string
  readonly contentType: string
  readonly pieces: AsyncGenerator<string>
}

/** Files of one day have its date alone in their name. */
const OF_ONE_DAY: ReadonlySet<BookFile> = new Set(['balances', 'trial-balance', 'unclaimed'])

const ENDINGS: Readonly<Record<BookFormat, readonly [ending: string, contentType: string]>> = {
  csv: ['.csv', 'text/csv; charset=utf-8; header=present'],
  json: ['.json', 'application/json; charset=utf-8'],
  quickbooks: ['-quickbooks.csv', 'text/csv; charset=utf-8; header=present'],
  iif: ['.iif', 'text/plain; charset=utf-8'],
}

/**
 * Makes a file from closed days. NOT_FOUND when the last day is not closed yet, REQUEST_MALFORMED for
 * a form that there is not of it, or a period that is none.
 */
export async function makeFile(
  database: Pick<Database, 'reports'>,
  wish: FileWish,
): Promise<Reply<MadeFile>> {
  const { what, format, networkId } = wish
  const formats: readonly BookFormat[] = BOOK_FILES[what]
  if (!formats.includes(format))
    return failed('REQUEST_MALFORMED', `format: of this there is ${formats.join(', ')}.`)
  const from = OF_ONE_DAY.has(what) ? wish.to : wish.from
  const last = await checkPeriod(database.reports, networkId, { from, to: wish.to })
  if (!last.ok) return last
  const days = OF_ONE_DAY.has(what) ? wish.to : `${from}-${wish.to}`
  const [ending, contentType] = ENDINGS[format]
  const parts = { read: database.reports, networkId, from, to: wish.to, last: last.value }
  return success({ fileName: `${what}-${days}${ending}`, contentType, pieces: pieces(wish, parts) })
}

function pieces({ what, format }: FileWish, parts: FileParts): AsyncGenerator<string> {
  const isJson = format === 'json'
  switch (what) {
    case 'balances':
      return balanceFile(parts, isJson)
    case 'unclaimed':
      return unclaimedFile(parts, isJson)
    case 'trial-balance':
      return trialBalanceFile(parts, isJson)
    case 'roll-forward':
      return rollForwardFile(parts, isJson)
    case 'journal':
      return format === 'quickbooks' || format === 'iif'
        ? quickbooksFile(parts, format)
        : journalFile(parts, isJson)
  }
}
