import { parseUnknown } from '../../contract/parse.ts'
import {
  type SourceConfig,
  type SourceKind,
  sourceConfigSchema,
} from '../../contract/screen/sources.ts'

/** What a form of a way in can ask for. */
export const SOURCE_FIELDS = {
  'printer-tcp': ['name', 'port', 'forwardHost', 'forwardPort'],
  'printer-lpd': ['name', 'port', 'forwardHost', 'forwardPort', 'queue'],
  'serial-tee': ['name', 'path', 'baudRate'],
  'serial-relay': ['name', 'path', 'printerPath', 'baudRate'],
  'journal-folder': ['name', 'folder', 'pattern', 'format'],
  'text-feed-tcp': ['name', 'mode', 'host', 'feedPort', 'startText', 'endText'],
  'text-feed-serial': ['name', 'path', 'baudRate', 'startText', 'endText'],
  callback: ['name', 'port'],
  cloud: ['name'],
} as const satisfies Record<SourceKind, readonly string[]>
export type SourceField = (typeof SOURCE_FIELDS)[SourceKind][number]

/** Fields that choose one of a few. */
export const FIELD_CHOICES: Readonly<Partial<Record<SourceField, readonly string[]>>> = {
  mode: ['listen', 'connect'],
  format: ['text', 'poslog', 'naxml', 'csv', 'json'],
}

/** A form as it is filled in: all text. */
export type SourceForm = Readonly<Partial<Record<SourceField, string>>>

export const SOURCE_KINDS = Object.keys(SOURCE_FIELDS) as readonly SourceKind[]

/** What a new form of this kind begins with. */
export function emptyForm(kind: SourceKind, name: string): SourceForm {
  return {
    name,
    port: kind === 'printer-lpd' ? '515' : kind === 'callback' ? '4603' : '9100',
    feedPort: '10000',
    forwardPort: '9100',
    baudRate: '9600',
    pattern: '*',
    format: 'text',
    mode: 'listen',
    host: '0.0.0.0',
  }
}

/** The form of a way in that is set up. */
export function formOf(config: SourceConfig): SourceForm {
  const form: Record<string, string> = { ...emptyForm(config.kind, config.name) }
  if ('port' in config) form['port'] = form['feedPort'] = String(config.port)
  if ('host' in config) form['host'] = config.host
  if ('forwardTo' in config && config.forwardTo) {
    form['forwardHost'] = config.forwardTo.host
    form['forwardPort'] = String(config.forwardTo.port)
    if ('queue' in config.forwardTo) form['queue'] = config.forwardTo.queue ?? ''
  }
  if ('line' in config) {
    form['path'] = config.line.path
    form['baudRate'] = String(config.line.baudRate)
  }
  if (config.kind === 'serial-relay') form['printerPath'] = config.printerPath
  if (config.kind === 'journal-folder') {
    const { folder, pattern, format } = config
    Object.assign(form, { folder, pattern, format })
  }
  if (config.kind === 'text-feed-tcp') form['mode'] = config.mode
  if ('framing' in config) {
    form['startText'] = config.framing.start?.value ?? ''
    form['endText'] = config.framing.end?.value ?? ''
  }
  return form
}

/** A way in from its form: what the form does not ask stays as it was. Or the field that is wrong. */
export function configOf(
  kind: SourceKind,
  form: SourceForm,
  id: string,
  before: SourceConfig | undefined,
): { readonly config: SourceConfig } | { readonly wrong: SourceField } {
  const plain: unknown = {
    ...(before ?? {}),
    id,
    kind,
    name: form.name,
    ...partsOf(kind, form, before),
  }
  const parsed = parseUnknown(sourceConfigSchema, plain)
  return parsed.ok ? { config: parsed.value } : { wrong: fieldAt(kind, parsed.problem.path) }
}

function partsOf(kind: SourceKind, form: SourceForm, before: SourceConfig | undefined): object {
  const line = {
    ...(before && 'line' in before ? before.line : {}),
    path: form.path,
    baudRate: Number(form.baudRate),
  }
  switch (kind) {
    case 'printer-tcp':
      return { port: Number(form.port), forwardTo: forwardOf(form) }
    case 'printer-lpd': {
      const to = forwardOf(form)
      return { port: Number(form.port), forwardTo: to && { ...to, queue: form.queue || null } }
    }
    case 'serial-tee':
      return { line }
    case 'serial-relay':
      return { line, printerPath: form.printerPath }
    case 'journal-folder':
      return { folder: form.folder, pattern: form.pattern, format: form.format }
    case 'text-feed-tcp':
      return {
        mode: form.mode,
        host: form.host,
        port: Number(form.feedPort),
        framing: framingOf(form, before),
      }
    case 'text-feed-serial':
      return { line, framing: framingOf(form, before) }
    case 'callback':
      return { port: Number(form.port) }
    case 'cloud':
      return {}
  }
}

function forwardOf(form: SourceForm): { host: string; port: number } | null {
  const host = form.forwardHost?.trim() ?? ''
  return host === '' ? null : { host, port: Number(form.forwardPort) }
}

function framingOf(form: SourceForm, before: SourceConfig | undefined): object {
  const framing = before && 'framing' in before ? before.framing : undefined
  const mark = (
    text: string | undefined,
    was: { as: string; value: string } | null | undefined,
  ) => {
    if (text === undefined || text === '') return null
    return was?.value === text ? was : { as: 'text', value: text }
  }
  return {
    ...framing,
    start: mark(form.startText, framing?.start),
    end: mark(form.endText, framing?.end),
  }
}

/** Which field of the form a place in the settings belongs to. */
function fieldAt(kind: SourceKind, path: string): SourceField {
  const places: ReadonlyArray<readonly [string, SourceField]> = [
    ['forwardTo.host', 'forwardHost'],
    ['forwardTo.port', 'forwardPort'],
    ['forwardTo.queue', 'queue'],
    ['line.path', 'path'],
    ['line.baudRate', 'baudRate'],
    ['framing.start', 'startText'],
    ['framing.end', 'endText'],
  ]
  const place = places.find(([prefix]) => path.startsWith(prefix))?.[1]
  const fields: readonly SourceField[] = SOURCE_FIELDS[kind]
  if (path === 'port' && kind === 'text-feed-tcp') return 'feedPort'
  return place ?? fields.find((field) => field === path) ?? 'name'
}
