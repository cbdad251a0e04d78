import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type * as Electron from 'electron'
import { _electron, chromium, type Page } from 'playwright-core'
import { ROOT, runPackage } from '../../commands/run.ts'
import { PAGE_ORIGIN } from './stand-in/page-preload.ts'

/** The module as the app's main process sees it, and what the stand-in shows beside it. */
export type ElectronModule = typeof Electron & {
  readonly inspection: import('./stand-in/electron.ts').Inspection
}

/** The built desktop app, running. */
export interface Shell {
  /** The clerk's window, in a real Chromium. */
  readonly page: Page
  readonly printerPort: number
  /** The origin of the page as Chromium knows it. */
  readonly origin: string
  /** Runs a function in the main process; it sees its arguments only. */
  readonly evaluate: <Value, Arg>(
    run: (electron: ElectronModule, arg: Arg) => Value | Promise<Value>,
    arg: Arg,
  ) => Promise<Value>
  readonly log: () => string
  /** Asks the app to end as the operating system would; resolves with its exit code. */
  readonly stop: () => Promise<number | null>
  /** SIGKILL; what is on the disk stays. */
  readonly kill: () => Promise<void>
}

export interface ShellOptions {
  readonly dataFolder: string
  /** Of the user whose key store it is; beside the data folder unless given. */
  readonly profile?: string
  readonly environment?: Readonly<Record<string, string>>
}

/** Builds main, preload and screen as they are shipped. Throws when one does not build. */
export async function buildShell(): Promise<void> {
  const code = await runPackage('electron-vite/bin/electron-vite.js', [
    'build',
    '--logLevel',
    'warn',
  ])
  if (code !== 0) throw new Error('electron-vite build failed: see the lines above')
}

/** Where the real Electron is, or undefined: its package has no binary until it was fetched. */
export function electronBinary(): string | undefined {
  const package_ = join(ROOT, 'node_modules/electron')
  const pathFile = join(package_, 'path.txt')
  const name = existsSync(pathFile) ? readFileSync(pathFile, 'utf8') : 'electron'
  const path = join(process.env['ELECTRON_OVERRIDE_DIST_PATH'] ?? join(package_, 'dist'), name)
  return existsSync(path) ? path : undefined
}

/** Starts the built app over the stand-in, in plain Node. */
export async function openStandIn(options: ShellOptions): Promise<Shell> {
  const profile = options.profile ?? `${options.dataFolder}-profile`
  mkdirSync(profile, { recursive: true })
  const hooks = fileURLToPath(new URL('./stand-in/hooks.ts', import.meta.url))
  const child = spawn(
    process.execPath,
    ['--import', hooks, join(ROOT, 'out/main/index.js'), ...flags(options.dataFolder)],
    {
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      env: { ...process.env, STAND_IN_USER_DATA: profile, ...options.environment },
    },
  )
  const log: string[] = []
  child.stderr?.on('data', (text) => log.push(String(text)))
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve))
  try {
    const ready = await readyLine(child, ended, log)
    const evaluate = evaluator(child)
    const endpoint = await evaluate(({ inspection }) => inspection.endpoint, null)
    const browser = await chromium.connectOverCDP(endpoint)
    const page = await ownPage(() => browser.contexts().flatMap((context) => context.pages()))
    return {
      page,
      printerPort: Number(ready['printerPort']),
      origin: PAGE_ORIGIN,
      evaluate,
      log: () => log.join(''),
      stop: async () => {
        child.kill('SIGTERM')
        return ended
      },
      kill: async () => {
        await evaluate(({ inspection }) => inspection.closeBrowser(), null)
        child.kill('SIGKILL')
        await ended
      },
    }
  } catch (error) {
    child.kill('SIGKILL')
    await ended
    throw error
  }
}

/** Starts the built app on the real Electron. */
export async function openReal(options: ShellOptions, executablePath: string): Promise<Shell> {
  const app = await _electron.launch({
    executablePath,
    args: ['--no-sandbox', ROOT, ...flags(options.dataFolder)],
    env: { ...process.env, ...options.environment } as Record<string, string>,
  })
  const child = app.process()
  const log: string[] = []
  child.stderr?.on('data', (text) => log.push(String(text)))
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve))
  const ready = await readyLine(child, ended, log)
  const page = await app.firstWindow()
  return {
    page,
    printerPort: Number(ready['printerPort']),
    origin: 'app://station',
    evaluate: (run, arg) => app.evaluate(run as never, arg) as never,
    log: () => log.join(''),
    stop: async () => {
      await app.close()
      return ended
    },
    kill: async () => {
      child.kill('SIGKILL')
      await ended
    },
  }
}

function flags(dataFolder: string): readonly string[] {
  return ['--data', dataFolder, '--printer-port', '0', '--printer-host', '127.0.0.1']
}

function readyLine(
  child: ChildProcess,
  ended: Promise<number | null>,
  log: readonly string[],
): Promise<Record<string, unknown>> {
  return new Promise((resolve, reject) => {
    void ended.then((code) => reject(new Error(`the app ended with ${code}: ${log.join('')}`)))
    if (child.stdout === null) return reject(new Error('the app has no output'))
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (line.startsWith('{"ready"')) resolve(JSON.parse(line) as Record<string, unknown>)
    })
  })
}

/** The window opens while the ready line is printed; give it the moment it needs. */
async function ownPage(pages: () => readonly Page[]): Promise<Page> {
  for (let attempt = 0; attempt < 400; attempt += 1) {
    const page = pages().find((open) => open.url().startsWith(PAGE_ORIGIN))
    if (page !== undefined) return page
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error('the window did not open')
}

function evaluator(child: ChildProcess): Shell['evaluate'] {
  let lastId = 0
  return (run, arg) =>
    new Promise((resolve, reject) => {
      lastId += 1
      const id = lastId
      const receive = (message: { id: number; value?: never; error?: string }) => {
        if (message.id !== id) return
        child.off('message', receive)
        if (message.error === undefined) resolve(message.value as never)
        else reject(new Error(message.error))
      }
      child.on('message', receive)
      child.send({ id, source: run.toString(), arg })
    })
}
