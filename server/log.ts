import { type DestinationStream, type Logger, pino } from 'pino'
import type { LogLevel } from './settings.ts'

/** Runs of digits as long as a card number, not inside an id. */
const CARD_DIGITS = /(?<![0-9A-Za-z-])\d{8,15}(\d{4})(?![0-9A-Za-z-])/g

/** Fields whose values are secrets whatever they look like, at any depth. */
const SECRET_FIELDS: ReadonlySet<string> = new Set([
  'password',
  'pin',
  'token',
  'number',
  'key',
  'link',
  'cardToken',
  'signature',
  'authorization',
  'cookie',
])

/** How deep values are searched; log lines here are flat, errors have a cause or two. */
const DEPTH_MAX = 5

/**
 * The server's log: one JSON object a line on stderr (stdout carries the ready line only). Secret
 * fields are removed and long runs of digits masked wherever they stand, in errors too.
 */
export function createLog(
  level: LogLevel,
  destination: DestinationStream = pino.destination({ fd: 2, sync: true }),
): Logger {
  const options = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: {
      level: (label: string) => ({ level: label }),
      bindings: maskFields,
      log: maskFields,
    },
    serializers: { err: errorFields, error: errorFields },
    hooks: {
      logMethod(this: Logger, args: [unknown, ...unknown[]], method: LogMethod): void {
        method.apply(this, maskArguments(args))
      },
    },
  }
  return pino(options as pino.LoggerOptions, destination)
}

type LogMethod = (this: Logger, ...args: unknown[]) => void

function maskArguments([first, ...rest]: [unknown, ...unknown[]]): unknown[] {
  const masked = rest.map((part) => (typeof part === 'string' ? maskDigits(part) : part))
  if (typeof first === 'string') return [maskDigits(first), ...masked]
  // An error without a message of ours would lend its own, unmasked.
  if (first instanceof Error && rest.length === 0) return [first, maskDigits(first.message)]
  return [first, ...masked]
}

/** `•••• 1234` in place of anything that has the form of a card number. */
export function maskDigits(text: string): string {
  return text.replace(CARD_DIGITS, '•••• $1')
}

function maskFields(fields: Record<string, unknown>): Record<string, unknown> {
  return maskDeep(fields, 0) as Record<string, unknown>
}

function maskDeep(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return maskDigits(value)
  if (value instanceof Error) return errorFields(value, depth)
  if (typeof value !== 'object' || value === null) return value
  if (depth >= DEPTH_MAX || ArrayBuffer.isView(value)) return '[left out]'
  if (Array.isArray(value)) return value.map((part) => maskDeep(part, depth + 1))
  const kept: Record<string, unknown> = {}
  for (const [key, part] of Object.entries(value))
    if (!SECRET_FIELDS.has(key)) kept[key] = maskDeep(part, depth + 1)
  return kept
}

/** What is kept of an error: no own fields of libraries, which may hold what was sent. */
function errorFields(value: unknown, depth = 0): unknown {
  if (!(value instanceof Error)) return maskDeep(value, depth)
  const code = 'code' in value ? String(value.code) : undefined
  const cause = value.cause === undefined || depth >= DEPTH_MAX ? undefined : value.cause
  return {
    name: value.name,
    message: maskDigits(value.message),
    stack: maskDigits(value.stack ?? ''),
    ...(code === undefined ? {} : { code }),
    ...(cause === undefined ? {} : { cause: maskDeep(cause, depth + 1) }),
  }
}
