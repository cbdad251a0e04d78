import { maskNumbers } from '../../masking.ts'
import { readDecimal } from './decimal-amount.ts'
import { readCurrency } from './exponent.ts'
import { means } from './flag-values.ts'
import type { JsonFormat, KindValues } from './format.ts'
import type { TenderName } from './journal.ts'
import { firstJsonText, type JsonValue, selectJson, textOf } from './json-select.ts'
import { NAME_CHARS_MAX, TENDER_NAMES_MAX, TENDERS_MAX } from './limits.ts'
import type { TenderEntry } from './settle-tenders.ts'
import { labelOf } from './tender-names.ts'

/** The tenders of a record as they are written; their rows are those of the evidence. */
export function jsonTenders(format: JsonFormat, record: JsonValue): TenderEntry[] {
  const tenders = firstList(record, format.tenders)
    .slice(0, TENDERS_MAX)
    .map((value) => entryOf(format, value))
  const changes = format.changes.flatMap((path) =>
    selectJson(record, path).flatMap((value) => changeOf(path, value)),
  )
  return [...tenders, ...changes]
    .slice(0, TENDERS_MAX)
    .map((entry, index) => ({ ...entry, row: index + 1 }))
}

/** The first of the paths that leads to anything. */
function firstList(record: JsonValue, paths: readonly string[]): readonly JsonValue[] {
  for (const path of paths) {
    const found = selectJson(record, path).filter((one) => typeof one === 'object' && one !== null)
    if (found.length > 0) return found
  }
  return []
}

function entryOf(format: JsonFormat, value: JsonValue): TenderEntry {
  const { tender, kinds } = format
  const names = namesAt(value, tender.names)
  const amountText = firstJsonText(value, tender.amount)
  const isTrue = (paths: readonly string[]): boolean =>
    paths.some((path) => means(firstJsonText(value, [path]) ?? '', []))
  const said = tender.kind.flatMap((path) => firstJsonText(value, [path]) ?? [])
  return {
    amount: amountText === null ? null : readDecimal(amountText, null),
    amountText,
    currency: readCurrency(firstJsonText(value, tender.currency)),
    type: isTrue(tender.refund) ? 'Refund' : typeOf(said, kinds),
    isChange: isTrue(tender.change) || isSaid(said, kinds.change),
    isLineVoid: isTrue(tender.void) || isSaid(said, kinds.void),
    line: firstJsonText(value, tender.line),
    link: null,
    names,
    label: labelOf(names, names[0]?.value ?? null).slice(0, NAME_CHARS_MAX),
    identity: names.map(({ field, value: text }) => `${field}=${text}`).join('\n'),
    row: 0,
  }
}

/** Kinds of this POS in the word that all formats share. */
export function typeOf(said: readonly string[], kinds: KindValues): string | null {
  if (isSaid(said, kinds.refund)) return 'Refund'
  return isSaid(said, kinds.void) ? 'Void' : null
}

/** Any field says it: the type may be a sale, and the status that it failed. */
export function isSaid(said: readonly string[], values: readonly string[]): boolean {
  return said.some((one) => isOneOf(one, values))
}

/** An empty list has nothing that is meant. */
export function isOneOf(kind: string, values: readonly string[]): boolean {
  return values.length > 0 && means(kind, values)
}

function changeOf(path: string, value: JsonValue): TenderEntry[] {
  const amountText = textOf(value)
  const amount = amountText === null ? null : readDecimal(amountText, null)
  if (amount === null) return []
  return [
    {
      amount,
      amountText,
      currency: null,
      type: null,
      isChange: true,
      isLineVoid: false,
      line: null,
      link: null,
      names: [{ field: path, value: 'change' }],
      label: 'change',
      identity: path,
      row: 0,
    },
  ]
}

function namesAt(value: JsonValue, paths: readonly string[]): TenderName[] {
  return paths
    .flatMap((path) =>
      selectJson(value, path).flatMap((one) => {
        const text = maskNumbers(textOf(one) ?? '', true)
        return text === '' || text.length > NAME_CHARS_MAX ? [] : [{ field: path, value: text }]
      }),
    )
    .slice(0, TENDER_NAMES_MAX)
}
