import type { z } from 'zod'
import { parseUnknown } from '../../contract/parse.ts'
import { failed, type Reply } from '../../contract/refusals.ts'
import { SCREEN, type ScreenResult } from '../../contract/screen/commands.ts'
import { SCREEN_COMMANDS, type ScreenCommand } from '../../contract/screen/names.ts'

type Input<Name extends ScreenCommand> = z.output<(typeof SCREEN)[Name]['params']>

/** One function a command; the params are checked before it is called. */
export type ScreenHandlers = {
  readonly [Name in ScreenCommand]: (
    params: Input<Name>,
  ) => Reply<ScreenResult<Name>> | Promise<Reply<ScreenResult<Name>>>
}

/**
 * Answers one call from a screen. Whatever the screen sent is checked against the table; nothing is
 * thrown, and a mistake of ours is INTERNAL (told to `onMistake`) rather than a hung button.
 */
export async function answerCall(
  handlers: ScreenHandlers,
  name: string,
  params: unknown,
  onMistake: (error: unknown) => void,
): Promise<Reply<unknown>> {
  const command = SCREEN_COMMANDS.find((known) => known === name)
  if (command === undefined) return failed('REQUEST_MALFORMED', 'There is no such command.')
  const parsed = parseUnknown(SCREEN[command].params, params)
  if (!parsed.ok) {
    const { path, message } = parsed.problem
    return failed('REQUEST_MALFORMED', `${path === '' ? 'params' : path}: ${message}`)
  }
  try {
    // The table joins name, params and handler; the compiler does not follow it through the union.
    const handler = handlers[command] as (
      checked: unknown,
    ) => Reply<unknown> | Promise<Reply<unknown>>
    return await handler(parsed.value)
  } catch (error) {
    onMistake(error)
    return failed('INTERNAL')
  }
}
