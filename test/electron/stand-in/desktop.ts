import type { EventEmitter } from 'node:events'
import { readFileSync } from 'node:fs'
import { registered } from './session.ts'
import { checkOptions, refuse, strictEmitter } from './strict.ts'
import { optionTypes } from './typings.ts'

/** A line of a menu, as the app made it. */
export interface MenuItem {
  readonly label?: string
  readonly type?: string
  readonly checked?: boolean
  readonly click?: (item: { checked: boolean }) => void
}

const MENU_ITEM = optionTypes('MenuItemConstructorOptions')

export const Menu = {
  setApplicationMenu: (menu: null) => {
    if (menu !== null) refuse('a menu has accelerators; the app has none')
  },
  buildFromTemplate: (items: readonly MenuItem[]) => {
    for (const item of items) checkOptions('MenuItem', item, MENU_ITEM)
    return { items }
  },
}

interface Image {
  readonly isEmpty: () => boolean
}

/** An image that cannot be read is empty in Electron, and its tray cannot be seen. */
export const nativeImage = {
  createFromPath: (path: string): Image => {
    const isPng = readFileSync(path).subarray(1, 4).toString('latin1') === 'PNG'
    return { isEmpty: () => !isPng }
  },
}

interface StandInTray extends EventEmitter {
  readonly setToolTip: (text: string) => void
  readonly setContextMenu: (menu: { readonly items: readonly MenuItem[] }) => void
  /** For the test: what a person would see on a right click. */
  readonly items: () => readonly MenuItem[]
}

export const trays: StandInTray[] = []

/** Called with `new`, so it is a function that has a prototype. */
export function Tray(image: Image): StandInTray {
  if (!registered.ready) refuse('Cannot create Tray before app is ready')
  if (image.isEmpty()) refuse('a tray with an empty image')
  let items: readonly MenuItem[] = []
  const tray = Object.assign(strictEmitter('Tray'), {
    setToolTip: () => {},
    setContextMenu: (menu: { readonly items: readonly MenuItem[] }) => {
      items = menu.items
    },
    items: () => items,
  })
  trays.push(tray)
  return tray
}

export const shortcuts = new Map<string, () => void>()

/** Modifiers and one key, as Electron documents accelerators. */
const ACCELERATOR =
  /^((Command|Cmd|Control|Ctrl|CommandOrControl|CmdOrCtrl|Alt|Option|AltGr|Shift|Super|Meta)\+)*([A-Z0-9]|F([1-9]|1\d|2[0-4])|Space|Tab|Escape|Home|End|Insert|Delete)$/

export const globalShortcut = {
  register: (key: string, callback: () => void): boolean => {
    if (!registered.ready) refuse('globalShortcut cannot be used before the app is ready')
    if (!ACCELERATOR.test(key)) refuse(`conversion failure from ${key}`)
    if (key === process.env['STAND_IN_TAKEN_KEY']) return false
    shortcuts.set(key, callback)
    return true
  },
  unregisterAll: () => shortcuts.clear(),
}

export function pressShortcut(key: string): void {
  const callback = shortcuts.get(key) ?? refuse(`nobody listens to ${key}`)
  callback()
}

/** One display of 1366 by 768 with a task bar. */
export const screen = {
  getCursorScreenPoint: () => ({ x: 10, y: 10 }),
  getDisplayNearestPoint: () => ({ workArea: { x: 0, y: 0, width: 1366, height: 728 } }),
}
