import { useEffect, useEffectEvent, useState } from 'react'
import type { ScreenParams, ScreenResult } from '../../contract/screen/commands.ts'
import type { ScreenCommand } from '../../contract/screen/names.ts'
import { useScreen } from '../screen/context.ts'

/** What a question of the screen answers now: asked when shown, and again whenever the station changed. */
export function useLive<Name extends ScreenCommand>(
  name: Name,
  params: ScreenParams<Name>,
): { readonly value: ScreenResult<Name> | undefined; readonly ask: () => void } {
  const { run, state } = useScreen()
  const [value, setValue] = useState<ScreenResult<Name> | undefined>(undefined)
  const ask = useEffectEvent(() => {
    void run(name, params).then((reply) => {
      if (reply?.ok) setValue(reply.value)
    })
  })
  // biome-ignore lint/correctness/useExhaustiveDependencies: another state may mean another answer.
  useEffect(() => ask(), [state.revision, JSON.stringify(params)])
  return { value, ask: () => ask() }
}
