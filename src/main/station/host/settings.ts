import path from 'node:path'
import { parseArgs } from 'node:util'
import { isSecureAddress } from '../link/server-address.ts'
import { journalFormatNames } from '../pos/sources/journal-reading.ts'
import { SERIAL_PROFILE_NAMES } from '../scanners/serial-profile.ts'
import { FLAGS, type Flag, type FlagName, helpText, type ReadValues, variableOf } from './flags.ts'
import { LOG_LEVELS, type LogLevel } from './log.ts'

/** How a station was told to run. Everything here is known before anything is opened. */
export interface HostSettings {
  /** Absolute path of the folder with the journal and the key file. */
  readonly dataFolder: string
  /** Base address of the server, without a slash at the end; null = the activation link says. */
  readonly serverUrl: string | null
  /** Port of the kiosk's page; 0 = any free port. */
  readonly port: number
  /** Where the POS prints to; 0 = any free port. */
  readonly printerPort: number
  /** Address that the POS's prints are taken on. */
  readonly printerHost: string
  /** The real printer; null = the station answers like one. */
  readonly printerForward: { readonly host: string; readonly port: number } | null
  /** Port of the print queue (LPD); null = none. */
  readonly lpdPort: number | null
  /** Port on this PC for payments told by HTTP; null = none. */
  readonly callbackPort: number | null
  /** Absolute path of the POS's journal files; null = none. */
  readonly journalFolder: string | null
  /** Name of the format of those files, or `text` or `auto`. */
  readonly journalFormat: string
  /** The serial scanner; null = none. */
  readonly scanner: {
    readonly path: string
    readonly baudRate?: number | undefined
    /** Name of a shipped profile, or path of a file with one. */
    readonly profile?: string | undefined
  } | null
  /** Text that scanners which type put around each code. */
  readonly wedge: { readonly prefix: string; readonly suffix: string }
  /** Whether USB scanners in HID mode are looked for. */
  readonly hid: boolean
  /** Words that name the gift card tender on receipts; empty = the profile's own. */
  readonly tenderWords: readonly string[]
  /** Brings the desktop station forward; as Electron names keys. The kiosk has none. */
  readonly forwardKey: string
  readonly logLevel: LogLevel
  /** Absolute path of the built pages; null = the program's own. */
  readonly pagesFolder: string | null
}

export type SettingsReading =
  | { readonly kind: 'settings'; readonly settings: HostSettings }
  | { readonly kind: 'help'; readonly text: string }

/** A setting that cannot be used; the message says which and what to do. */
export class SettingError extends Error {
  override readonly name = 'SettingError'
}

/**
 * Reads the command line, then the environment, then the defaults. Throws {@link SettingError} with
 * what to do when a value cannot be used. Opens nothing. `foreignFlags` lets flags pass that are not
 * ours: Electron's command line also carries Chromium's.
 */
export function readSettings(input: {
  readonly argv: readonly string[]
  readonly env: Readonly<Record<string, string | undefined>>
  readonly program: string
  readonly foreignFlags: 'refuse' | 'ignore'
}): SettingsReading {
  const given = readFlags(input.argv, input.foreignFlags)
  if (given.help) return { kind: 'help', text: helpText(input.program) }
  const values = Object.fromEntries(
    FLAG_NAMES.map((name) => [name, given.values.get(name) ?? fromEnvironment(name, input.env)]),
  ) as ReadValues
  return { kind: 'settings', settings: settingsOf(values) }
}

const FLAG_NAMES = Object.keys(FLAGS) as FlagName[]

function readFlags(argv: readonly string[], foreignFlags: 'refuse' | 'ignore') {
  const options = Object.fromEntries(
    FLAG_NAMES.map((name) => [name, { type: 'string' as const, multiple: true }]),
  )
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: { ...options, help: { type: 'boolean', short: 'h' } },
      strict: foreignFlags === 'refuse',
      allowPositionals: foreignFlags === 'ignore',
    })
    const found: Readonly<Record<string, unknown>> = values
    const pairs = FLAG_NAMES.flatMap((name): [FlagName, readonly string[]][] => {
      const list = found[name]
      return Array.isArray(list) ? [[name, list.map(String)]] : []
    })
    return { help: found['help'] === true, values: new Map(pairs) }
  } catch (error) {
    const why = error instanceof Error ? error.message.split('. ')[0] : 'wrong flags'
    throw new SettingError(`${why}. --help lists all settings.`)
  }
}

function fromEnvironment(
  name: FlagName,
  env: Readonly<Record<string, string | undefined>>,
): readonly string[] {
  const flag: Flag = FLAGS[name]
  const text = env[variableOf(name)]
  if (text !== undefined && text !== '') return flag.repeated ? text.split(',') : [text]
  return flag.fallback === undefined ? [] : [flag.fallback]
}

function settingsOf(values: ReadValues): HostSettings {
  const last = (name: FlagName) => values[name].at(-1)
  const pages = last('pages')
  const journal = last('journal-folder')
  return {
    dataFolder: path.resolve(required('data', last('data'))),
    serverUrl: readServer(last('server')),
    port: readPort('port', last('port')),
    printerPort: readPort('printer-port', last('printer-port')),
    printerHost: required('printer-host', last('printer-host')),
    printerForward: readForward(last('printer-forward')),
    lpdPort: readOptionalPort('lpd-port', last('lpd-port')),
    callbackPort: readOptionalPort('callback-port', last('callback-port')),
    journalFolder: journal === undefined ? null : path.resolve(required('journal-folder', journal)),
    journalFormat: readJournalFormat(last('journal-format')),
    scanner: readScanner(last('scanner')),
    wedge: { prefix: last('wedge-prefix') ?? '', suffix: last('wedge-suffix') ?? '' },
    hid: readSwitch('hid', last('hid')),
    tenderWords: values['tender'].map((word) => word.trim()).filter((word) => word !== ''),
    forwardKey: required('forward-key', last('forward-key')),
    logLevel: readLogLevel(last('log-level')),
    pagesFolder: pages === undefined ? null : path.resolve(pages),
  }
}

function required(name: FlagName, text: string | undefined): string {
  if (text === undefined || text.trim() === '') {
    throw new SettingError(`--${name} needs a value. --help lists all settings.`)
  }
  return text
}

function readPort(name: FlagName, text: string | undefined): number {
  const port = /^\d{1,5}$/.test(text ?? '') ? Number(text) : Number.NaN
  if (!(port <= 65_535)) {
    throw new SettingError(`--${name} must be a port from 0 to 65535 (0 = any free port).`)
  }
  return port
}

function readOptionalPort(name: FlagName, text: string | undefined): number | null {
  return text === undefined ? null : readPort(name, text)
}

function readJournalFormat(text: string | undefined): string {
  const known = journalFormatNames()
  const name = known.find((format) => format === text)
  if (name === undefined) {
    throw new SettingError(`--journal-format must be one of ${known.join(', ')}.`)
  }
  return name
}

function readServer(text: string | undefined): string | null {
  if (text === undefined) return null
  const url = URL.parse(text)
  const isServer =
    (url?.protocol === 'https:' || url?.protocol === 'http:') &&
    url.search === '' &&
    url.hash === '' &&
    url.username === ''
  if (!isServer) {
    throw new SettingError('--server must be an address such as https://cards.example.org.')
  }
  if (!isSecureAddress(text)) {
    throw new SettingError(
      '--server must begin with https; http is only for a server on this PC (localhost).',
    )
  }
  return url.href.replace(/\/+$/, '')
}

function readForward(text: string | undefined): HostSettings['printerForward'] {
  if (text === undefined) return null
  const match = /^(?:\[([0-9a-f:]+)\]|([^\s:[\]]+))(?::(\d{1,5}))?$/i.exec(text)
  const host = match?.[1] ?? match?.[2]
  if (host === undefined) {
    throw new SettingError('--printer-forward must be HOST:PORT, such as 192.0.2.20:9100.')
  }
  return { host, port: readPort('printer-forward', match?.[3] ?? '9100') }
}

function readScanner(text: string | undefined): HostSettings['scanner'] {
  if (text === undefined) return null
  const match = /^(.+?)(?:,(\d{3,7}))?(?:,([a-z][a-z0-9-]*|[^,]+\.json))?$/.exec(text.trim())
  const [, path, baudRate, profile] = match ?? []
  if (path === undefined) {
    throw new SettingError('--scanner must be a serial port, such as /dev/ttyUSB0 or COM3,115200.')
  }
  if (
    profile !== undefined &&
    !profile.endsWith('.json') &&
    !SERIAL_PROFILE_NAMES.includes(profile)
  ) {
    const names = SERIAL_PROFILE_NAMES.join(', ')
    throw new SettingError(`--scanner knows no profile ${profile}. Choose one of ${names}.`)
  }
  return {
    path,
    ...(baudRate === undefined ? {} : { baudRate: Number(baudRate) }),
    ...(profile === undefined ? {} : { profile }),
  }
}

function readSwitch(name: FlagName, text: string | undefined): boolean {
  if (text !== 'on' && text !== 'off') throw new SettingError(`--${name} must be on or off.`)
  return text === 'on'
}

function readLogLevel(text: string | undefined): LogLevel {
  const level = LOG_LEVELS.find((known) => known === text)
  if (level === undefined) {
    throw new SettingError(`--log-level must be one of ${LOG_LEVELS.join(', ')}.`)
  }
  return level
}
