import { app, type BrowserWindow } from 'electron'
import type { Language } from '../../contract/screen/state.ts'
import type { StationScreen } from '../station/index.ts'
import type { Log } from '../station/ports.ts'
import { autoStart } from './auto-start.ts'
import { takeForwardKey } from './forward-key.ts'
import { showHeardPayments } from './heard-card.ts'
import { openTray } from './tray.ts'
import { type PageSettings, showWindow } from './window.ts'

/** Every way to the clerk's window while the POS has the screen: key, tray, card, second start. */
export function stayInReach(options: {
  readonly window: BrowserWindow
  readonly screen: StationScreen
  readonly key: string
  readonly page: PageSettings & { readonly log: Log }
}): void {
  const { window, screen, page } = options
  const { log } = page
  const onForward = () => showWindow(window)
  app.on('second-instance', onForward)
  const forwardKey = takeForwardKey({ key: options.key, onForward, log })
  const tray = openTray({ onShow: onForward, autoStart: autoStart(), log })
  const forgetLanguage = followLanguage(screen, tray.setLanguage)
  const forgetCard = showHeardPayments({ ...page, screen, main: window, onForward, forwardKey })
  app.on('will-quit', () => {
    forgetLanguage()
    forgetCard()
  })
}

function followLanguage(
  screen: StationScreen,
  onLanguage: (language: Language) => void,
): () => void {
  let last: Language | undefined
  return screen.listen((event) => {
    if (event.type !== 'state') return
    const { language } = event.state
    if (language === null || language === last) return
    last = language
    onLanguage(language)
  })
}
