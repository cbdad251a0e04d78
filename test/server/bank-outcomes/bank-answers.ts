/** A bank's own way of writing back about a NACHA file: by its paper, and with none of our code. */

/** An entry of a file that we sent, as a bank reads it by columns. */
export interface SentEntry {
  readonly rdfi: string
  readonly checkDigit: string
  readonly account: string
  readonly amount: number
  readonly identification: string
  readonly name: string
  readonly trace: string
  readonly sec: string
}

/** The money entries of a file that we sent. */
export function readSent(text: string): readonly SentEntry[] {
  const entries: SentEntry[] = []
  let sec = ''
  for (const record of text.split('\n')) {
    if (record.startsWith('5')) sec = record.slice(50, 53)
    if (!record.startsWith('6')) continue
    entries.push({
      ...{ rdfi: record.slice(3, 11), checkDigit: record.slice(11, 12), sec },
      ...{ account: record.slice(12, 29).trim(), amount: Number(record.slice(29, 39)) },
      ...{ identification: record.slice(39, 54).trim(), name: record.slice(54, 76).trim() },
      trace: record.slice(79, 94),
    })
  }
  return entries
}

/** What the bank says of one entry. */
export interface Notice {
  readonly entry: SentEntry
  /** `R03`, or a change: `C01`. */
  readonly code: string
  /** The 29 characters of a change. */
  readonly corrected?: string
}

interface Batch {
  readonly sec: string
  readonly notices: readonly Notice[]
}

const OURS = '07640125'

/** The file that the bank sends back. `modifier` makes it another file with the same notices. */
export function writeAnswers(notices: readonly Notice[], modifier = 'A'): string {
  const isChange = ({ code }: Notice) => code.startsWith('C')
  const batches: Batch[] = [
    ...['CCD', 'PPD'].map((sec) => ({
      sec,
      notices: notices.filter((one) => !isChange(one) && one.entry.sec === sec),
    })),
    { sec: 'COR', notices: notices.filter(isChange) },
  ].filter((batch) => batch.notices.length > 0)
  const written = batches.map((batch, at) => batchRecords(batch, at + 1))
  const all = written.flatMap(({ records }) => records)
  const blocks = Math.ceil((all.length + 2) / 10)
  const sum = (pick: (one: (typeof written)[number]) => number) =>
    written.reduce((total, one) => total + pick(one), 0)
  const control = [
    ...[
      '9',
      digits(batches.length, 6),
      digits(blocks, 6),
      digits(
        sum(({ count }) => count),
        8,
      ),
    ],
    ...[digits(sum(({ hash }) => hash) % 10 ** 10, 10), digits(0, 12)],
    ...[
      digits(
        sum(({ credits }) => credits),
        12,
      ),
      ' '.repeat(39),
    ],
  ].join('')
  const records = [fileHeader(modifier), ...all, control]
  while (records.length % 10 !== 0) records.push('9'.repeat(94))
  for (const record of records) if (record.length !== 94) throw new Error(`94: ${record}`)
  return `${records.join('\n')}\n`
}

function fileHeader(modifier: string): string {
  return [
    ...['101', ' 231380104', ' 076401251', '2611240930', modifier, '094101'],
    ...[words('OLD TOWN CARDS', 23), words('EXAMPLE BANK', 23), ' '.repeat(8)],
  ].join('')
}

function batchRecords({ sec, notices }: Batch, number: number) {
  // The bank that returns writes the batch: here all payees have theirs at the same one.
  const bank = notices[0]?.entry.rdfi ?? OURS
  const head = [
    ...['5200', words('OLD TOWN CARDS', 16), ' '.repeat(20), '1123456789', sec],
    ...[words('SETTLEMENT', 10), ' '.repeat(6), '261124', '   ', '1', bank, digits(number, 7)],
  ].join('')
  let [hash, credits] = [0, 0]
  const records = notices.flatMap(({ entry, code, corrected }, at) => {
    const isChange = corrected !== undefined
    const amount = isChange ? 0 : entry.amount
    const trace = `${entry.rdfi}${digits(number * 10_000 + at + 1, 7)}`
    hash += Number(OURS)
    credits += amount
    const six = [
      ...['621', OURS, '1', words(entry.account, 17), digits(amount, 10)],
      ...[words(entry.identification, 15), words(entry.name, 22), '  ', '1', trace],
    ].join('')
    const seven = isChange
      ? ['798', code, entry.trace, ' '.repeat(6), entry.rdfi, words(corrected, 29), ' '.repeat(15)]
      : ['799', code, entry.trace, ' '.repeat(6), entry.rdfi, ' '.repeat(44)]
    return [six, [...seven, trace].join('')]
  })
  const tail = [
    ...['8200', digits(records.length, 6), digits(hash % 10 ** 10, 10), digits(0, 12)],
    ...[digits(credits, 12), '1123456789', ' '.repeat(25), bank, digits(number, 7)],
  ].join('')
  return { records: [head, ...records, tail], count: records.length, hash, credits }
}

function digits(value: number, length: number): string {
  return String(value).padStart(length, '0')
}

function words(text: string, length: number): string {
  return text.slice(0, length).padEnd(length)
}
