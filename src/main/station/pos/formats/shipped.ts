import { invariant, type Parsed, parseUnknown } from '../../../../contract/parse.ts'
import csv from './csv.json' with { type: 'json' }
import decathlon from './decathlon.json' with { type: 'json' }
import digitalReceipt from './digital-receipt.json' with { type: 'json' }
import {
  type JournalFormat,
  journalFormatSchema,
  type XmlDialect,
  type XmlFormat,
  xmlDialectSchema,
} from './format.ts'
import json from './json.json' with { type: 'json' }
import kivra from './kivra.json' with { type: 'json' }
import klog from './klog.json' with { type: 'json' }
import naxml from './naxml.json' with { type: 'json' }
import ncrAcs from './ncr-acs.json' with { type: 'json' }
import ncrJapan from './ncr-japan.json' with { type: 'json' }
import poslog from './poslog.json' with { type: 'json' }
import retalixR10 from './retalix-r10.json' with { type: 'json' }
import roqqio from './roqqio.json' with { type: 'json' }
import touchpoint from './touchpoint.json' with { type: 'json' }
import wincorTpnet from './wincor-tpnet.json' with { type: 'json' }

/** Formats that others are based on, whole. */
const WHOLE: readonly unknown[] = [naxml, poslog, kivra, json, csv]
/** What single POS do otherwise. */
const DIALECTS: readonly unknown[] = [
  decathlon,
  digitalReceipt,
  klog,
  ncrAcs,
  ncrJapan,
  retalixR10,
  roqqio,
  touchpoint,
  wincorTpnet,
]

let shipped: ReadonlyMap<string, JournalFormat> | null = null

/** The formats that come with the station, by name. Dialects first, what fits anything last. */
export function shippedFormats(): ReadonlyMap<string, JournalFormat> {
  shipped ??= readShipped()
  return shipped
}

/** A format by its name; null when none is called so. */
export function journalFormat(name: string): JournalFormat | null {
  return shippedFormats().get(name) ?? null
}

/** Checks a format that came from a file or a setting: a whole one, or a dialect of a shipped one. */
export function parseJournalFormat(input: unknown): Parsed<JournalFormat> {
  if (!isDialect(input)) return parseUnknown(journalFormatSchema, input)
  const parsed = parseUnknown(xmlDialectSchema, input)
  if (!parsed.ok) return parsed
  const base = journalFormat(parsed.value.base)
  if (base?.kind === 'xml') return { ok: true, value: derived(base, parsed.value) }
  return { ok: false, problem: { path: 'base', message: 'names no format of XML that is shipped' } }
}

function isDialect(input: unknown): boolean {
  return typeof input === 'object' && input !== null && 'base' in input
}

function readShipped(): ReadonlyMap<string, JournalFormat> {
  const whole = WHOLE.map((json) => {
    const parsed = parseUnknown(journalFormatSchema, json)
    invariant(parsed.ok, 'a shipped format is of the right form')
    return parsed.value
  })
  const dialects = DIALECTS.map((json) => {
    const parsed = parseUnknown(xmlDialectSchema, json)
    invariant(parsed.ok, 'a shipped dialect is of the right form')
    const base = whole.find(({ name }) => name === parsed.value.base)
    invariant(base?.kind === 'xml', 'a shipped dialect is based on a shipped format')
    return derived(base, parsed.value)
  })
  return new Map([...dialects, ...whole].map((format) => [format.name, format]))
}

/** The base with what the dialect says put over it, member by member. */
function derived(base: XmlFormat, dialect: XmlDialect): XmlFormat {
  const { base: _, fields, tender, flags, ...own } = dialect
  const set = Object.fromEntries(Object.entries(own).filter(([, value]) => value !== undefined))
  return {
    ...base,
    ...set,
    fields: over(base.fields, fields),
    tender: over(base.tender, tender),
    flags: over(base.flags, flags),
  }
}

function over<Members extends object>(base: Members, own: object | undefined): Members {
  const set = Object.entries(own ?? {}).filter(([, value]) => value !== undefined)
  return { ...base, ...Object.fromEntries(set) }
}
