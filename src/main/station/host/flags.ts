/** One setting of the station's programs: `--name VALUE`, or {@link variableOf} its name. */
export interface Flag {
  readonly value: string
  readonly fallback?: string
  /** May be given more than once; with commas in the environment. */
  readonly repeated?: boolean
  readonly what: string
}

/** Every setting, in the order of the help text. */
export const FLAGS = {
  data: {
    value: 'DIR',
    fallback: './data/station',
    what: 'folder of the journal and the key; made when it is not there',
  },
  server: {
    value: 'URL',
    what: 'server this station belongs to, https (default: the one of the activation link)',
  },
  port: {
    value: 'PORT',
    fallback: '4601',
    what: "port of the clerk's page in the browser; 0 = any free",
  },
  'printer-port': {
    value: 'PORT',
    fallback: '9100',
    what: 'port that the POS prints to; 0 = any free',
  },
  'printer-host': {
    value: 'ADDRESS',
    fallback: '0.0.0.0',
    what: 'address that prints are taken on; 127.0.0.1 = from this PC only',
  },
  'printer-forward': {
    value: 'HOST:PORT',
    what: 'the real printer; without it the station answers like a printer',
  },
  'lpd-port': {
    value: 'PORT',
    what: 'port of a print queue (LPD) for POS that print to one, usually 515; 0 = any free',
  },
  'callback-port': {
    value: 'PORT',
    what: 'port on this PC on which a program of the shop tells payments by HTTP; 0 = any free',
  },
  'journal-folder': { value: 'DIR', what: 'folder in which the POS writes its journal files' },
  'journal-format': {
    value: 'FORMAT',
    fallback: 'auto',
    what: 'how those files are written: auto, text, poslog, naxml… (see docs/counter/tills.md)',
  },
  scanner: {
    value: 'PATH[,BAUD][,PROFILE]',
    what: 'serial scanner, such as /dev/ttyUSB0, COM3,115200 or COM3,zebra-ssi (default any at 9600)',
  },
  'wedge-prefix': {
    value: 'TEXT',
    what: 'what scanners that type put in front of each code; taken off',
  },
  'wedge-suffix': {
    value: 'TEXT',
    what: 'what they put behind it, before Enter; taken off',
  },
  hid: {
    value: 'on|off',
    fallback: 'on',
    what: 'USB scanners and swipes in HID mode; off = never look for them',
  },
  tender: {
    value: 'WORD',
    repeated: true,
    what: 'word for a gift card payment on receipts; may be given more than once',
  },
  'forward-key': {
    value: 'KEY',
    fallback: 'Control+Alt+G',
    what: 'key that brings the desktop station forward from behind the POS',
  },
  'log-level': {
    value: 'LEVEL',
    fallback: 'info',
    what: 'least level that is logged: debug, info, warn, error, silent',
  },
  pages: { value: 'DIR', what: 'folder of the built pages (default: those of this program)' },
} as const satisfies Record<string, Flag>

export type FlagName = keyof typeof FLAGS
/** What was given for each setting, in order; empty when nothing was and there is no default. */
export type ReadValues = { readonly [Name in FlagName]: readonly string[] }

/** `--printer-port` is `COUNTERMARK_PRINTER_PORT` in the environment. */
export function variableOf(name: FlagName): string {
  return `COUNTERMARK_${name.toUpperCase().replaceAll('-', '_')}`
}

/** What `--help` prints. */
export function helpText(program: string): string {
  const rows = Object.entries<Flag>(FLAGS).map(([name, flag]) => {
    const fallback = flag.fallback === undefined ? '' : ` (default ${flag.fallback})`
    return `  ${`--${name} ${flag.value} `.padEnd(30)}${flag.what}${fallback}`
  })
  return [
    `${program} [settings]`,
    '',
    ...rows,
    `  ${'--help'.padEnd(30)}this text`,
    '',
    'Each setting also has an environment variable: --printer-port is COUNTERMARK_PRINTER_PORT.',
    'Several tender words are separated by commas there.',
    '',
  ].join('\n')
}
