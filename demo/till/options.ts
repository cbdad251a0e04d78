import { parseArgs } from 'node:util'
import { type Currency, isCurrency } from '../../src/contract/money.ts'
import type { Endpoint } from './printer.ts'

export const HELP = `npm run till -- [flags]

The practice till: a page that rings sales and prints real receipts to a station's printer port.

  --port N              page and API on 127.0.0.1 (4602; 0 = any free port)
  --printer HOST:PORT   where receipts are printed (127.0.0.1:9100)
  --till N              number of this till, printed on receipts (1)
  --name TEXT           name of the shop, printed on receipts (Main Street Bakery)
  --currency CODE       ISO 4217 code of all amounts (CAD)
  --help                this text

Each flag has an environment variable: COUNTERMARK_TILL_PORT, COUNTERMARK_TILL_PRINTER, …`

export interface TillSettings {
  readonly port: number
  readonly printer: Endpoint
  readonly tillNumber: string
  readonly shopName: string
  readonly currency: Currency
}

/** The settings, or `help`; throws a sentence that names the flag that is wrong. */
export function readSettings(
  argv: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): TillSettings | 'help' {
  const text = { type: 'string' } as const
  const { values } = parseArgs({
    args: [...argv],
    options: {
      ...{ port: text, printer: text, till: text, name: text, currency: text },
      help: { type: 'boolean' },
    },
  })
  if (values.help) return 'help'
  const setting = (flag: 'port' | 'printer' | 'till' | 'name' | 'currency', fallback: string) =>
    values[flag] ?? environment[`COUNTERMARK_TILL_${flag.toUpperCase()}`] ?? fallback
  return {
    port: readPort(setting('port', '4602'), '--port'),
    printer: readEndpoint(setting('printer', '127.0.0.1:9100')),
    tillNumber: readTill(setting('till', '1')),
    shopName: setting('name', 'Main Street Bakery').trim() || 'Shop',
    currency: readCurrency(setting('currency', 'CAD')),
  }
}

function readPort(text: string, flag: string): number {
  const port = Number(text)
  if (/^\d{1,5}$/.test(text) && port <= 65_535) return port
  throw new Error(`${flag} ${text} is not a port: give a number from 0 to 65535`)
}

function readEndpoint(text: string): Endpoint {
  const match = /^(.+):(\d{1,5})$/.exec(text)
  if (!match) throw new Error(`--printer ${text} is not HOST:PORT, such as 127.0.0.1:9100`)
  return { host: match[1] ?? '', port: readPort(match[2] ?? '', '--printer') }
}

function readTill(text: string): string {
  if (/^\d{1,8}$/.test(text)) return text
  throw new Error(`--till ${text} is not a number of 1 to 8 digits`)
}

function readCurrency(text: string): Currency {
  const code = text.toUpperCase()
  if (isCurrency(code)) return code
  throw new Error(`--currency ${text} is not a currency code of ISO 4217, such as CAD`)
}
