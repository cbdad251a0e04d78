import { parseUnknown } from '../../contract/parse.ts'
import type { ScreenBridge } from '../../contract/screen/bridge.ts'
import type { ScreenEvent } from '../../contract/screen/commands.ts'
import { screenEventSchema } from '../../contract/screen/commands.ts'
import type { StationLink } from './link.ts'
import { openSocketLink } from './socket-link.ts'

/** The way to the station: the shell's bridge where there is one, else the kiosk's socket. */
export function openLink(): StationLink {
  return window.countermark ? fromShell(window.countermark) : openSocketLink(window.location)
}

/** The shell runs the core in its own process: when that ends, so does this window. */
function fromShell(bridge: ScreenBridge): StationLink {
  return {
    commands: bridge.commands,
    listen: (listener) => bridge.listen((event) => passParsed(event, listener)),
    watchReachable: (listener) => {
      listener(true)
      return () => undefined
    },
  }
}

function passParsed(event: unknown, listener: (event: ScreenEvent) => void): void {
  const parsed = parseUnknown(screenEventSchema, event)
  if (parsed.ok) listener(parsed.value)
}
