import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import type { Shell } from '../electron/shell.ts'

const WAIT = { timeout: 20_000 }

/** The POS takes the screen: the clerk's window loses the keyboard. */
export function coverByPos(shell: Shell): Promise<void> {
  return shell.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.blur(), null)
}

/** What the windows show, the clerk's first. */
function windows(shell: Shell) {
  return shell.evaluate(
    ({ BrowserWindow }) =>
      BrowserWindow.getAllWindows().map((window) => ({
        isVisible: window.isVisible(),
        isFocused: window.isFocused(),
        bounds: window.getBounds(),
      })),
    null,
  )
}

/** A payment heard while the POS has the screen: a card over it that a press leads from. */
export async function expectCardOverPos(shell: Shell, amount: string): Promise<void> {
  await expect
    .poll(() => windows(shell), WAIT)
    .toEqual([
      expect.objectContaining({ isFocused: false }),
      { isVisible: true, isFocused: false, bounds: { x: 970, y: 562, width: 380, height: 150 } },
    ])
  const pages = () => shell.page.context().pages()
  const isCard = (url: string) => url.endsWith('/heard.html?key=Control%2BAlt%2BG')
  await expect.poll(() => pages().some((page) => isCard(page.url())), WAIT).toBe(true)
  const card = pages().find((page) => isCard(page.url()))
  await card?.getByText(amount).waitFor(WAIT)
  const pictures = process.env['COUNTERMARK_TEST_PICTURES']
  if (pictures) {
    await card?.setViewportSize({ width: 380, height: 150 })
    await card?.screenshot({ path: join(pictures, 'heard-card.png') })
  }
  await card?.getByText('Press here or Control+Alt+G').waitFor(WAIT)
  await shell.evaluate(({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[1]?.webContents as unknown as {
      emit: (name: string, ...args: unknown[]) => boolean
    }
    contents.emit('before-mouse-event', {}, { type: 'mouseDown' })
  }, null)
  expect(await windows(shell)).toEqual([
    expect.objectContaining({ isVisible: true, isFocused: true }),
    expect.objectContaining({ isVisible: false }),
  ])
}

/** Closing the window ends nothing; the key, the tray and a second start bring it back. */
export async function expectWaysBack(shell: Shell, profile: string): Promise<void> {
  const close = () =>
    shell.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close(), null)
  const isForward = async () => (await windows(shell))[0]
  const ways = [
    () => shell.evaluate(({ inspection }) => inspection.pressShortcut('Control+Alt+G'), null),
    () => shell.evaluate(({ app }) => void app.emit('second-instance'), null),
    () => pressInTray(shell, 'Show the station'),
  ]
  for (const way of ways) {
    await close()
    expect(await isForward()).toMatchObject({ isVisible: false, isFocused: false })
    await way()
    expect(await isForward()).toMatchObject({ isVisible: true, isFocused: true })
  }
  const file = join(profile, 'app-data/autostart/countermark-station.desktop')
  expect(existsSync(file)).toBe(false)
  await pressInTray(shell, 'Start with this PC')
  expect(readFileSync(file, 'utf8')).toMatch(/^Exec="[^"]+" "[^"]+"$/m)
  await pressInTray(shell, 'Start with this PC')
  expect(existsSync(file)).toBe(false)
}

/** Presses a line of the tray's menu; a line with a mark changes it, as the system does. */
function pressInTray(shell: Shell, label: string): Promise<void> {
  return shell.evaluate(({ inspection }, wanted) => {
    const items = inspection.trays.flatMap((tray) => tray.items())
    const item = items.find((line) => line.label === wanted)
    if (item?.click === undefined) throw new Error(`the tray has no line '${wanted}'`)
    item.click({ checked: item.checked !== true })
  }, label)
}
