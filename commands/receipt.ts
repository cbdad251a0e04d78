import { readFile } from 'node:fs/promises'
import type { Currency } from '../src/contract/money.ts'
import { parseJson } from '../src/contract/parse.ts'
import { DIALECTS, type Dialect } from '../src/contract/screen/sources.ts'
import {
  defaultProfile,
  type ReceiptProfile,
  receiptProfileSchema,
  withLabels,
} from '../src/main/station/pos/receipts/profile.ts'
import { type ReadPaper, readPapers } from '../src/main/station/pos/receipts/read-papers.ts'
import type { FoundTender } from '../src/main/station/pos/receipts/tenders.ts'
import { cannotRead, currencyFlag, fileArguments, runOverFiles, UsageError } from './over-files.ts'

const USAGE = `receipt FILE… [--tender WORD]… [--dialect NAME] [--currency CODE] [--profile FILE]

Reads captured printer bytes, or receipts as plain text, and prints what stands on the papers as one
JSON object; of several files one line each.

  --tender WORD    a name of the tender to look for; may be given again; replaces the built-in names
  --dialect NAME   the printer language in place of finding it: ${DIALECTS.join(', ')}
  --currency CODE  the shop's currency, e.g. EUR: decides the decimals of amounts without a code
  --profile FILE   a receipt profile (JSON) in place of the built-in one`

/**
 * The command `receipt`. Prints JSON on stdout and resolves with the exit code: 0 all was read, 1 a
 * file cannot be read (its `error` says why), 2 the arguments are wrong. Remarks go to stderr.
 */
export function runReceipt(argv: readonly string[]): Promise<number> {
  return runOverFiles({ name: 'receipt', help: () => USAGE, readOptions, printOne }, argv)
}

interface Options {
  readonly files: readonly string[]
  readonly profile: ReceiptProfile
  readonly currency: Currency | null
  readonly dialect: Dialect
}

/** True when the file was read. Of one file alone nothing is printed but the reason when it was not. */
async function printOne(file: string, options: Options): Promise<boolean> {
  const isOnly = options.files.length === 1
  const where = isOnly ? '' : `${file}: `
  try {
    const bytes = await readFile(file)
    const papers = readPapers(bytes, options.profile, options.currency, options.dialect)
    const result = { file, papers: papers.map(shown) }
    console.log(JSON.stringify(result, null, isOnly ? 2 : undefined))
    for (const line of remarks(papers)) console.error(`${where}${line}`)
    return true
  } catch (error) {
    const message = cannotRead(error)
    console.error(`receipt: ${file} ${message}`)
    const result = { file, papers: [], error: { code: 'unreadable', message } }
    if (!isOnly) console.log(JSON.stringify(result))
    return false
  }
}

async function readOptions(argv: readonly string[]): Promise<Options | 'help'> {
  const read = fileArguments(argv, FLAGS, USAGE)
  if (read === 'help') return read
  const { values, files } = read
  const currency = currencyFlag(values.currency)
  const profile = values.profile ? await loadProfile(values.profile) : defaultProfile()
  const labels = values.tender?.filter((word) => word.trim() !== '') ?? []
  return {
    files,
    currency,
    profile: labels.length > 0 ? withLabels(profile, labels) : profile,
    dialect: dialectOf(values.dialect ?? 'auto'),
  }
}

const FLAGS = {
  tender: { type: 'string', multiple: true },
  dialect: { type: 'string' },
  currency: { type: 'string' },
  profile: { type: 'string' },
} as const

function dialectOf(name: string): Dialect {
  const dialect = DIALECTS.find((known) => known === name)
  if (dialect !== undefined) return dialect
  throw new UsageError(`there is no dialect ${name}; there are ${DIALECTS.join(', ')}`)
}

async function loadProfile(file: string): Promise<ReceiptProfile> {
  const parsed = parseJson(receiptProfileSchema, await readFile(file, 'utf8'))
  if (parsed.ok) return parsed.value
  throw new UsageError(
    `${file} is no receipt profile: ${parsed.problem.path} ${parsed.problem.message}`,
  )
}

function shown(paper: ReadPaper) {
  const { receiptNumber, till, clerk, printedDate, totalMinor } = paper
  return {
    kind: paper.isReport ? 'report' : paper.kind,
    ...{ receiptNumber, till, clerk, printedDate, totalMinor },
    rows: paper.rows,
    tenders: paper.tenders.map(shownTender),
    doubts: paper.doubts,
  }
}

function shownTender(tender: FoundTender) {
  const { label, amountMinor, currency, sign, kind, confidence, reasons, row, rows } = tender
  return {
    label,
    amountMinor,
    ...(currency === null ? {} : { currency }),
    sign,
    kind,
    confidence,
    reasons,
    row,
    rows,
  }
}

function remarks(papers: readonly ReadPaper[]): string[] {
  if (papers.length === 0) {
    return ['no text was found: the file may hold pictures only, or another printer language']
  }
  return papers.flatMap((paper, index) => [
    ...(paper.kind === 'sale' ? [] : [`paper ${index + 1}: a ${paper.kind} paper, no new payment`]),
    ...paper.doubts.map(
      ({ row, reason }) => `paper ${index + 1}, row ${row}: not read as a tender (${reason})`,
    ),
  ])
}
