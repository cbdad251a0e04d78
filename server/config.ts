import path from 'node:path'
import { parseArgs } from 'node:util'
import { type BackupSettings, readBackupSettings } from './backups/index.ts'
import { KEYS_VARIABLE } from './key-source.ts'
import { ACTIVATION_HOURS_MAX, METRICS_TOKEN_LENGTH_MIN, STATION_RATE_MAX } from './limits.ts'
import {
  helpText,
  LOG_LEVELS,
  type LogLevel,
  SETTINGS,
  type Setting,
  type SettingName,
  type Values,
  variableOf,
} from './settings.ts'
import { CLOCK_BEHIND_RULES, type ClockBehindRule } from './storage/index.ts'

/** How the server was told to run. Everything here is known before anything is opened. */
export interface ServerConfig {
  /** Absolute path: database, keys and nothing else. */
  readonly dataDirectory: string
  /** The PostgreSQL database of the ledger; null = SQLite in the data folder. */
  readonly databaseUrl: string | null
  /** Absolute path of the file with the server's keys. */
  readonly keyFile: string
  /** The keys themselves, from the environment; null = they are in the file. Never logged. */
  readonly keysText: string | null
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
  /** Absolute path of the folder into which banks' files are put; null = none. */
  readonly bankAnswers: string | null
  /** Who sends it as `Bearer` reads the metrics; null = only this machine does. */
  readonly metricsToken: string | null
  /** Messages a second that one station may send over time. */
  readonly stationRate: number
  /** Regular backups by the server itself; null = none. */
  readonly backups: BackupSettings | null
}

export interface SmtpSettings {
  /** `smtp://user:password@host:port` or `smtps://…`. */
  readonly url: string
  /** The sender, as `Name <address>` or an address. */
  readonly from: string
}

/** A setting that cannot be used; the message says which and what to do. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
}

export type ConfigReading =
  | { readonly kind: 'config'; readonly config: ServerConfig }
  | { readonly kind: 'help'; readonly text: string }

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
  return { kind: 'config', config: { ...configOf(values), keysText: env[KEYS_VARIABLE] || null } }
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

function configOf(values: Values): Omit<ServerConfig, 'keysText'> {
  const dataDirectory = path.resolve(required('data', values.data))
  return {
    dataDirectory,
    databaseUrl: values.databaseUrl === undefined ? null : databaseUrlOf(values.databaseUrl),
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
    bankAnswers: values.bankAnswers === undefined ? null : path.resolve(values.bankAnswers),
    metricsToken: metricsTokenOf(values.metricsToken),
    stationRate: stationRateOf(required('stationRate', values.stationRate)),
    backups: backupsOf(values),
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

function metricsTokenOf(token: string | undefined): string | null {
  if (token === undefined) return null
  if (/^[\x21-\x7e]+$/.test(token) && token.length >= METRICS_TOKEN_LENGTH_MIN) return token
  throw unusable(
    'metricsToken',
    `give at least ${METRICS_TOKEN_LENGTH_MIN} characters without blanks`,
  )
}

function stationRateOf(text: string): number {
  const rate = Number(text)
  if (!/^\d{1,6}$/.test(text) || rate < 1 || rate > STATION_RATE_MAX) {
    throw unusable('stationRate', `give a whole number from 1 to ${STATION_RATE_MAX}`)
  }
  return rate
}

function backupsOf(values: Values): BackupSettings | null {
  const backupKeep = required('backupKeep', values.backupKeep)
  const read = readBackupSettings({ ...values, backupKeep })
  if (read !== null && 'why' in read) throw unusable(read.setting, read.why)
  return read
}

/** The address may hold a password: what is wrong is said without repeating it. */
function databaseUrlOf(text: string): string {
  const url = URL.parse(text)
  const usable = url !== null && /^postgres(ql)?:$/.test(url.protocol) && url.pathname.length > 1
  if (!usable) throw unusable('databaseUrl', 'give postgres://…/ with the name of a database')
  return text
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
