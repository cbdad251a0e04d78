import { useEffect, useState } from 'react'
import type { ScreenParams, ScreenResult } from '../../contract/screen/commands.ts'
import type { ScreenCommand } from '../../contract/screen/names.ts'
import { useScreen } from '../screen/context.ts'

/**
 * What a reading command answers, asked again whenever `again` is another one. Undefined until it
 * came and when it was not to be had: the strip below says why.
 */
export function useReply<Name extends ScreenCommand>(
  name: Name,
  params: ScreenParams<Name>,
  again: string,
): ScreenResult<Name> | undefined {
  const { run } = useScreen()
  const [result, setResult] = useState<ScreenResult<Name> | undefined>(undefined)
  const asked = JSON.stringify(params)
  // biome-ignore lint/correctness/useExhaustiveDependencies: params by their text; another `again` means anew.
  useEffect(() => {
    let isWanted = true
    void run(name, params).then((reply) => {
      if (isWanted && reply?.ok) setResult(() => reply.value)
    })
    return () => {
      isWanted = false
    }
  }, [run, name, asked, again])
  return result
}
