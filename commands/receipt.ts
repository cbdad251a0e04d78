import { readFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { type Currency, isCurrency } from '../src/contract/money.ts'
import { parseJson } from '../src/contract/parse.ts'
import {
  defaultProfile,
  type ReceiptProfile,
  receiptProfileSchema,
  withLabels,
} from '../src/main/station/pos/receipts/profile.ts'
import { type ReadPaper, readPapers } from '../src/main/station/pos/receipts/read-papers.ts'

const USAGE = `receipt FILE [--tender WORD]… [--currency CODE] [--profile FILE]

Reads captured printer bytes (ESC/POS) and prints what stands on the papers as one JSON object.

  --tender WORD    a name of the tender to look for; may be given again; replaces the built-in names
  --currency CODE  the shop's currency, e.g. EUR: decides the decimals of amounts without a code
  --profile FILE   a receipt profile (JSON) in place of the built-in one`

/**
 * The command `receipt`. Prints one JSON object on stdout and resolves with the exit code: 0 read,
 * 1 the file cannot be read, 2 the arguments are wrong. What is doubtful goes to stderr.
 */
export async function runReceipt(argv: readonly string[]): Promise<number> {
  try {
    const options = await readOptions(argv)
    if (options === 'help') {
      console.log(USAGE)
      return 0
    }
    const papers = readPapers(await readFile(options.file), options.profile, options.currency)
    console.log(JSON.stringify({ papers: papers.map(shown) }, null, 2))
    for (const line of remarks(papers)) console.error(line)
    return 0
  } catch (error) {
    console.error(`receipt: ${error instanceof Error ? error.message : String(error)}`)
    return error instanceof UsageError ? 2 : 1
  }
}

class UsageError extends Error {}

interface Options {
  readonly file: string
  readonly profile: ReceiptProfile
  readonly currency: Currency | null
}

async function readOptions(argv: readonly string[]): Promise<Options | 'help'> {
  const { values, positionals } = parse(argv)
  if (values.help) return 'help'
  const [file, ...more] = positionals
  if (file === undefined || more.length > 0) throw new UsageError(`name one file\n\n${USAGE}`)
  const code = values.currency?.toUpperCase() ?? null
  if (code !== null && !isCurrency(code)) {
    throw new UsageError(`--currency ${code} is not a currency code of ISO 4217, such as EUR`)
  }
  const profile = values.profile ? await loadProfile(values.profile) : defaultProfile()
  const labels = values.tender?.filter((word) => word.trim() !== '') ?? []
  return {
    file,
    currency: code,
    profile: labels.length > 0 ? withLabels(profile, labels) : profile,
  }
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        tender: { type: 'string', multiple: true },
        currency: { type: 'string' },
        profile: { type: 'string' },
        help: { type: 'boolean' },
      },
    })
  } catch (error) {
    throw new UsageError(`${error instanceof Error ? error.message : error}\n\n${USAGE}`)
  }
}

async function loadProfile(file: string): Promise<ReceiptProfile> {
  const parsed = parseJson(receiptProfileSchema, await readFile(file, 'utf8'))
  if (parsed.ok) return parsed.value
  throw new UsageError(
    `${file} is no receipt profile: ${parsed.problem.path} ${parsed.problem.message}`,
  )
}

function shown(paper: ReadPaper) {
  return {
    rows: paper.rows,
    tenders: paper.tenders.map(({ label, amountMinor, currency, row }) => ({
      label,
      amountMinor,
      ...(currency === null ? {} : { currency }),
      row,
    })),
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
