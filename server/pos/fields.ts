import { z } from 'zod'
import type { PosProblem } from '../../src/contract/admin/pos.ts'
import { parseUnknown } from '../../src/contract/parse.ts'
import { POS_TEXT_LENGTH_MAX } from '../../src/contract/wire/pos.ts'
import { type Findings, NOTHING_FOUND, type PosAccount, type PosReading } from './adapter.ts'
import { parseExact } from './exact-json.ts'

/** Text or a number as it was written; other members and null count as not there. */
export const said = z
  .unknown()
  .optional()
  .transform((value) => (typeof value === 'string' && value !== '' ? value : null))

/** An id: never longer than what is kept of it. */
export const idText = z.string().min(1).max(POS_TEXT_LENGTH_MAX)

/** A list that may be missing, of things of one form. */
export function listOf<Schema extends z.ZodType>(schema: Schema) {
  return z
    .array(schema)
    .max(5_000)
    .nullish()
    .transform((list) => list ?? [])
}

/** Reads JSON with its numbers as they are written. Undefined for another form. */
export function readAs<Schema extends z.ZodType>(
  schema: Schema,
  text: string,
): z.output<Schema> | undefined {
  const parsed = parseUnknown(schema, parseExact(text))
  return parsed.ok ? parsed.value : undefined
}

/** A time as POS write them, in ms since 1970; one without a zone is UTC. Undefined when it is none. */
export function timeOf(text: string | null): number | undefined {
  if (text === null) return undefined
  if (/^\d{12,14}$/.test(text)) return Number(text)
  const zoned = /(Z|[+-]\d\d:?\d\d)$/.test(text) ? text : `${text.replace(' ', 'T')}Z`
  const time = Date.parse(zoned)
  return Number.isFinite(time) && time >= 0 ? time : undefined
}

/** The name under which a tender is one of the account's, however it is spelled; undefined for another. */
export function tenderNamed(
  { tenders }: PosAccount,
  names: readonly (string | null)[],
): string | undefined {
  const wanted = new Set(tenders.map(folded))
  return names.find((name): name is string => name !== null && wanted.has(folded(name)))
}

function folded(text: string): string {
  return text.normalize('NFKC').trim().toLocaleLowerCase('en')
}

/** True when the sale is of one of the account's places, or the account has only one. */
export function isPlace({ places }: PosAccount, ids: readonly (string | null)[]): boolean {
  return places.length === 0 || ids.some((id) => id !== null && places.includes(id))
}

/** A reading whose amount and currency are still as they were written. */
export interface RawReading extends Omit<PosReading, 'amountMinor' | 'currency'> {
  readonly amountMinor: number | undefined
  /** Null: the POS does not say, and the shop has one. */
  readonly currency: string | null
}

/** A reading in the location's currency with an amount above zero, or why it is left out. */
export function foundReading(account: PosAccount, raw: RawReading): Findings {
  const { currency } = account
  if (raw.currency !== null && raw.currency.toUpperCase() !== currency) return problem('currency')
  const { amountMinor } = raw
  if (amountMinor === undefined || amountMinor <= 0) return problem('amount')
  const reading = {
    ...raw,
    amountMinor: amountMinor as PosReading['amountMinor'],
    currency,
    label: short(raw.label) ?? '',
    till: short(raw.till),
    receiptNumber: short(raw.receiptNumber),
    clerk: short(raw.clerk),
  }
  return { ...NOTHING_FOUND, readings: [reading] }
}

function problem(name: PosProblem): Findings {
  return { ...NOTHING_FOUND, problems: [name] }
}

/** Never half of a pair at the end. */
function short(text: string | null): string | null {
  return text === null ? null : text.slice(0, POS_TEXT_LENGTH_MAX).replace(/[\uD800-\uDBFF]$/, '')
}

/** An address with its query; values are escaped. */
export function withQuery(
  path: string,
  query: readonly (readonly [string, string | null])[],
): string {
  const given = query.flatMap(([name, value]): [string, string][] =>
    value === null ? [] : [[name, value]],
  )
  return given.length === 0 ? path : `${path}?${new URLSearchParams(given)}`
}
