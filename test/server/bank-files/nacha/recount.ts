/** What stands in a file of credits and debits, counted from its raw text by nothing of ours. */
export interface Recount {
  readonly entries: number
  readonly credits: bigint
  readonly debits: bigint
  /** Trace and amount of each entry, in order. */
  readonly payees: ReadonlyArray<readonly [trace: string, amount: number]>
}

interface Sum {
  records: number
  hash: bigint
  credits: bigint
  debits: bigint
}

interface Book {
  readonly payees: Array<readonly [string, number]>
  readonly file: Sum
  batch: Sum
  batches: number
  lastTrace: string
}

/** Throws where a count, a sum or the order of the records is not as what stands above it. */
export function recount(text: string, end: string): Recount {
  const records = cut(text, end)
  const book: Book = { payees: [], file: nothing(), batch: nothing(), batches: 0, lastTrace: '' }
  const numbered = records.filter((record) => !/^9{94}$/.test(record))
  for (const record of numbered) count(record, book)
  const { file, payees, batches } = book
  const control = numbered.at(-1) ?? ''
  same(control.charAt(0), '9', 'control record')
  same(Number(control.substring(1, 7)), batches, 'batches')
  same(Number(control.substring(7, 13)) * 10, records.length, 'blocks')
  same(Number(control.substring(13, 21)), file.records, 'count of the file')
  compareSums(control.substring(21, 55), file)
  return { entries: payees.length, credits: file.credits, debits: file.debits, payees }
}

function cut(text: string, end: string): string[] {
  const width = 94 + end.length
  same(text.length % (width * 10), 0, 'whole blocks')
  const records: string[] = []
  for (let at = 0; at < text.length; at += width) {
    same(text.slice(at + 94, at + width), end, 'line end')
    records.push(text.slice(at, at + 94))
  }
  return records
}

function nothing(): Sum {
  return { records: 0, hash: 0n, credits: 0n, debits: 0n }
}

function count(record: string, book: Book): void {
  const type = record.charAt(0)
  if (type === '5') {
    book.batch = nothing()
    book.batches += 1
    book.lastTrace = ''
    same(Number(record.substring(87)), book.batches, 'batch number')
    same(['CCD', 'PPD'].includes(record.substring(50, 53)), true, 'class')
  } else if (type === '6') {
    countEntry(record, book)
  } else if (type === '7') {
    book.batch.records += 1
    same(record.substring(87), book.lastTrace.substring(8), 'addendum')
  } else if (type === '8') {
    same(Number(record.substring(4, 10)), book.batch.records, 'count of the batch')
    compareSums(record.substring(10, 44), book.batch)
    book.file.records += book.batch.records
    book.file.hash += book.batch.hash
    book.file.credits += book.batch.credits
    book.file.debits += book.batch.debits
  }
}

function countEntry(record: string, book: Book): void {
  const trace = record.substring(79)
  same(trace > book.lastTrace, true, 'trace order')
  book.lastTrace = trace
  same(checkDigitIsRight(record.substring(3, 12)), true, 'check digit')
  const amount = Number(record.substring(29, 39))
  book.batch.records += 1
  book.batch.hash += BigInt(record.substring(3, 11))
  if (Number(record.charAt(2)) < 5) book.batch.credits += BigInt(amount)
  else book.batch.debits += BigInt(amount)
  book.payees.push([trace, amount])
}

function compareSums(text: string, { hash, debits, credits }: Sum): void {
  same(text.substring(0, 10), hash.toString().padStart(10, '0').slice(-10), 'hash')
  same(BigInt(text.substring(10, 22)), debits, 'debits')
  same(BigInt(text.substring(22, 34)), credits, 'credits')
}

function checkDigitIsRight(routing: string): boolean {
  const at = (index: number) => Number(routing.charAt(index))
  const sum = 3 * (at(0) + at(3) + at(6)) + 7 * (at(1) + at(4) + at(7)) + at(2) + at(5) + at(8)
  return sum % 10 === 0
}

function same(found: unknown, wanted: unknown, what: string): void {
  if (found !== wanted) throw new Error(`${what}: ${String(found)} instead of ${String(wanted)}`)
}
