import type { Reply } from '../../../contract/refusals.ts'
import type { ScreenEvent } from '../../../contract/screen/commands.ts'
import type { ScreenCommand } from '../../../contract/screen/names.ts'

/** The core's side of the screen, as a host passes it on: it parses and answers everything. */
export interface HostedScreen {
  /** Params are checked by the core against the screen's table; never rejects. */
  readonly call: (name: ScreenCommand, params: unknown) => Promise<Reply<unknown>>
  /** Calls back with the present state at once and every event after it. Returns how to stop. */
  readonly listen: (listener: (event: ScreenEvent) => void) => () => void
}
