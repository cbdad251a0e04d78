import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { FREE_PORTS, type House, openHouse } from '../../demo/house.ts'
import { type Program, readyText, startProgram } from '../../demo/programs.ts'
import { openStationPage } from '../../demo/station-page.ts'
import { tillClient } from '../../demo/till-client.ts'
import type { ScreenBridge } from '../../src/contract/screen/bridge.ts'
import { buildShell, electronBinary, openReal, openStandIn, type Shell } from '../electron/shell.ts'
import { permissionNames } from '../electron/stand-in/typings.ts'
import { coverByPos, expectCardOverPos, expectWaysBack } from './desktop-reach.ts'
import { activationLinkOf } from './scene.ts'

declare global {
  interface Window {
    readonly countermark?: ScreenBridge
  }
}

const WAIT = { timeout: 20_000 }
const binary = electronBinary()
if (binary === undefined) {
  process.stderr.write(
    '\nSKIPPED: the desktop shell on the real Electron. Its binary is not on this machine (npx install-electron fetches it); the same suite runs on the stand-in.\n\n',
  )
}

const SHELLS = [
  { name: 'the stand-in', isReal: false, present: true, open: openStandIn },
  {
    name: 'the real Electron',
    isReal: true,
    present: binary !== undefined,
    open: (options: Parameters<typeof openStandIn>[0]) => openReal(options, binary ?? ''),
  },
] as const

beforeAll(buildShell)

describe.each(SHELLS)('desktop shell on $name', ({ isReal, present, open }) => {
  let folder = ''
  let shell: Shell

  beforeAll(async () => {
    if (!present) return
    folder = mkdtempSync(join(tmpdir(), 'countermark-desktop-'))
    shell = await open({ dataFolder: join(folder, 'station') })
    await shell.page.getByLabel('Activation link').waitFor(WAIT)
  })
  afterAll(async () => {
    if (!present) return
    expect(await shell.stop(), shell.log()).toBe(0)
    rmSync(folder, { recursive: true, force: true })
  })

  test.runIf(present)('window options: sandboxed, isolated, without node', async () => {
    const preferences = await shell.evaluate(({ BrowserWindow }) => {
      const [window, ...others] = BrowserWindow.getAllWindows()
      if (window === undefined || others.length > 0) throw new Error('not one window')
      // Not in the typings; the way Electron's own tests ask.
      const contents = window.webContents as unknown as {
        getLastWebPreferences: () => Record<string, unknown>
      }
      return contents.getLastWebPreferences()
    }, null)
    expect(preferences).toMatchObject({
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
    })
    const reach = await shell.page.evaluate(() =>
      ['require', 'process', 'module', 'Buffer', 'global', 'electron', 'ipcRenderer'].filter(
        (name) => name in globalThis,
      ),
    )
    expect(reach).toEqual([])
  })

  test.runIf(present)('the exposed surface: these functions and nothing more', async () => {
    const surface = await shell.page.evaluate(() => {
      const bridge = window.countermark
      if (bridge === undefined) throw new Error('nothing is exposed')
      const kinds = [...Object.values(bridge.commands), bridge.listen].map((it) => typeof it)
      return {
        own: Object.keys(bridge),
        commands: Object.keys(bridge.commands),
        kinds: [...new Set(kinds)],
        isFixed: Object.getOwnPropertyDescriptor(window, 'countermark')?.writable === false,
      }
    })
    expect(surface).toMatchInlineSnapshot(`
      {
        "commands": [
          "select-payment",
          "redeem-amount",
          "read-keys",
          "type-card",
          "clear-card",
          "refresh-balance",
          "give-pin",
          "close-pin",
          "undo-last",
          "keep-trying",
          "cancel-redemption",
          "next-customer",
          "dismiss-payment",
          "set-language",
          "set-clerk",
          "activate-device",
          "list-activity",
          "list-cashiers",
          "save-cashier",
          "learn-badge",
          "remove-cashier",
          "sign-in",
          "set-training",
          "sign-out",
          "open-shift",
          "close-shift",
          "read-report",
          "list-reports",
          "set-receipt-printer",
          "print-report",
          "print-receipt",
          "list-day-end",
          "settle-exception",
          "confirm-reversal",
          "set-reversal-rule",
          "list-sources",
          "save-source",
          "remove-source",
          "test-source",
          "recent-papers",
          "begin-lesson",
          "choose-rows",
          "confirm-reading",
          "await-paper",
          "teach-mark",
          "end-lesson",
          "list-profiles",
          "choose-profile",
          "export-profile",
          "import-profile",
          "forget-profile",
          "watch-scanners",
          "use-camera",
          "read-code",
        ],
        "isFixed": true,
        "kinds": [
          "function",
        ],
        "own": [
          "commands",
          "listen",
        ],
      }
    `)
  })

  test.runIf(present)('commands: what the table does not allow is answered, not done', async () => {
    const answers = await shell.page.evaluate(async () => {
      const commands = window.countermark?.commands as unknown as Record<
        string,
        (params: unknown) => Promise<unknown>
      >
      const ask = async (name: string, params: unknown) => {
        try {
          return JSON.stringify(await commands[name]?.(params))
        } catch (error) {
          return `refused: ${error instanceof Error ? error.message : ''}`
        }
      }
      return {
        wrongType: await ask('type-card', { text: 5 }),
        tooLong: await ask('type-card', { text: 'x'.repeat(600) }),
        stray: await ask('clear-card', { everything: true }),
        nothing: await ask('set-language', undefined),
        aFunction: await ask('set-language', { language: () => 'fr' }),
      }
    })
    expect(answers.aFunction).toMatch(/refused: .*could not be cloned/s)
    for (const name of ['wrongType', 'tooLong', 'stray', 'nothing'] as const) {
      expect([name, answers[name]]).toEqual([name, expect.stringContaining('REQUEST_MALFORMED')])
    }
  })

  test.runIf(present)('events: the state at once, each change after it, and an end', async () => {
    const seen = await shell.page.evaluate(async () => {
      const bridge = window.countermark
      if (bridge === undefined) throw new Error('nothing is exposed')
      const languages: string[] = []
      const heard = (language: string) =>
        new Promise<void>((resolve) => {
          const stop = bridge.listen((event) => {
            if (event.type !== 'state') return
            languages.push(event.state.language ?? '')
            if (event.state.language === language) setTimeout(() => resolve(stop()))
          })
        })
      const french = heard('fr')
      await bridge.commands['set-language']({ language: 'fr' })
      await french
      const before = languages.length
      const english = new Promise<void>((resolve) => {
        bridge.listen((event) => {
          if (event.type === 'state' && event.state.language === 'en') resolve()
        })
      })
      await bridge.commands['set-language']({ language: 'en' })
      await english
      return { first: languages[0], last: languages.at(-1), afterStop: languages.length - before }
    })
    expect(seen).toEqual({ first: 'en', last: 'fr', afterStop: 0 })
  })

  test.runIf(present)('a page that crashed comes back', async () => {
    const { page } = shell
    const mark = (value: boolean) =>
      page.evaluate((set) => {
        if (set) document.documentElement.dataset['mark'] = 'old'
        return document.documentElement.dataset['mark'] ?? 'new'
      }, value)
    expect(await mark(true)).toBe('old')
    const gone = (reason: string) =>
      shell.evaluate(({ BrowserWindow }, why) => {
        const contents = BrowserWindow.getAllWindows()[0]?.webContents as unknown as {
          emit: (name: string, ...args: unknown[]) => boolean
        }
        return contents.emit('render-process-gone', {}, { reason: why, exitCode: 1 })
      }, reason)
    expect(await gone('clean-exit')).toBe(true)
    expect(await mark(false)).toBe('old')
    await gone('crashed')
    await expect.poll(() => mark(false).catch(() => 'loading'), WAIT).toBe('new')
    await page.getByLabel('Activation link').waitFor(WAIT)
  })

  test.runIf(present)('navigation: the page stays, whatever it tries', async () => {
    const { page, origin } = shell
    const ways = [
      () => location.assign('https://elsewhere.example/'),
      () => location.assign('http://127.0.0.1:1/'),
      () => {
        const link = document.createElement('a')
        link.href = 'https://elsewhere.example/linked'
        document.body.append(link)
        link.click()
        link.remove()
      },
      () => {
        const form = document.createElement('form')
        form.action = 'https://elsewhere.example/posted'
        document.body.append(form)
        form.submit()
        form.remove()
      },
    ]
    for (const way of ways) {
      await page.evaluate(way)
      await page.waitForTimeout(200)
      expect(page.url()).toBe(`${origin}/`)
    }
    // Chromium never ends the navigation of a form that the policy forbade, so no locator is used.
    expect(await page.evaluate(() => document.querySelectorAll('input').length)).toBeGreaterThan(0)
    if (isReal) return
    const prevented = await shell.evaluate(({ inspection }) => inspection.prevented, null)
    expect(prevented).toEqual(
      expect.arrayContaining([
        'https://elsewhere.example/',
        'http://127.0.0.1:1/',
        'https://elsewhere.example/linked',
      ]),
    )
  })

  test.runIf(present)('new windows: none, by script or by link', async () => {
    const { page } = shell
    await page.evaluate((own) => {
      window.open('https://elsewhere.example/')
      window.open(`${own}/`)
      const link = document.createElement('a')
      link.href = 'https://elsewhere.example/'
      link.target = '_blank'
      document.body.append(link)
      link.click()
      link.remove()
    }, shell.origin)
    if (!isReal) {
      const refused = () =>
        shell.evaluate(
          ({ inspection }) => inspection.prevented.filter((what) => what === 'a new window').length,
          null,
        )
      await expect.poll(refused, WAIT).toBe(3)
    }
    const windows = () =>
      shell.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length, null)
    expect(await windows()).toBe(1)
    const open = () =>
      page
        .context()
        .pages()
        .map((it) => it.url())
    await expect.poll(() => open().filter((url) => url !== 'about:blank'), WAIT).toHaveLength(1)
  })

  test.runIf(present)(
    'own protocol: the built files with their policy, and no others',
    async () => {
      const answers = await shell.page.evaluate(async () => {
        const ask = async (path: string, method = 'GET') => {
          const response = await fetch(path, { method }).catch(() => undefined)
          return [response?.status ?? 0, response?.headers.get('content-security-policy') ?? '']
        }
        return {
          index: await ask('/index.html'),
          others: await Promise.all(
            ['/../package.json', '/%2e%2e/%2e%2e/package.json', '/..%2fpackage.json', '/main'].map(
              (path) => ask(path),
            ),
          ),
          post: await ask('/index.html', 'POST'),
          elsewhere: await ask('https://elsewhere.example/'),
        }
      })
      expect(answers.index[0]).toBe(200)
      expect(answers.index[1]).toContain("default-src 'none'; script-src 'self'")
      expect(answers.others.map(([status]) => status)).toEqual([404, 404, 404, 404])
      expect(answers.post[0]).toBe(405)
      expect(answers.elsewhere[0]).toBe(0)
    },
  )

  test.runIf(present && !isReal)(
    'permissions: every one that Electron knows is denied',
    async () => {
      const names = [...permissionNames(), 'one-of-tomorrow']
      expect(names.length).toBeGreaterThan(30)
      const granted = await shell.evaluate(async ({ inspection }, permissions) => {
        type Ask = (...args: unknown[]) => unknown
        const handler = (name: string): Ask => {
          const found = inspection.permissions.get(name)
          if (found === undefined) throw new Error(`no ${name} handler`)
          return found as Ask
        }
        const wrong: string[] = []
        for (const permission of permissions) {
          let answer: unknown = 'none'
          handler('permission-request')(null, permission, (value: unknown) => {
            answer = value
          })
          if (answer !== false) wrong.push(`request ${permission}`)
          const check = handler('permission-check')(null, permission, 'app://station', {})
          if (check !== false) wrong.push(`check ${permission}`)
        }
        for (const deviceType of ['hid', 'serial', 'usb']) {
          if (handler('device-permission')({ deviceType }) !== false) wrong.push(deviceType)
        }
        handler('display-media')({}, (streams: unknown) => {
          if (streams !== null) wrong.push('display-media')
        })
        return wrong
      }, names)
      expect(granted).toEqual([])
    },
  )

  test.runIf(present && !isReal)(
    'camera: pictures only, for the screen itself, while its panel is open',
    async () => {
      const { page } = shell
      const ask = () =>
        shell.evaluate(({ inspection }) => {
          type Ask = (...args: unknown[]) => unknown
          const handler = (name: string) => inspection.permissions.get(name) as unknown as Ask
          const own = { requestingUrl: 'app://station/', isMainFrame: true }
          const request = (details: object, permission = 'media') => {
            let answer: unknown = 'none'
            handler('permission-request')(
              null,
              permission,
              (value: unknown) => {
                answer = value
              },
              { ...own, mediaTypes: ['video'], ...details },
            )
            return answer
          }
          const check = (origin: string, details: object) =>
            handler('permission-check')(null, 'media', origin, {
              ...own,
              mediaType: 'video',
              ...details,
            })
          return {
            own: [request({}), check('app://station', {})],
            others: [
              request({ mediaTypes: ['audio'] }),
              request({ mediaTypes: ['video', 'audio'] }),
              request({ mediaTypes: [] }),
              request({ requestingUrl: 'https://elsewhere.example/' }),
              request({ isMainFrame: false }),
              request({}, 'geolocation'),
              check('https://elsewhere.example', {}),
              check('app://station', { mediaType: 'audio' }),
              check('app://station', { isMainFrame: false }),
            ],
          }
        }, null)
      const use = (open: boolean) =>
        page.evaluate((value) => window.countermark?.commands['use-camera']({ open: value }), open)
      const shut = await ask()
      expect([...shut.own, ...shut.others].filter((answer) => answer !== false)).toEqual([])
      expect(await use(true)).toMatchObject({ ok: true })
      const open = await ask()
      expect(open.own).toEqual([true, true])
      expect(open.others.filter((answer) => answer !== false)).toEqual([])
      await use(false)
      expect((await ask()).own).toEqual([false, false])
    },
  )

  test.runIf(present && !isReal)(
    'requests: out of the window only to the screen itself',
    async () => {
      const out = await shell.evaluate(async ({ inspection }) => {
        const addresses = [
          ...[
            'https://elsewhere.example/',
            'http://127.0.0.1:4600/',
            'ws://127.0.0.1/',
            'file:///etc',
          ],
          ...[
            'app://station.elsewhere/',
            'app://other/',
            'app://me@station/',
            'data:text/html,x',
            '',
          ],
          'app://station/index.html',
        ]
        const may: string[] = []
        for (const address of addresses) if (await inspection.mayRequest(address)) may.push(address)
        return may
      }, null)
      expect(out).toEqual(['app://station/index.html'])
    },
  )

  test.runIf(present && !isReal)(
    'ipc: one handler, for the main frame of the screen only',
    async () => {
      const answers = await shell.evaluate(async ({ inspection, BrowserWindow }) => {
        const sender = BrowserWindow.getAllWindows()[0]?.webContents
        if (sender === undefined) throw new Error('no window')
        const ask = async (senderFrame: unknown, mainFrame: unknown = sender.mainFrame) =>
          JSON.stringify(
            await inspection.invoke({
              channel: 'screen',
              args: [{ name: 'set-clerk', params: { name: 'Zoe' } }],
              event: { senderFrame, sender: { mainFrame } },
            }),
          )
        const asMain = (url: string) => {
          const frame = { url, parent: null }
          return ask(frame, frame)
        }
        return {
          channels: inspection.handledChannels(),
          sandboxed: inspection.isSandboxed(),
          own: await ask(sender.mainFrame),
          refused: {
            gone: await ask(null),
            subframe: await ask({ url: 'app://station/', parent: sender.mainFrame }),
            noAddress: await asMain(''),
            blank: await asMain('about:blank'),
            elsewhere: await asMain('https://elsewhere.example/'),
            likeName: await asMain('app://station.elsewhere/'),
            otherHost: await asMain('app://other/'),
            withName: await asMain('app://me@station/'),
            otherScheme: await asMain('file:///app://station/'),
          },
        }
      }, null)
      expect(answers.channels).toEqual(['screen'])
      expect(answers.sandboxed).toBe(true)
      expect(answers.own).not.toContain('NOT_PERMITTED')
      for (const [who, answer] of Object.entries(answers.refused)) {
        expect([who, answer]).toEqual([who, expect.stringContaining('NOT_PERMITTED')])
      }
    },
  )

  test.runIf(present && !isReal)('ipc: shapes that are no request are refused', async () => {
    const answers = await shell.evaluate(async ({ inspection, BrowserWindow }) => {
      const sender = BrowserWindow.getAllWindows()[0]?.webContents
      const inputs = [undefined, null, 'clear-card', [], {}, { name: 'quit', params: {} }]
      const event = { senderFrame: sender?.mainFrame, sender }
      const more = [
        { name: 'clear-card', params: {}, extra: 1 },
        { name: '__proto__', params: {} },
      ]
      return Promise.all(
        [...inputs, ...more].map(async (input) =>
          JSON.stringify(await inspection.invoke({ channel: 'screen', args: [input], event })),
        ),
      )
    }, null)
    expect(answers).toHaveLength(8)
    for (const answer of answers) expect(answer).toContain('REQUEST_MALFORMED')
  })
})

describe('desktop shell: starts that end with a sentence', () => {
  const attempt = async (environment: Readonly<Record<string, string>>) => {
    const folder = mkdtempSync(join(tmpdir(), 'countermark-desktop-'))
    const opened = openStandIn({ dataFolder: join(folder, 'station'), environment })
    return opened
      .then(() => 'it started', String)
      .finally(() => {
        rmSync(folder, { recursive: true, force: true })
      })
  }

  test('without a key store the device key would lie open', async () => {
    expect(await attempt({ STAND_IN_KEY_STORE: 'basic_text' })).toMatch(
      /ended with 1: .*This PC has no key store/s,
    )
  })

  test('a second station of the same user makes way', async () => {
    expect(await attempt({ STAND_IN_SECOND_INSTANCE: '1' })).toMatch(/ended with 0/)
  })

  test('a setting that cannot be used', async () => {
    expect(await attempt({ COUNTERMARK_SERVER: 'nowhere' })).toMatch(
      /ended with 1: .*--server must be an address/s,
    )
  })
})

describe.each(SHELLS)('a redemption through the desktop shell on $name', (kind) => {
  const { isReal, present, open } = kind
  let folder = ''
  let house: House
  let till: Program
  let shell: Shell | undefined

  beforeAll(async () => {
    if (!present) return
    folder = mkdtempSync(join(tmpdir(), 'countermark-desktop-'))
    house = await openHouse(join(folder, 'house'), { ports: FREE_PORTS })
  })
  afterAll(async () => {
    if (!present) return
    await shell?.stop()
    await till?.stop()
    await house?.close()
    rmSync(folder, { recursive: true, force: true })
  })

  test.runIf(present)(
    'activated, rung, scanned, selected, undone, and again after a restart',
    async () => {
      const dataFolder = join(folder, 'station')
      let running = await open({ dataFolder })
      shell = running
      let station = await openStationPage(running.page, `${running.origin}/`)
      await station.activate(await activationLinkOf(house), 'Counter 2')
      const keyFile = join(dataFolder, 'device-key')
      await expect.poll(() => existsSync(keyFile), WAIT).toBe(true)
      const key = readFileSync(keyFile)
      expect(key.includes(Buffer.from('privateKey'))).toBe(false)

      till = await startProgram('demo/till/main.ts', [
        ...['--port', '0', '--printer', `127.0.0.1:${running.printerPort}`],
        ...['--currency', house.network.currency],
      ])
      if (!isReal) await coverByPos(running)
      await tillClient(readyText(till, 'url')).ringGift(2500)
      await station.waitForPayment('$25.00')
      if (!isReal) {
        await expectCardOverPos(running, '$25.00')
        await expectWaysBack(running, `${dataFolder}-profile`)
      }
      const number = house.cards[0]?.number ?? ''
      await station.scan(number)
      await station.waitForBalance('$40.00')
      await station.select('$25.00')
      await station.waitForOutcome('approved')
      await station.press(/^Undo/)
      await station.waitForOutcome('voided')
      expect(running.log()).not.toContain(number)
      expect(await running.stop()).toBe(0)

      running = await open({ dataFolder })
      shell = running
      station = await openStationPage(running.page, `${running.origin}/`)
      await running.page.getByRole('button', { name: /Type a card/ }).waitFor(WAIT)
      await expect.poll(() => running.log(), WAIT).toContain('server-online')
      await station.scan(number)
      await station.waitForBalance('$40.00')
      expect(await running.stop()).toBe(0)

      if (isReal) return
      const profile = join(folder, 'another-user')
      await expect(open({ dataFolder, profile })).rejects.toThrow(
        /ended with 1: The device key in .* was sealed for another user or PC/,
      )
    },
  )
})
