import { createReadStream } from 'node:fs'
import { readFile } from 'node:fs/promises'
import type { Currency } from '../src/contract/money.ts'
import {
  createJournalReader,
  type JournalFormat,
  type JournalRead,
  type JournalRecord,
  type JournalTender,
  journalFormat,
  parseJournalFormat,
  shippedFormats,
} from '../src/main/station/pos/formats/index.ts'
import { cannotRead, currencyFlag, fileArguments, runOverFiles, UsageError } from './over-files.ts'

const USAGE = `poslog FILE… [--tender VALUE]… [--format NAME] [--currency CODE]

Reads journals of a POS (POSLog of any dialect, NAXML, CSV, JSON) and prints the transactions with
their tenders as one JSON object; of several files one line each.

  --tender VALUE   what means the gift-card tender in this journal, e.g. DKT:GiftCard, or with its
                   field, TenderID=12; may be given again. Only those tenders are printed. Without
                   it all are, each with isGiftCard
  --format NAME    instead of finding it: a shipped format, or a JSON file that holds one
  --currency CODE  the shop's currency, e.g. EUR, where the journal names none`

/**
 * The command `poslog`. Prints JSON on stdout and resolves with the exit code: 0 all was read, 1 a
 * file could not be read or not whole (its `error` says why), 2 the arguments are wrong.
 */
export function runPoslog(argv: readonly string[]): Promise<number> {
  const help = () => `${USAGE}\n\nShipped formats: ${[...shippedFormats().keys()].join(', ')}`
  return runOverFiles({ name: 'poslog', help, readOptions, printOne }, argv)
}

async function printOne(file: string, options: Options): Promise<boolean> {
  const shown = await readOne(file, options)
  console.log(JSON.stringify(shown, null, options.files.length === 1 ? 2 : undefined))
  if (shown.error === undefined) return true
  console.error(`poslog: ${file}: ${shown.error.message}`)
  return false
}

interface Options {
  readonly files: readonly string[]
  readonly format: JournalFormat | 'auto'
  readonly gift: readonly string[]
  readonly currency: Currency | null
}

async function readOptions(argv: readonly string[]): Promise<Options | 'help'> {
  const read = fileArguments(argv, FLAGS, USAGE)
  if (read === 'help') return read
  const { values, files } = read
  const currency = currencyFlag(values.currency)
  return {
    files,
    format: values.format === undefined ? 'auto' : await loadFormat(values.format),
    gift: values.tender?.filter((value) => value.trim() !== '') ?? [],
    currency,
  }
}

const FLAGS = {
  tender: { type: 'string', multiple: true },
  format: { type: 'string' },
  currency: { type: 'string' },
} as const

async function loadFormat(name: string): Promise<JournalFormat | 'auto'> {
  if (name === 'auto') return 'auto'
  const shipped = journalFormat(name)
  if (shipped !== null) return shipped
  if (!name.endsWith('.json')) {
    const names = [...shippedFormats().keys()].join(', ')
    throw new UsageError(`there is no format ${name}; there are auto, ${names}, and JSON files`)
  }
  const parsed = parseJournalFormat(jsonOf(name, await readFile(name, 'utf8')))
  if (parsed.ok) return parsed.value
  throw new UsageError(`${name} is no format: ${parsed.problem.path} ${parsed.problem.message}`)
}

function jsonOf(name: string, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new UsageError(`${name} is no format: it is not JSON`)
  }
}

type Shown = ReturnType<typeof shownFile>

async function readOne(file: string, options: Options): Promise<Shown> {
  const { format, currency, gift } = options
  const reader = createJournalReader(format, { currency, gift })
  const reads: JournalRead[] = []
  try {
    for await (const bytes of createReadStream(file)) {
      for (const read of reader.push(bytes, 0)) reads.push(read)
    }
  } catch (error) {
    return shownFile(file, reads, gift, { code: 'unreadable', message: cannotRead(error) })
  }
  for (const read of reader.end(0)) reads.push(read)
  const first = reads.find((read) => read.kind === 'problem')
  return shownFile(file, reads, gift, first?.problem)
}

function shownFile(
  file: string,
  reads: readonly JournalRead[],
  gift: readonly string[],
  error: { readonly code: string; readonly message: string } | undefined,
) {
  const problems = reads.flatMap((read) => (read.kind === 'problem' ? [read.problem] : []))
  return {
    file,
    transactions: reads.flatMap((read) =>
      read.kind === 'record' ? [shownRecord(read.record, gift.length > 0)] : [],
    ),
    ...(problems.length > 1 ? { problems } : {}),
    ...(error === undefined ? {} : { error }),
  }
}

function shownRecord(record: JournalRecord, isAsked: boolean) {
  const { key, format, store, till, sequence, receiptNumber, businessDate, printedDate } = record
  const { clerk, kind, flags, currency, totalMinor, tenders, doubts, rows } = record
  return {
    key,
    format,
    store,
    workstation: till,
    sequence,
    receiptNumber,
    businessDate,
    dateTime: printedDate,
    operator: clerk,
    kind,
    flags,
    currency,
    totalMinor,
    tenders: tenders.filter(({ isGift }) => !isAsked || isGift).map(shownTender),
    doubts,
    rows,
  }
}

function shownTender(tender: JournalTender) {
  const { label, amountMinor, currency, sign, kind, confidence, reasons, line, row, rows } = tender
  return {
    label,
    amountMinor,
    ...(currency === null ? {} : { currency }),
    sign,
    kind,
    confidence,
    reasons,
    isGiftCard: tender.isGift,
    line,
    row,
    rows,
    names: Object.fromEntries(tender.names.map(({ field, value }) => [field, value])),
  }
}
