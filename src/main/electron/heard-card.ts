import { BrowserWindow, screen as displays } from 'electron'
import type { ScreenEvent } from '../../contract/screen/commands.ts'
import type { StationScreen } from '../station/index.ts'
import type { Log } from '../station/ports.ts'
import { APP_ORIGIN } from './app-protocol.ts'
import { sendEvents } from './screen-ipc.ts'
import { type PageSettings, pagePreferences } from './window.ts'

const CARD = { width: 380, height: 150, margin: 16 }
/** Long enough to be read on the way back from the till, short enough not to cover it for long. */
const SHOWN_MS = 12_000

interface HeardCardOptions extends PageSettings {
  readonly screen: StationScreen
  readonly main: BrowserWindow
  /** Brings the clerk's window to the front. */
  readonly onForward: () => void
  /** The key that does the same, as it is written on the card; null when it could not be had. */
  readonly forwardKey: string | null
  readonly log: Log
}

/**
 * A small card over everything when a payment is heard while the POS has the screen. It never takes
 * the focus from the POS; a press on it brings the station forward. It goes by itself, when the
 * station comes forward, and when nothing waits any more. Returns how to stop.
 */
export function showHeardPayments(options: HeardCardOptions): () => void {
  const { main, screen } = options
  let card: BrowserWindow | undefined
  let timer: NodeJS.Timeout | undefined
  const hide = () => {
    clearTimeout(timer)
    card?.hide()
  }
  const forward = () => {
    hide()
    options.onForward()
  }
  const show = () => {
    card ??= openCard(options, forward)
    card.setBounds(place())
    card.showInactive()
    clearTimeout(timer)
    timer = setTimeout(hide, SHOWN_MS)
  }
  main.on('focus', hide)
  const forget = screen.listen((event: ScreenEvent) => {
    if (event.type === 'state' && event.state.waiting.length === 0) hide()
    if (event.type === 'sound' && event.sound === 'payment' && !main.isFocused()) show()
  })
  return () => {
    forget()
    hide()
  }
}

function openCard(options: HeardCardOptions, onPress: () => void): BrowserWindow {
  const card = new BrowserWindow({
    title: 'Countermark',
    width: CARD.width,
    height: CARD.height,
    show: false,
    frame: false,
    resizable: false,
    minimizable: false,
    maximizable: false,
    fullscreenable: false,
    skipTaskbar: true,
    focusable: false,
    alwaysOnTop: true,
    webPreferences: pagePreferences(options),
  })
  // Above a POS that fills the screen.
  card.setAlwaysOnTop(true, 'screen-saver')
  card.webContents.on('before-mouse-event', (_event, mouse) => {
    if (mouse.type === 'mouseDown') onPress()
  })
  sendEvents(card, options.screen)
  const key = options.forwardKey === null ? '' : `?key=${encodeURIComponent(options.forwardKey)}`
  card.loadURL(`${APP_ORIGIN}/heard.html${key}`).catch((error: unknown) => {
    options.log.warn('screen-not-loaded', { why: String(error) })
  })
  return card
}

/** The lower right corner of the display that is worked at. */
function place(): { x: number; y: number; width: number; height: number } {
  const { workArea } = displays.getDisplayNearestPoint(displays.getCursorScreenPoint())
  const { width, height, margin } = CARD
  return {
    x: workArea.x + workArea.width - width - margin,
    y: workArea.y + workArea.height - height - margin,
    width,
    height,
  }
}
