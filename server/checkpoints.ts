import type { ServerContext } from './context.ts'
import { CHECKPOINT_EVERY_MS, CHECKPOINT_GROUPS, CHECKPOINT_LOOK_EVERY_MS } from './limits.ts'
import { errorText } from './storage/errors.ts'
import { writeCheckpoint } from './storage/index.ts'

type Parts = Pick<ServerContext, 'database' | 'keys' | 'log' | 'nowMs'>

/**
 * Signs a checkpoint of the ledger whenever enough has come, after a while in any case, and at the
 * end. One that fails is tried again; nothing else waits for it.
 */
export function startCheckpoints(context: Parts): { readonly close: () => Promise<void> } {
  let [signedGroup, signedAtMs] = [0, context.nowMs()]
  let running: Promise<void> = Promise.resolve()
  let isClosing = false
  const write = async () => {
    const height = context.database.figures().chainHeight
    try {
      signedGroup = (await signCheckpoint(context, () => !isClosing)) ?? height
      signedAtMs = context.nowMs()
    } catch (error) {
      context.log.warn(`no checkpoint could be signed: ${errorText(error)}`)
    }
  }
  const look = () => {
    const since = context.database.figures().chainHeight - signedGroup
    const isLong = context.nowMs() - signedAtMs >= CHECKPOINT_EVERY_MS
    if (since >= CHECKPOINT_GROUPS || isLong) running = running.then(write)
  }
  const timer = setInterval(look, CHECKPOINT_LOOK_EVERY_MS)
  timer.unref()
  return {
    close: async () => {
      clearInterval(timer)
      isClosing = true
      await running
      if (context.database.trouble() === null) await write()
    },
  }
}

/**
 * Signs a checkpoint now. Gives the last commit group that it covers; undefined when nothing is new.
 * It rests in between while it may.
 */
export function signCheckpoint(
  { database, keys, nowMs }: Pick<Parts, 'database' | 'keys' | 'nowMs'>,
  mayRest?: () => boolean,
): Promise<number | undefined> {
  const sign = (text: string) => Buffer.from(keys.checkpoints.sign(text), 'base64url')
  return writeCheckpoint(database, { sign, nowMs, ...(mayRest && { mayRest }) })
}
