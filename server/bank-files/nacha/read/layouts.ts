/** What may stand in a field: only digits, digits or nothing but blanks, or any plain character. */
export type FieldKind = 'digits' | 'digits-or-blank' | 'text'

/** One field of a record: from its first character, counted from 0, to before `end`. */
export interface Field {
  readonly name: string
  readonly start: number
  readonly end: number
  readonly kind: FieldKind
}

/** A record of 94 characters, its fields without gaps. */
export interface Layout {
  readonly kind: string
  readonly fields: readonly Field[]
  readonly of: ReadonlyMap<string, Field>
}

/** Fields as `name width kind`, with `n` for digits, `o` for digits or blanks and `a` for text. */
function layout(kind: string, ...parts: readonly string[]): Layout {
  const fields: Field[] = []
  for (const part of parts) {
    const [name = '', width = '', letter = 'a'] = part.split(' ')
    const start = fields.at(-1)?.end ?? 0
    fields.push({ name, start, end: start + Number(width), kind: KINDS[letter] ?? 'text' })
  }
  if (fields.at(-1)?.end !== 94) throw new Error(`${kind} is not 94 characters long`)
  return { kind, fields, of: new Map(fields.map((field) => [field.name, field])) }
}

const KINDS: Readonly<Record<string, FieldKind>> = {
  n: 'digits',
  o: 'digits-or-blank',
  a: 'text',
}

const BATCH_TAIL = ['effective 6 o', 'settlement 3 o', 'status 1', 'odfi 8 n', 'batch 7 n'] as const
const ENTRY_HEAD = ['type 1', 'code 2 n', 'rdfi 8 n', 'check 1 n'] as const
const ENTRY_TAIL = ['discretionary 2', 'indicator 1', 'trace 15 n'] as const
const ADDENDA_HEAD = ['type 1', 'addendaType 2'] as const

const CONTROL_HEAD = ['type 1', 'serviceClass 3 n', 'records 6 n', 'hash 10 n'] as const
const CONTROL_TAIL = ['odfi 8 n', 'batch 7 n'] as const
const FILE_CONTROL_HEAD = [
  'type 1',
  'batches 6 n',
  'blocks 6 n',
  'records 8 n',
  'hash 10 n',
] as const
/** Of an addendum to an international entry. */
const IAT_TAIL = ['entry 7 n'] as const

export const LAYOUTS = {
  fileHeader: layout(
    'file header',
    ...['type 1', 'priority 2', 'destination 10', 'origin 10', 'createdOn 6 n', 'createdAt 4 o'],
    ...['modifier 1', 'recordSize 3', 'blocking 2', 'format 1'],
    ...['destinationName 23', 'originName 23', 'reference 8'],
  ),
  batchHeader: layout(
    'batch header',
    ...['type 1', 'serviceClass 3 n', 'company 16', 'discretionary 20', 'companyId 10', 'sec 3'],
    ...['description 10', 'descriptive 6', ...BATCH_TAIL],
  ),
  iatBatchHeader: layout(
    'international batch header',
    ...['type 1', 'serviceClass 3 n', 'iatIndicator 16', 'exchange 2', 'exchangeReferenceKind 1'],
    ...['exchangeReference 15', 'country 2', 'companyId 10', 'sec 3', 'description 10'],
    ...['originCurrency 3', 'destinationCurrency 3', ...BATCH_TAIL],
  ),
  entry: layout(
    'entry',
    ...[...ENTRY_HEAD, 'account 17', 'amount 10 n', 'identification 15', 'name 22', ...ENTRY_TAIL],
  ),
  countedEntry: layout(
    'entry with counted addenda',
    ...[...ENTRY_HEAD, 'account 17', 'amount 10 n', 'identification 15', 'addendaCount 4 o'],
    ...['name 16', 'reserved 2', ...ENTRY_TAIL],
  ),
  iatEntry: layout(
    'international entry',
    ...[...ENTRY_HEAD, 'addendaCount 4 o', 'reserved 13', 'amount 10 n', 'account 35'],
    ...['reserved2 2', 'screening 2', 'indicator 1', 'trace 15 n'],
  ),
  advEntry: layout(
    'accounting advice',
    ...[...ENTRY_HEAD, 'account 15', 'amount 12 n', 'adviceRouting 9 n', 'fileId 5', 'operator 1'],
    ...['name 22', 'discretionary 2', 'indicator 1', 'operatorRouting 8 n', 'day 3 n'],
    'sequence 4 n',
  ),
  terminal: layout(
    'addendum 02',
    ...[...ADDENDA_HEAD, 'referenceOne 7', 'referenceTwo 3', 'terminal 6', 'serial 6', 'day 4 n'],
    ...['authorization 6', 'location 27', 'city 15', 'state 2', 'trace 15 n'],
  ),
  note: layout('addendum 05', ...ADDENDA_HEAD, 'information 80', 'sequence 4 n', 'entry 7 n'),
  change: layout(
    'addendum 98',
    ...[...ADDENDA_HEAD, 'reason 3', 'originalTrace 15', 'reserved 6', 'originalRdfi 8'],
    ...['corrected 29', 'reserved2 15', 'trace 15'],
  ),
  refusedChange: layout(
    'addendum 98, refused',
    ...[...ADDENDA_HEAD, 'reason 3', 'originalTrace 15', 'reserved 6', 'originalRdfi 8'],
    ...['corrected 29', 'changeCode 3', 'traceSequence 7', 'reserved2 5', 'trace 15'],
  ),
  return: layout(
    'addendum 99',
    ...[...ADDENDA_HEAD, 'reason 3', 'originalTrace 15', 'deathOn 6 o', 'originalRdfi 8'],
    ...['information 44', 'trace 15'],
  ),
  dishonoured: layout(
    'addendum 99, dishonoured',
    ...[...ADDENDA_HEAD, 'reason 3', 'originalTrace 15', 'reserved 6', 'originalRdfi 8'],
    ...['reserved2 3', 'returnTrace 15', 'returnSettlement 3', 'returnReason 2', 'information 21'],
    'trace 15',
  ),
  contested: layout(
    'addendum 99, contested',
    ...[...ADDENDA_HEAD, 'reason 3', 'originalTrace 15', 'returnedOn 6', 'originalRdfi 8'],
    ...['originalSettlement 3', 'returnTrace 15', 'returnSettlement 3', 'returnReason 2'],
    ...['dishonouredTrace 15', 'dishonouredSettlement 3', 'dishonouredReason 2', 'reserved 1'],
    'trace 15',
  ),
  iat10: layout(
    'addendum 10',
    ...[...ADDENDA_HEAD, 'transactionType 3', 'foreignAmount 18 o', 'foreignTrace 22', 'name 35'],
    ...['reserved 6', ...IAT_TAIL],
  ),
  iatAddress: layout(
    'addendum 11, 12 or 16',
    ...[...ADDENDA_HEAD, 'first 35', 'second 35', 'reserved 14', ...IAT_TAIL],
  ),
  iatBank: layout(
    'addendum 13 or 14',
    ...[...ADDENDA_HEAD, 'name 35', 'qualifier 2', 'bank 34', 'country 3', 'reserved 10'],
    ...IAT_TAIL,
  ),
  iat15: layout(
    'addendum 15',
    ...[...ADDENDA_HEAD, 'identification 15', 'street 35', 'reserved 34', ...IAT_TAIL],
  ),
  iat17: layout('addendum 17', ...ADDENDA_HEAD, 'information 80', 'sequence 4 n', 'entry 7 n'),
  iat18: layout(
    'addendum 18',
    ...[...ADDENDA_HEAD, 'bankName 35', 'qualifier 2', 'bank 34', 'country 3', 'reserved 6'],
    ...['sequence 4 n', 'entry 7 n'],
  ),
  otherAddendum: layout('addendum', ...ADDENDA_HEAD, 'information 91'),
  batchControl: layout(
    'batch control',
    ...[...CONTROL_HEAD, 'debits 12 n', 'credits 12 n', 'companyId 10', 'authentication 19'],
    ...['reserved 6', ...CONTROL_TAIL],
  ),
  advBatchControl: layout(
    'batch control of advices',
    ...[...CONTROL_HEAD, 'debits 20 n', 'credits 20 n', 'operator 19', ...CONTROL_TAIL],
  ),
  fileControl: layout(
    'file control',
    ...[...FILE_CONTROL_HEAD, 'debits 12 n', 'credits 12 n', 'reserved 39'],
  ),
  advFileControl: layout(
    'file control of advices',
    ...[...FILE_CONTROL_HEAD, 'debits 20 n', 'credits 20 n', 'reserved 23'],
  ),
  filler: layout('filler', 'filler 94'),
  blank: layout('blank line', 'blank 94'),
  unknown: layout('unknown record', 'content 94'),
} as const satisfies Readonly<Record<string, Layout>>

/** The name of a layout. */
export type LayoutName = keyof typeof LAYOUTS

/** What stands in a field, blanks and all. */
export function fieldOf(text: string, name: LayoutName, field: string): string {
  const found = (LAYOUTS[name] as Layout).of.get(field)
  if (found === undefined) throw new Error(`${name} has no field ${field}`)
  return text.slice(found.start, found.end)
}
