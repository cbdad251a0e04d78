import type { EventEmitter } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import type { Frame, Page, Route } from 'playwright-core'
import type { StandInBrowser } from './browser.ts'
import { invoke } from './ipc.ts'
import { BINDING, DELIVERY, preloadScript, toAppUrl, toPageUrl } from './page-preload.ts'
import { answerApp, mayRequest, registered } from './session.ts'
import { checkOptions, clone, preventable, refuse, strictEmitter } from './strict.ts'
import { optionTypes } from './typings.ts'

/** A frame as ipc handlers see it. */
export interface StandInFrame {
  readonly url: string
  readonly parent: StandInFrame | null
}

type OpenHandler = (details: { url: string }) => { action: 'allow' | 'deny' }

export interface StandInContents extends EventEmitter {
  readonly mainFrame: StandInFrame
  readonly send: (channel: string, value: unknown) => void
  readonly isDestroyed: () => boolean
  readonly setWindowOpenHandler: (handler: OpenHandler) => void
  /** What the app would be asked when a page opens a window. */
  readonly askToOpen: (url: string) => string
  readonly getLastWebPreferences: () => Readonly<Record<string, unknown>>
}

interface WindowOptions {
  readonly show?: boolean
  readonly focusable?: boolean
  readonly webPreferences?: Readonly<Record<string, unknown>> & { readonly preload?: string }
}

export interface StandInWindow extends EventEmitter {
  readonly webContents: StandInContents
  readonly options: WindowOptions
  readonly loadURL: (url: string) => Promise<void>
  readonly show: () => void
  readonly showInactive: () => void
  readonly hide: () => void
  readonly focus: () => void
  readonly blur: () => void
  readonly isFocused: () => boolean
  readonly isVisible: () => boolean
  readonly minimize: () => void
  readonly isMinimized: () => boolean
  readonly restore: () => void
  readonly setBounds: (bounds: Bounds) => void
  readonly getBounds: () => Bounds | undefined
  readonly setAlwaysOnTop: (on: boolean, level: string) => void
  /** As a person would; the app may hold it back. */
  readonly close: () => Promise<void>
}

interface Bounds {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** Addresses that a page wanted to go to or to open, and was not let. */
export const prevented: string[] = []

const windows: StandInWindow[] = []
export const allWindows = (): readonly StandInWindow[] => windows

const WINDOW_OPTIONS = optionTypes(
  'BaseWindowConstructorOptions',
  'BrowserWindowConstructorOptions',
)
const WEB_PREFERENCES = optionTypes('WebPreferences')

/** Opens a window as a page of the real Chromium, with the preload that its options name. */
export function openStandInWindow(
  options: WindowOptions,
  browser: StandInBrowser,
  announce: (contents: StandInContents) => void,
): StandInWindow {
  if (!registered.ready) refuse('Cannot create BrowserWindow before app is ready')
  checkOptions('BrowserWindow', options, WINDOW_OPTIONS)
  checkOptions('webPreferences', options.webPreferences ?? {}, WEB_PREFERENCES)
  const preload = options.webPreferences?.preload
  if (preload !== undefined && !existsSync(preload)) refuse(`no preload at ${preload}`)
  const emitter = strictEmitter('BrowserWindow')
  const face = faceOf(options, emitter)
  let page: Page | undefined
  const contents = standInContents(options.webPreferences ?? {}, () => page)
  const opened = openPage(browser, preload, contents).then((made) => {
    page = made
    made.on('close', () => {
      windows.splice(windows.indexOf(window), 1)
      emitter.emit('closed')
    })
    made.once('load', () => emitter.emit('ready-to-show'))
    return made
  })
  const window: StandInWindow = Object.assign(emitter, {
    webContents: contents,
    options,
    loadURL: async (url: string) => {
      await (await opened).goto(toPageUrl(url))
    },
    ...face,
    close: async () => {
      const event = preventable()
      emitter.emit('close', event)
      if (!event.defaultPrevented) await (await opened).close()
    },
  })
  windows.push(window)
  announce(contents)
  return window
}

/** What a window shows of itself, and whether it has the keyboard. No page is needed for it. */
function faceOf(options: WindowOptions, emitter: EventEmitter) {
  let visible = options.show !== false
  let minimized = false
  let focused = false
  let bounds: Bounds | undefined
  const focus = (on: boolean) => {
    if (on && options.focusable === false) refuse('a window that cannot be focused was focused')
    if (focused === on) return
    focused = on
    emitter.emit(on ? 'focus' : 'blur')
  }
  return {
    show: () => {
      visible = true
      focus(true)
    },
    showInactive: () => {
      visible = true
    },
    hide: () => {
      visible = false
      focus(false)
    },
    focus: () => focus(true),
    blur: () => focus(false),
    isFocused: () => focused,
    isVisible: () => visible && !minimized,
    minimize: () => {
      minimized = true
      focus(false)
    },
    isMinimized: () => minimized,
    restore: () => {
      minimized = false
    },
    setBounds: (to: Bounds) => {
      bounds = to
    },
    getBounds: () => bounds,
    setAlwaysOnTop: (_on: boolean, level: string) => {
      if (!TOP_LEVELS.has(level)) refuse(`there is no level '${level}'`)
    },
  }
}

/** Of `setAlwaysOnTop`, as documented. */
const TOP_LEVELS = new Set(
  'normal floating torn-off-menu modal-panel main-menu status pop-up-menu screen-saver'.split(' '),
)

function standInContents(
  preferences: Readonly<Record<string, unknown>>,
  page: () => Page | undefined,
): StandInContents {
  let openHandler: OpenHandler = () => ({ action: 'allow' })
  let sending: Promise<unknown> = Promise.resolve()
  const contents = Object.assign(strictEmitter('WebContents'), {
    send: (channel: string, value: unknown) => {
      const carried = clone(value)
      sending = sending.then(() => deliver(page(), channel, carried)).catch(() => {})
    },
    isDestroyed: () => page()?.isClosed() ?? false,
    setWindowOpenHandler: (handler: OpenHandler) => {
      openHandler = handler
    },
    askToOpen: (url: string) => openHandler({ url }).action,
    getLastWebPreferences: () => preferences,
  })
  const mainFrame = () => {
    const open = page()
    return open === undefined ? refuse('the window has no page yet') : frameOf(open.mainFrame())
  }
  return Object.defineProperty(contents, 'mainFrame', { get: mainFrame }) as StandInContents
}

async function deliver(page: Page | undefined, channel: string, value: unknown): Promise<void> {
  await page?.evaluate(
    ([key, name, carried]) => {
      const way = (globalThis as Record<symbol, unknown>)[Symbol.for(key)]
      ;(way as (channel: string, value: unknown) => void)(name, carried)
    },
    [DELIVERY, channel, value] as const,
  )
}

async function openPage(
  browser: StandInBrowser,
  preload: string | undefined,
  contents: StandInContents,
): Promise<Page> {
  const page = await browser.context.newPage()
  await page.exposeBinding(BINDING, ({ frame }, channel: string, args: unknown[]) =>
    invoke({ channel, args, event: { senderFrame: frameOf(frame), sender: contents } }),
  )
  if (preload !== undefined) await page.addInitScript(preloadScript(readFileSync(preload, 'utf8')))
  await page.route('**/*', (route) => serve(route, contents))
  refuseWindows(page, contents)
  page.on('domcontentloaded', () => contents.emit('dom-ready'))
  page.on('load', () => contents.emit('did-finish-load'))
  return page
}

/**
 * Electron asks before there is a window, so Chromium may not open one either: the policy that the
 * stand-in adds forbids it, and each window that was asked for is a complaint on the console. A
 * window that opens first and is closed then takes the page that asked for it with it, at times.
 */
function refuseWindows(page: Page, contents: StandInContents): void {
  page.on('console', (message) => {
    const url = /^Blocked opening '([^']*)' in a new window/.exec(message.text())?.[1]
    if (url === undefined) return
    if (contents.askToOpen(toAppUrl(url)) === 'deny') prevented.push('a new window')
    else refuse(`a window for ${url}: the stand-in shows one only`)
  })
}

/** All that a page may do without a policy, but open windows. */
const NO_WINDOWS =
  'sandbox allow-scripts allow-same-origin allow-forms allow-modals allow-downloads allow-pointer-lock'

/** Where Electron decides: may the page go there, may the request go out, who answers it. */
async function serve(route: Route, contents: StandInContents): Promise<void> {
  const request = route.request()
  const url = toAppUrl(request.url())
  if (request.isNavigationRequest() && !isFirstLoad(request.frame())) {
    const isMain = request.frame().parentFrame() === null
    const event = preventable({ url, isMainFrame: isMain })
    contents.emit('will-frame-navigate', event)
    if (isMain) contents.emit('will-navigate', event)
    if (event.defaultPrevented) {
      prevented.push(url)
      return route.abort('aborted')
    }
  }
  if (!(await mayRequest(url)) || !url.startsWith('app:')) return route.abort('blockedbyclient')
  const answer = await answerApp(new Request(url, { method: request.method() }))
  await route.fulfill({
    status: answer.status,
    headers: withoutWindows(answer.headers),
    body: Buffer.from(await answer.arrayBuffer()),
  })
}

function withoutWindows(headers: Headers): Record<string, string> {
  const policy = headers.get('content-security-policy')
  const joined = policy === null ? NO_WINDOWS : `${policy}, ${NO_WINDOWS}`
  return { ...Object.fromEntries(headers), 'content-security-policy': joined }
}

function isFirstLoad(frame: Frame): boolean {
  return frame.parentFrame() === null && frame.url() === 'about:blank'
}

const frames = new WeakMap<Frame, StandInFrame>()

/** The same object for the same frame, so that handlers can compare. */
export function frameOf(frame: Frame): StandInFrame {
  const known = frames.get(frame)
  if (known !== undefined) return known
  const parent = frame.parentFrame()
  const made: StandInFrame = {
    get url() {
      return toAppUrl(frame.url())
    },
    parent: parent === null ? null : frameOf(parent),
  }
  frames.set(frame, made)
  return made
}
