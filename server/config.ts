import path from 'node:path'
import { parseArgs } from 'node:util'
import { ACTIVATION_HOURS_MAX } from './limits.ts'
import { CLOCK_BEHIND_RULES, type ClockBehindRule } from './storage/index.ts'

/** How the server was told to run. Everything here is known before anything is opened. */
export interface ServerConfig {
  /** Absolute path: database, keys and nothing else. */
  readonly dataDirectory: string
  /** Absolute path of the file with the server's keys. */
  readonly keyFile: string
  readonly host: string
  /** 0 = any free port. */
  readonly port: number
  /** Base of the links in e-mails, without a slash at the end; null = the address listened on. */
  readonly publicUrl: string | null
  /** Where mail is handed over; null = none: the admin shows the links instead. */
  readonly smtp: SmtpSettings | null
  /** Proxies whose `X-Forwarded-For` is believed: addresses or ranges; empty = none. */
  readonly trustedProxies: readonly string[]
  readonly logLevel: LogLevel
  /** Absolute path of the built admin pages. */
  readonly adminPages: string
  /** How long an activation link is good, in whole hours. */
  readonly activationHours: number
  /** What to do while the clock is far behind the last operation. */
  readonly clockBehind: ClockBehindRule
}

export interface SmtpSettings {
  /** `smtp://user:password@host:port` or `smtps://…`. */
  readonly url: string
  /** The sender, as `Name <address>` or an address. */
  readonly from: string
}

const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const
export type LogLevel = (typeof LOG_LEVELS)[number]

/** A setting that cannot be used; the message says which and what to do. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
}

export type ConfigReading =
  | { readonly kind: 'config'; readonly config: ServerConfig }
  | { readonly kind: 'help'; readonly text: string }

interface Setting {
  readonly flag: string
  readonly value: string
  /** Undefined = off unless given. */
  readonly fallback?: string
  readonly what: string
}

/** Every setting: `--flag VALUE` or the environment variable of {@link variableOf}. */
const SETTINGS = {
  data: {
    flag: 'data',
    value: 'DIR',
    fallback: './data',
    what: 'folder of the database and the keys; made when it is not there',
  },
  keyFile: {
    flag: 'key-file',
    value: 'FILE',
    what: 'file of the keys (default: keys.json in the data folder); made on the first start',
  },
  host: { flag: 'host', value: 'ADDRESS', fallback: '127.0.0.1', what: 'address to listen on' },
  port: { flag: 'port', value: 'PORT', fallback: '4600', what: 'port to listen on; 0 = any free' },
  publicUrl: {
    flag: 'public-url',
    value: 'URL',
    what: 'how the outside reaches this server: the base of e-mailed links (default: http://HOST:PORT)',
  },
  databaseUrl: {
    flag: 'database-url',
    value: 'URL',
    what: 'not available in this version: leave it out, and SQLite in the data folder is used',
  },
  smtpUrl: {
    flag: 'smtp-url',
    value: 'URL',
    what: 'mail server, as smtp://user:password@host:port; without it the admin shows links',
  },
  mailFrom: {
    flag: 'mail-from',
    value: 'SENDER',
    what: 'sender of the mails, as "Cards <cards@example.org>"; needed with a mail server',
  },
  trustedProxies: {
    flag: 'trusted-proxies',
    value: 'LIST',
    what: 'addresses or ranges, with commas, of proxies whose X-Forwarded-For is believed',
  },
  logLevel: {
    flag: 'log-level',
    value: 'LEVEL',
    fallback: 'info',
    what: `least level that is logged: ${LOG_LEVELS.join(', ')}`,
  },
  adminPages: {
    flag: 'admin-pages',
    value: 'DIR',
    what: 'folder of the built admin pages (default: dist/admin of this program)',
  },
  activationHours: {
    flag: 'activation-hours',
    value: 'HOURS',
    fallback: '24',
    what: `how long a link that activates a station is good: 1 to ${ACTIVATION_HOURS_MAX}`,
  },
  clockBehind: {
    flag: 'clock-behind',
    value: 'RULE',
    fallback: 'refuse',
    what: 'when the clock is minutes behind the last operation: refuse to write, or hold its time',
  },
} as const satisfies Record<string, Setting>

type SettingName = keyof typeof SETTINGS
type Values = { readonly [Name in SettingName]: string | undefined }

/**
 * Reads the command line, then the environment, then the defaults. Throws {@link ConfigError} with
 * what to do when a value cannot be used. Reads no file and opens nothing.
 */
export function readConfig(
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): ConfigReading {
  const flags = readFlags(argv)
  if (flags['help'] === true) return { kind: 'help', text: helpText() }
  const values = Object.fromEntries(
    Object.entries(SETTINGS).map(([name, setting]) => [name, givenOrDefault(setting, flags, env)]),
  ) as Values
  if (values.databaseUrl !== undefined) {
    throw new ConfigError(
      'PostgreSQL is not available in this version. Leave --database-url out: SQLite in the data folder is used.',
    )
  }
  return { kind: 'config', config: configOf(values) }
}

/** The environment variable of a flag: `--public-url` is `COUNTERMARK_PUBLIC_URL`. */
function variableOf(flag: string): string {
  return `COUNTERMARK_${flag.toUpperCase().replaceAll('-', '_')}`
}

function readFlags(argv: readonly string[]): Record<string, string | boolean | undefined> {
  const options: Record<string, { type: 'string' | 'boolean'; short?: string }> = {
    help: { type: 'boolean', short: 'h' },
  }
  for (const setting of Object.values(SETTINGS)) options[setting.flag] = { type: 'string' }
  try {
    return { ...parseArgs({ args: [...argv], options, strict: true }).values } as Record<
      string,
      string | boolean | undefined
    >
  } catch (error) {
    const sentence = error instanceof Error ? error.message : String(error)
    throw new ConfigError(`${sentence}\nRun with --help to see every setting.`)
  }
}

function givenOrDefault(
  setting: Setting,
  flags: Record<string, string | boolean | undefined>,
  env: Readonly<Record<string, string | undefined>>,
): string | undefined {
  const flag = flags[setting.flag]
  if (typeof flag === 'string') return flag
  const variable = env[variableOf(setting.flag)]
  return variable === undefined || variable === '' ? setting.fallback : variable
}

function configOf(values: Values): ServerConfig {
  const dataDirectory = path.resolve(required('data', values.data))
  return {
    dataDirectory,
    keyFile: path.resolve(values.keyFile ?? path.join(dataDirectory, 'keys.json')),
    host: required('host', values.host),
    port: portOf(required('port', values.port)),
    publicUrl: values.publicUrl === undefined ? null : publicUrlOf(values.publicUrl),
    smtp: smtpOf(values.smtpUrl, values.mailFrom),
    trustedProxies: listOf(values.trustedProxies ?? ''),
    logLevel: logLevelOf(required('logLevel', values.logLevel)),
    adminPages: path.resolve(
      values.adminPages ?? path.join(import.meta.dirname, '..', 'dist', 'admin'),
    ),
    activationHours: activationHoursOf(required('activationHours', values.activationHours)),
    clockBehind: clockBehindOf(required('clockBehind', values.clockBehind)),
  }
}

function required(name: SettingName, value: string | undefined): string {
  if (value === undefined || value.trim() === '') throw unusable(name, 'it is empty')
  return value
}

function unusable(name: SettingName, why: string): ConfigError {
  const { flag, what } = SETTINGS[name]
  return new ConfigError(
    `--${flag} (${variableOf(flag)}) cannot be used: ${why}.\nIt means: ${what}.`,
  )
}

function portOf(text: string): number {
  const port = Number(text)
  if (!/^\d{1,5}$/.test(text) || port > 65_535) {
    throw unusable('port', 'give a whole number from 0 to 65535')
  }
  return port
}

function activationHoursOf(text: string): number {
  const hours = Number(text)
  if (!/^\d{1,3}$/.test(text) || hours < 1 || hours > ACTIVATION_HOURS_MAX) {
    throw unusable('activationHours', `give a whole number from 1 to ${ACTIVATION_HOURS_MAX}`)
  }
  return hours
}

function clockBehindOf(text: string): ClockBehindRule {
  const rule = CLOCK_BEHIND_RULES.find((known) => known === text)
  if (rule === undefined) throw unusable('clockBehind', 'give refuse or hold')
  return rule
}

function publicUrlOf(text: string): string {
  const url = URL.parse(text)
  const usable = url !== null && /^https?:$/.test(url.protocol) && url.search === ''
  if (!usable || url.hash !== '') throw unusable('publicUrl', 'give an http or https address')
  return text.replace(/\/+$/, '')
}

function smtpOf(url: string | undefined, from: string | undefined): SmtpSettings | null {
  if (url === undefined) return null
  if (!/^smtps?:$/.test(URL.parse(url)?.protocol ?? '')) {
    throw unusable('smtpUrl', 'give an address that begins with smtp:// or smtps://')
  }
  if (from === undefined) throw unusable('mailFrom', 'a mail server is set, so give a sender')
  if (!/^[^\r\n]*[^\s@]+@[^\s@]+$/.test(from)) {
    throw unusable('mailFrom', 'give an e-mail address, or a name with the address in <>')
  }
  return { url, from }
}

function listOf(text: string): readonly string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
}

function logLevelOf(text: string): LogLevel {
  const level = LOG_LEVELS.find((known) => known === text)
  if (level === undefined) throw unusable('logLevel', 'there is no such level')
  return level
}

function helpText(): string {
  const lines = Object.values(SETTINGS).map((setting: Setting) => {
    const fallback = setting.fallback === undefined ? '' : ` (default ${setting.fallback})`
    const head = `  --${setting.flag} ${setting.value}`.padEnd(26)
    return `${head}${setting.what}${fallback}\n${''.padEnd(26)}${variableOf(setting.flag)}`
  })
  return [
    'The Countermark server: the ledger, the admin pages and the door for stations.',
    '',
    'Settings, as a flag or as an environment variable (the flag wins):',
    ...lines,
    `${'  --help'.padEnd(26)}this text`,
    '',
  ].join('\n')
}
