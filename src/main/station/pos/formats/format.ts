import { z } from 'zod'
import { currencySchema } from '../../../../contract/money.ts'
import { isSelector } from './xml-select.ts'

const word = z.string().min(1).max(80)
const words = z.array(word).max(100)
const selector = z.string().min(1).max(120).refine(isSelector, 'not a path such as A/B@C')
const selectors = z.array(selector).max(40)
const path = z.string().min(1).max(200)
const paths = z.array(path).max(40)

/** A field and the values of it that mean something: `@TenderType` is `GiftCertificate`. */
const pairSchema = z.strictObject({
  /** Null: whatever field of the tender holds the value. */
  field: word.nullable(),
  values: words.min(1),
})

/** Fields whose value says something: any of `values`, or true when there are none. */
const flagSchema = z.strictObject({ from: selectors, values: words })

const common = {
  name: word,
  /** What a person is told it is. */
  title: z.string().min(1).max(120),
  /** What means the gift-card tender. */
  gift: z.array(pairSchema).max(50),
  /** Also the gift-card words of the receipt reader, in seven languages. */
  giftWords: z.boolean(),
  /** The currency where the journal names none; null: the shop's. */
  currency: currencySchema.nullable(),
  /** Decimals of amounts whose currency is not known; null: as many as the transaction writes. */
  decimals: z.union([z.literal(0), z.literal(2), z.literal(3)]).nullable(),
}

const xmlFields = z.strictObject({
  store: selectors,
  till: selectors,
  sequence: selectors,
  transactionId: selectors,
  receiptNumber: selectors,
  businessDate: selectors,
  printedDate: selectors,
  clerk: selectors,
  currency: selectors,
  total: selectors,
  /** Says sale, return, void… of the whole transaction. */
  type: selectors,
  /** Items given back, and items sold: with the first and without the second it is a return. */
  returned: selectors,
  sold: selectors,
  /** The transaction that this one takes back. */
  voidedReceipt: selectors,
})

const xmlTender = z.strictObject({
  amount: selectors,
  currency: selectors,
  /** Says Sale or Refund of the tender. */
  type: selectors,
  isChange: flagSchema,
  line: selectors,
  /** Line of the same transaction that this line takes back. */
  link: selectors,
  /** The label, best first; the other names of a tender are found without being told. */
  label: selectors,
})

/** A journal of XML: POSLog in any dialect, NAXML, or one's own. Namespaces do not count. */
export const xmlFormatSchema = z.strictObject({
  ...common,
  kind: z.literal('xml'),
  /** Parts of a namespace, or the name of the document's first element, by which it is known. */
  recognise: words,
  /** Elements that are one transaction. */
  records: words.min(1),
  /** Elements inside that hold the lines; empty: the record itself. Without one it is no sale. */
  bodies: words,
  /** Records that are void, suspended or returns by their name. */
  recordKinds: z.record(word, z.enum(['void', 'suspended', 'training', 'copy', 'return'])),
  lines: words.min(1),
  tenders: words.min(1),
  changes: words,
  fields: xmlFields,
  tender: xmlTender,
  flags: z.strictObject({
    void: flagSchema,
    suspended: flagSchema,
    training: flagSchema,
    copy: flagSchema,
    lineVoid: flagSchema,
  }),
  /**
   * `auto`: minus gives back; with a total above zero and nothing but minus tenders, minus pays.
   * `absolute`: amounts have no sign, the type says. `inverted`: payments have a minus.
   */
  sign: z.enum(['auto', 'absolute', 'inverted']),
  /** Elements that hold the printed receipt: text, base64 or OPOS print XML. */
  printed: words,
})
export type XmlFormat = z.output<typeof xmlFormatSchema>

/** What one dialect does otherwise than the format it is based on. */
export const xmlDialectSchema = z.strictObject({
  ...xmlFormatSchema.omit({ fields: true, tender: true, flags: true }).partial().shape,
  name: word,
  title: z.string().min(1).max(120),
  kind: z.literal('xml'),
  base: word,
  fields: xmlFields.partial().optional(),
  tender: xmlTender.partial().optional(),
  flags: xmlFormatSchema.shape.flags.partial().optional(),
})
export type XmlDialect = z.output<typeof xmlDialectSchema>

/** Values that mean a kind of row, compared without case. */
const kindsSchema = z.strictObject({
  void: words,
  refund: words,
  change: words,
  copy: words,
  training: words,
})
export type KindValues = z.output<typeof kindsSchema>

/** A journal of rows: one row is one tender of one sale. Columns by name, or by number from 1. */
export const csvFormatSchema = z.strictObject({
  ...common,
  kind: z.literal('csv'),
  /** Null: the one of `,` `;` tab and `|` that the first row has most of. */
  delimiter: z.string().length(1).nullable(),
  quote: z.string().length(1).nullable(),
  encoding: word,
  /** The first row names the columns. */
  header: z.boolean(),
  columns: z.strictObject({
    store: paths,
    till: paths,
    sequence: paths,
    receiptNumber: paths,
    date: paths,
    time: paths,
    clerk: paths,
    line: paths,
    /** Further columns whose values name the tender. */
    tender: paths.min(1),
    amount: paths.min(1),
    currency: paths,
    total: paths,
    /** Columns whose values say what the row is. */
    kind: paths,
    /** Columns that are true for a row that was made void. */
    void: paths,
  }),
  /** Rows with another value in that column are no tenders. */
  only: z.strictObject({ column: path, values: words.min(1) }).nullable(),
  kinds: kindsSchema,
  /** Values of the same columns for a sale that is not paid yet. */
  suspended: words.default([]),
  decimalMark: z.enum(['.', ',']).nullable(),
  /** True: amounts are whole minor units. */
  minorUnits: z.boolean(),
  dateOrder: z.enum(['year', 'day', 'month']),
  /** `as-written`: minus gives back; `inverted`: payments have a minus; `absolute`: no sign. */
  sign: z.enum(['as-written', 'inverted', 'absolute']),
})
export type CsvFormat = z.output<typeof csvFormatSchema>

/** A journal of JSON: one object a line, documents one after the other, or an array of them. */
export const jsonFormatSchema = z.strictObject({
  ...common,
  kind: z.literal('json'),
  /** Members that a record must have, by which the format is known. */
  recognise: paths,
  /** Where the records are in a document, `data.sales[]`; empty: the document is one. */
  records: paths,
  fields: z.strictObject({
    store: paths,
    till: paths,
    sequence: paths,
    transactionId: paths,
    receiptNumber: paths,
    businessDate: paths,
    printedDate: paths,
    clerk: paths,
    currency: paths,
    total: paths,
    type: paths,
    status: paths,
    training: paths,
    copy: paths,
  }),
  /** Where the tenders are in a record, `payments[]`. */
  tenders: paths.min(1),
  tender: z.strictObject({
    names: paths.min(1),
    amount: paths.min(1),
    currency: paths,
    kind: paths,
    /** True for a tender that was taken back. */
    void: paths,
    refund: paths,
    change: paths,
    line: paths,
  }),
  /** Amounts of change beside a tender or in the record. */
  changes: paths,
  kinds: kindsSchema,
  suspended: words,
  minorUnits: z.boolean(),
  sign: z.enum(['as-written', 'inverted', 'absolute']),
  printed: paths,
})
export type JsonFormat = z.output<typeof jsonFormatSchema>

/** How one POS writes its journal, as data. */
export const journalFormatSchema = z.discriminatedUnion('kind', [
  xmlFormatSchema,
  csvFormatSchema,
  jsonFormatSchema,
])
export type JournalFormat = z.output<typeof journalFormatSchema>

/** The same format with other values that mean the gift tender: `VALUE` or `FIELD=VALUE`. */
export function withGiftValues<Format extends JournalFormat>(
  format: Format,
  values: readonly string[],
): Format {
  return { ...format, giftWords: false, gift: values.map(pairOf) }
}

function pairOf(text: string): { field: string | null; values: string[] } {
  const pair = /^(@?[A-Za-z_][\w.:@/-]*)=(.+)$/.exec(text)
  return pair
    ? { field: pair[1] ?? null, values: [pair[2] ?? ''] }
    : { field: null, values: [text] }
}
