/**
 * What stands in a file of credits and debits, counted from its raw text by nothing of ours: where
 * the counts in it are wrong, this throws.
 */
export interface Recount {
  readonly entries: number
  readonly credits: bigint
  readonly debits: bigint
  /** Trace, amount and account of each entry, in order. */
  readonly payees: ReadonlyArray<readonly [trace: string, amount: number, account: string]>
}

interface Sum {
  records: number
  hash: bigint
  credits: bigint
  debits: bigint
}

/** Counts records cut every 94 characters plus line end, and compares with every control record. */
export function recount(text: string, end: string): Recount {
  const width = 94 + end.length
  same(text.length % (width * 10), 0, 'whole blocks')
  const records: string[] = []
  for (let at = 0; at < text.length; at += width) {
    same(text.slice(at + 94, at + width), end, 'line end')
    records.push(text.slice(at, at + 94))
  }
  const payees: Array<readonly [string, number, string]> = []
  const file: Sum = { records: 0, hash: 0n, credits: 0n, debits: 0n }
  let batch: Sum = { ...file }
  let [batches, lastTrace, sec] = [0, '', '']
  const numbered = records.filter((record) => !/^9{94}$/.test(record))
  for (const record of numbered) {
    const type = record.charAt(0)
    if (type === '5') {
      batch = { records: 0, hash: 0n, credits: 0n, debits: 0n }
      ;[batches, lastTrace, sec] = [batches + 1, '', record.substring(50, 53)]
      same(Number(record.substring(87)), batches, 'batch number')
      same(['CCD', 'PPD'].includes(sec), true, 'class')
    } else if (type === '6') {
      const trace = record.substring(79)
      same(trace > lastTrace, true, 'trace order')
      lastTrace = trace
      same(checkDigitIsRight(record.substring(3, 12)), true, 'check digit')
      const amount = Number(record.substring(29, 39))
      const isCredit = Number(record.charAt(2)) < 5
      batch.records += 1
      batch.hash += BigInt(record.substring(3, 11))
      if (isCredit) batch.credits += BigInt(amount)
      else batch.debits += BigInt(amount)
      payees.push([trace, amount, record.substring(12, 29).trim()])
    } else if (type === '7') {
      batch.records += 1
      same(record.substring(87), lastTrace.substring(8), 'addendum')
    } else if (type === '8') {
      same(BigInt(record.substring(4, 10)), BigInt(batch.records), 'count of the batch')
      compareSums(record.substring(10, 44), batch)
      file.records += batch.records
      file.hash += batch.hash
      file.credits += batch.credits
      file.debits += batch.debits
    }
  }
  const control = numbered.at(-1) ?? ''
  same(control.charAt(0), '9', 'control record')
  same(Number(control.substring(1, 7)), batches, 'batches')
  same(Number(control.substring(7, 13)) * 10, records.length, 'blocks')
  same(Number(control.substring(13, 21)), file.records, 'count of the file')
  compareSums(control.substring(21, 55), file)
  return { entries: payees.length, credits: file.credits, debits: file.debits, payees }
}

function compareSums(text: string, { hash, debits, credits }: Sum): void {
  same(text.substring(0, 10), hash.toString().padStart(10, '0').slice(-10), 'hash')
  same(BigInt(text.substring(10, 22)), debits, 'debits')
  same(BigInt(text.substring(22, 34)), credits, 'credits')
}

function checkDigitIsRight(routing: string): boolean {
  const [a, b, c, d, e, f, g, h, i] = [...routing].map(Number) as [
    ...[number, number, number, number, number, number, number, number, number],
  ]
  return (3 * (a + d + g) + 7 * (b + e + h) + (c + f + i)) % 10 === 0
}

function same(found: unknown, wanted: unknown, what: string): void {
  if (found !== wanted) throw new Error(`${what}: ${String(found)} instead of ${String(wanted)}`)
}
