import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { globalShortcut, Menu, nativeImage, pressShortcut, Tray } from './stand-in/desktop.ts'
import { handledChannels, invoke, ipcMain } from './stand-in/ipc.ts'
import { toAppUrl, toPageUrl } from './stand-in/page-preload.ts'
import { protocol, registered, session } from './stand-in/session.ts'
import { checkOptions, clone, preventable, strictEmitter } from './stand-in/strict.ts'
import { eventNames, optionTypes, permissionNames } from './stand-in/typings.ts'
import { openStandInWindow } from './stand-in/window.ts'

afterEach(() => {
  registered.ready = false
})

describe('electron stand-in: what it knows is what the typings say', () => {
  test('options, events and permissions', () => {
    expect(optionTypes('WebPreferences').get('sandbox')).toBe('boolean')
    expect(optionTypes('BaseWindowConstructorOptions').get('width')).toBe('number')
    expect(eventNames('WebContents')).toContain('will-navigate')
    expect(permissionNames()).toEqual(expect.arrayContaining(['media', 'hid', 'openExternal']))
    expect(() => optionTypes('NoSuchThing')).toThrow(/have no NoSuchThing/)
  })
})

describe('electron stand-in: refuses what Electron would', () => {
  const openWindow = (options: object) => openStandInWindow(options, undefined as never, () => {})

  test('options that do not exist, or of another type', () => {
    const types = optionTypes('WebPreferences')
    expect(() => checkOptions('webPreferences', { sandboxed: true }, types)).toThrow(/no option/)
    expect(() => checkOptions('webPreferences', { sandbox: 'yes' }, types)).toThrow(/a boolean/)
    registered.ready = true
    expect(() => openWindow({ webPreferences: { sandboxed: true } })).toThrow(/no option/)
    expect(() => openWindow({ widht: 5 })).toThrow(/no option/)
    expect(() => openWindow({ webPreferences: { preload: '/nowhere.cjs' } })).toThrow(/no preload/)
  })

  test('keys that no keyboard has, and one that another program holds', () => {
    expect(() => globalShortcut.register('F9', () => {})).toThrow(/before the app is ready/)
    registered.ready = true
    expect(() => globalShortcut.register('Control+Nothing', () => {})).toThrow(/conversion failure/)
    vi.stubEnv('STAND_IN_TAKEN_KEY', 'F9')
    expect(globalShortcut.register('F9', () => {})).toBe(false)
    expect(() => pressShortcut('F9')).toThrow(/nobody listens/)
    vi.unstubAllEnvs()
  })

  test('a tray that nobody would see, and menu lines with options that do not exist', () => {
    const image = nativeImage.createFromPath(fileURLToPath(import.meta.url))
    registered.ready = true
    expect(() => Tray(image)).toThrow(/empty image/)
    expect(() => Menu.buildFromTemplate([{ lable: 'x' } as object])).toThrow(/no option/)
  })

  test('a window that cannot have the keyboard is never given it', () => {
    registered.ready = true
    const browser = { context: { newPage: () => new Promise(() => {}) } } as never
    const window = openStandInWindow({ focusable: false, show: false }, browser, () => {})
    window.showInactive()
    expect([window.isVisible(), window.isFocused()]).toEqual([true, false])
    expect(() => window.show()).toThrow(/cannot be focused/)
    expect(() => window.setAlwaysOnTop(true, 'sky')).toThrow(/no level/)
  })

  test('events that are never emitted', () => {
    expect(() => strictEmitter('WebContents').on('will-wander', () => {})).toThrow(/no event/)
  })

  test('what comes too early or too late', () => {
    expect(() => openWindow({})).toThrow(/before app is ready/)
    expect(() => session.defaultSession).toThrow(/when app is ready/)
    expect(() => protocol.handle('app', () => new Response())).toThrow(/before app is ready/)
    registered.ready = true
    expect(() => protocol.registerSchemesAsPrivileged([{ scheme: 'app' }])).toThrow(
      /before app is ready/,
    )
    expect(() => protocol.handle('app', () => new Response())).toThrow(/no privileges/)
  })

  test('a scheme with privileges that do not exist, and a second registration', () => {
    expect(() =>
      protocol.registerSchemesAsPrivileged([{ scheme: 'app', privileges: { root: true } }]),
    ).toThrow(/no option 'root'/)
    protocol.registerSchemesAsPrivileged([{ scheme: 'app', privileges: { standard: true } }])
    expect(() => protocol.registerSchemesAsPrivileged([{ scheme: 'b' }])).toThrow(/only once/)
    registered.ready = true
    protocol.handle('app', () => new Response())
    expect(() => protocol.handle('app', () => new Response())).toThrow(/handled already/)
  })

  test('a second handler, listeners beside it, and what cannot be cloned', async () => {
    ipcMain.handle('one', (_event, value) => (value === 'bad' ? () => 1 : value))
    expect(() => ipcMain.handle('one', () => 1)).toThrow(/second handler/)
    expect(() => ipcMain.on()).toThrow(/another door/)
    expect(handledChannels()).toEqual(['one'])
    const ask = (channel: string, value: unknown) =>
      invoke({ channel, args: [value], event: { senderFrame: null, sender: null } })
    const given = { deep: [1] }
    const answer = await ask('one', given)
    expect(answer).toEqual({ value: given })
    expect('value' in answer && answer.value).not.toBe(given)
    expect(await ask('one', 'bad')).toEqual({
      error: expect.stringContaining('could not be cloned'),
    })
    expect(await ask('two', 1)).toEqual({ error: expect.stringContaining('No handler') })
    expect(() => clone(Symbol('x'))).toThrow(/could not be cloned/)
  })
})

describe('electron stand-in: its own ways', () => {
  test('addresses are mapped both ways and others left alone', () => {
    expect(toAppUrl(toPageUrl('app://station/a?b#c'))).toBe('app://station/a?b#c')
    expect(toPageUrl('https://elsewhere.example/')).toBe('https://elsewhere.example/')
    expect(toAppUrl('https://elsewhere.example/')).toBe('https://elsewhere.example/')
  })

  test('an event says whether it was prevented', () => {
    const event = preventable({ url: 'x' })
    expect(event.defaultPrevented).toBe(false)
    event.preventDefault()
    expect(event.defaultPrevented).toBe(true)
  })
})
