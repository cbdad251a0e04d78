import { KEYS_VARIABLE } from './key-source.ts'
import { ACTIVATION_HOURS_MAX, STATION_RATE_MAX } from './limits.ts'

export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const
export type LogLevel = (typeof LOG_LEVELS)[number]

/** One setting of the server. */
export interface Setting {
  readonly flag: string
  readonly value: string
  /** Undefined = off unless given. */
  readonly fallback?: string
  readonly what: string
}

/** Every setting: `--flag VALUE` or the environment variable of {@link variableOf}. */
export const SETTINGS = {
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
    what: 'the ledger in a PostgreSQL database (15 to 18); left out: SQLite in the data folder',
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
  bankAnswers: {
    flag: 'bank-answers',
    value: 'DIR',
    what: 'folder from which what banks send is taken (docs/operating/bank-accounts.md); without it, the admin only',
  },
  metricsToken: {
    flag: 'metrics-token',
    value: 'TOKEN',
    what: 'who sends it reads /metrics from anywhere; without it, this machine only. Best as a variable',
  },
  stationRate: {
    flag: 'station-rate',
    value: 'COUNT',
    fallback: '50',
    what: `messages a second that a station may send over time (a sale is three): 1 to ${STATION_RATE_MAX}`,
  },
  backupEvery: {
    flag: 'backup-every',
    value: 'HOURS',
    what: 'how often the server backs its ledger up by itself: 1 to 168; without it, never (SQLite)',
  },
  backupFolder: {
    flag: 'backup-folder',
    value: 'DIR',
    what: 'folder of the regular backups, best on another disk; needed with --backup-every',
  },
  backupKeep: {
    flag: 'backup-keep',
    value: 'COUNT',
    fallback: '7',
    what: 'how many regular backups are kept',
  },
} as const satisfies Record<string, Setting>

export type SettingName = keyof typeof SETTINGS
export type Values = { readonly [Name in SettingName]: string | undefined }

/** The environment variable of a flag: `--public-url` is `COUNTERMARK_PUBLIC_URL`. */
export function variableOf(flag: string): string {
  return `COUNTERMARK_${flag.toUpperCase().replaceAll('-', '_')}`
}

/** What `--help` prints: every setting with its variable and default. */
export function helpText(): string {
  const lines = Object.values(SETTINGS).map((setting: Setting) => {
    const fallback = setting.fallback === undefined ? '' : ` (default ${setting.fallback})`
    const head = `  --${setting.flag} ${setting.value} `.padEnd(26)
    return `${head}${setting.what}${fallback}\n${''.padEnd(26)}${variableOf(setting.flag)}`
  })
  return [
    'The Countermark server: the ledger, the admin pages and the door for stations.',
    '',
    'Settings, as a flag or as an environment variable (the flag wins):',
    ...lines,
    `  (a variable only)       the keys themselves in place of a file (docs/operating/keys.md)`,
    `${''.padEnd(26)}${KEYS_VARIABLE}`,
    `${'  --help'.padEnd(26)}this text`,
    '',
  ].join('\n')
}
