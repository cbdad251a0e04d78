import type { Parsed } from '../../../../contract/parse.ts'
import { type JournalFormat, journalFormatSchema } from './format.ts'
import { journalFormat } from './shipped.ts'

/** How a source reads its journal: what {@link createJournalReader} takes. */
export interface JournalSetup {
  /** `auto`: each document is read by the dialect that knows it. */
  readonly format: JournalFormat | 'auto'
  readonly gift: readonly string[]
}

/**
 * A format by its name with what one shop sets otherwise. `settings`: `tender` (values that mean the
 * gift tender), `dialect` (name of another shipped format), and any member of the format by its path:
 * `columns.amount`, `delimiter`, `tender.label`. A text stands for a list of one.
 */
export function journalSetup(
  name: string,
  settings: Readonly<Record<string, unknown>>,
): Parsed<JournalSetup> {
  const { tender, dialect, ...members } = settings
  const gift = texts(tender)
  const wanted = typeof dialect === 'string' && dialect !== '' ? dialect : name
  const isPlain = Object.keys(members).length === 0
  if (isPlain && (wanted === 'auto' || wanted === 'poslog'))
    return { ok: true, value: { format: 'auto', gift } }
  const base = journalFormat(wanted)
  if (base === null) return wrong('dialect', `there is no format ${wanted}`)
  const format: Record<string, unknown> = structuredClone(base)
  for (const [path, value] of Object.entries(members))
    if (!put(format, path.split('.'), value)) return wrong(path, 'this format has no such member')
  const parsed = journalFormatSchema.safeParse(format)
  if (parsed.success) return { ok: true, value: { format: parsed.data, gift } }
  const [issue] = parsed.error.issues
  return wrong(issue?.path.map(String).join('.') ?? '', issue?.message ?? 'not of the right form')
}

/** False for a member that is not there. */
function put(target: Record<string, unknown>, path: readonly string[], value: unknown): boolean {
  const [name = '', ...rest] = path
  if (!Object.hasOwn(target, name)) return false
  const old = target[name]
  if (rest.length > 0) return isObject(old) && put(old, rest, value)
  target[name] = Array.isArray(old) && typeof value === 'string' ? [value] : value
  return true
}

function texts(value: unknown): string[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value]
  return list.filter((one): one is string => typeof one === 'string' && one.trim() !== '')
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function wrong(path: string, message: string): Parsed<never> {
  return { ok: false, problem: { path, message } }
}
