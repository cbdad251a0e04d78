import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { FLAGS, variableOf } from '../../../src/main/station/host/flags.ts'
import { readSettings } from '../../../src/main/station/host/settings.ts'

function read(argv: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const reading = readSettings({ argv, env, program: 'kiosk', foreignFlags: 'refuse' })
  if (reading.kind !== 'settings') throw new Error('help instead of settings')
  return reading.settings
}

describe('station settings: values', () => {
  test('the defaults', () => {
    expect(read([])).toEqual({
      dataFolder: path.resolve('data/station'),
      serverUrl: null,
      port: 4601,
      printerPort: 9100,
      printerHost: '0.0.0.0',
      printerForward: null,
      lpdPort: null,
      callbackPort: null,
      journalFolder: null,
      journalFormat: 'auto',
      scanner: null,
      wedge: { prefix: '', suffix: '' },
      hid: true,
      tenderWords: [],
      forwardKey: 'Control+Alt+G',
      logLevel: 'info',
      pagesFolder: null,
    })
  })

  test('every flag', () => {
    const settings = read(
      [
        ...['--data', '/tmp/station', '--server', 'https://cards.example/base/', '--port', '0'],
        ...['--printer-port=0', '--printer-host', '127.0.0.1', '--log-level', 'warn'],
        ...['--printer-forward', '192.0.2.20:9101', '--scanner', 'COM3,115200'],
        ...['--lpd-port', '515', '--callback-port', '4610', '--journal-folder', '/tmp/journal'],
        ...['--journal-format', 'poslog'],
        ...['--hid', 'off', '--wedge-prefix', '<', '--wedge-suffix', '>'],
        ...['--tender', 'GIFT CARD', '--tender', 'BON', '--pages', '/tmp/pages'],
        ...['--forward-key', 'F12'],
      ],
      { COUNTERMARK_PORT: '5' },
    )
    expect(settings).toEqual({
      dataFolder: path.resolve('/tmp/station'),
      serverUrl: 'https://cards.example/base',
      port: 0,
      printerPort: 0,
      printerHost: '127.0.0.1',
      printerForward: { host: '192.0.2.20', port: 9101 },
      lpdPort: 515,
      callbackPort: 4610,
      journalFolder: path.resolve('/tmp/journal'),
      journalFormat: 'poslog',
      scanner: { path: 'COM3', baudRate: 115_200 },
      wedge: { prefix: '<', suffix: '>' },
      hid: false,
      tenderWords: ['GIFT CARD', 'BON'],
      forwardKey: 'F12',
      logLevel: 'warn',
      pagesFolder: path.resolve('/tmp/pages'),
    })
  })

  test('the environment, below the command line', () => {
    const env = {
      COUNTERMARK_PRINTER_PORT: '9200',
      COUNTERMARK_TENDER: 'GIFT, BON CADEAU',
      COUNTERMARK_SCANNER: '/dev/ttyUSB0',
      COUNTERMARK_PRINTER_FORWARD: '[2001:db8::1]:9100',
      COUNTERMARK_SERVER: '',
    }
    expect(read(['--printer-port', '9300'], env)).toMatchObject({
      serverUrl: null,
      printerPort: 9300,
      tenderWords: ['GIFT', 'BON CADEAU'],
      scanner: { path: '/dev/ttyUSB0' },
      printerForward: { host: '2001:db8::1', port: 9100 },
    })
  })

  test('a scanner by port, speed and profile', () => {
    const scannerOf = (text: string) => read(['--scanner', text]).scanner
    expect(scannerOf('COM3,zebra-ssi')).toEqual({ path: 'COM3', profile: 'zebra-ssi' })
    expect(scannerOf('/dev/ttyS0,115200,honeywell')).toEqual({
      path: '/dev/ttyS0',
      baudRate: 115_200,
      profile: 'honeywell',
    })
    expect(scannerOf('COM3,./our-scanner.json')).toMatchObject({ profile: './our-scanner.json' })
    expect(() => scannerOf('COM3,nobody')).toThrow(/no profile nobody/)
    expect(() => read(['--hid', 'maybe'])).toThrow(/--hid must be on or off/)
  })

  test('a printer without a port is asked on 9100', () => {
    expect(read(['--printer-forward', 'printer.local']).printerForward).toEqual({
      host: 'printer.local',
      port: 9100,
    })
  })
})

describe('station settings: refused with what to do', () => {
  test.each([
    [['--port', '70000'], /--port must be a port from 0 to 65535/],
    [['--port', '-1'], /--port|ambiguous/],
    [['--printer-port', 'x'], /--printer-port must be a port/],
    [['--printer-forward', 'a:b:c'], /--printer-forward must be HOST:PORT/],
    [['--server', 'ftp://cards.example'], /--server must be an address/],
    [['--server', 'https://me:secret@cards.example'], /--server must be an address/],
    [['--server', 'https://cards.example/activate#token'], /--server must be an address/],
    [['--server', 'http://cards.example'], /--server must begin with https/],
    [['--server', 'http://192.168.1.20:4600'], /--server must begin with https/],
    [['--log-level', 'loud'], /--log-level must be one of debug/],
    [['--data', ' '], /--data needs a value/],
    [['--callback-port', 'x'], /--callback-port must be a port/],
    [['--lpd-port', '-'], /--lpd-port must be a port/],
    [['--journal-folder', ' '], /--journal-folder needs a value/],
    [['--journal-format', 'dbf'], /--journal-format must be one of auto, text, /],
    [['--prnter-port', '1'], /--prnter-port.*--help lists all settings/],
    [['extra'], /extra.*--help lists all settings/],
    [['--port'], /--port.*--help lists all settings/],
  ])('%j', (argv, message) => {
    expect(() => read(argv)).toThrow(message)
  })

  test('what the environment asks for is refused as well', () => {
    expect(() => read([], { COUNTERMARK_JOURNAL_FORMAT: 'dbf' })).toThrow(/--journal-format must/)
  })
})

describe('station settings: help and foreign flags', () => {
  test('the help names every flag', () => {
    const reading = readSettings({
      argv: ['--help'],
      env: {},
      program: 'kiosk',
      foreignFlags: 'refuse',
    })
    const text = reading.kind === 'help' ? reading.text : ''
    expect(Object.keys(FLAGS).length).toBeGreaterThan(8)
    for (const name of Object.keys(FLAGS)) expect(text).toContain(`--${name} `)
    expect(variableOf('printer-port')).toBe('COUNTERMARK_PRINTER_PORT')
    expect(text).toContain('COUNTERMARK_PRINTER_PORT')
  })

  test("Chromium's flags pass beside ours on Electron's command line", () => {
    const reading = readSettings({
      argv: ['.', '--no-sandbox', '--user-data-dir=/tmp/x', '--printer-port', '0', '--inspect'],
      env: {},
      program: 'start',
      foreignFlags: 'ignore',
    })
    expect(reading).toMatchObject({ kind: 'settings', settings: { printerPort: 0 } })
  })
})
