import { type BrowserWindow, ipcMain, type WebFrameMain } from 'electron'
import { z } from 'zod'
import { parseUnknown } from '../../contract/parse.ts'
import { failed, type Reply } from '../../contract/refusals.ts'
import type { ScreenEvent } from '../../contract/screen/commands.ts'
import {
  SCREEN_CHANNEL,
  SCREEN_COMMANDS,
  SCREEN_EVENT_CHANNEL,
} from '../../contract/screen/names.ts'
import type { StationScreen } from '../station/index.ts'
import { isAppUrl } from './app-protocol.ts'

const requestSchema = z.strictObject({ name: z.enum(SCREEN_COMMANDS), params: z.unknown() })

/** The only ipc handler there is: the sender is checked, then the form, then the core's table. */
export function serveScreen(screen: StationScreen): void {
  ipcMain.handle(SCREEN_CHANNEL, (event, input: unknown) =>
    isOwnPage(event.senderFrame, event.sender.mainFrame)
      ? answer(screen, input)
      : failed('NOT_PERMITTED', 'Only the screen itself may ask the station.'),
  )
}

/** Sends the present state whenever a page has loaded, and every event from then on. */
export function sendEvents(window: BrowserWindow, screen: StationScreen): void {
  const contents = window.webContents
  let stop = () => {}
  const send = (event: ScreenEvent) => {
    if (!contents.isDestroyed()) contents.send(SCREEN_EVENT_CHANNEL, event)
  }
  contents.on('dom-ready', () => {
    stop()
    stop = screen.listen(send)
  })
  window.on('closed', () => stop())
}

/** A frame that is gone has no address, and a frame inside the page is not the page. */
function isOwnPage(frame: WebFrameMain | null, main: WebFrameMain): boolean {
  return frame !== null && frame === main && isAppUrl(frame.url)
}

async function answer(screen: StationScreen, input: unknown): Promise<Reply<unknown>> {
  const request = parseUnknown(requestSchema, input)
  if (!request.ok) {
    return failed('REQUEST_MALFORMED', `${request.problem.path}: ${request.problem.message}`)
  }
  try {
    return await screen.call(request.value.name, request.value.params)
  } catch {
    return failed('INTERNAL')
  }
}
