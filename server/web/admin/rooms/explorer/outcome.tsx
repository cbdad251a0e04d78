import { useState } from 'react'
import { z } from 'zod'
import { Badge } from '../../show/badges.tsx'
import { JsonText } from '../../show/json-text.tsx'
import { Panel } from '../../show/panel.tsx'
import { useWords } from '../../words/words.tsx'
import type { Call } from './asked.ts'

/** What came back, and what the log has of it. */
export interface Sent {
  /** Null when no answer came. */
  readonly status: number | null
  readonly tookMs: number
  readonly answer: unknown
  readonly logged: unknown
}

/** Sends calls with a key that is kept nowhere; after each the log is asked what it has of it. */
export function useSend() {
  const [sent, setSent] = useState<Sent>()
  const [busy, setBusy] = useState(false)
  const send = async (call: Call, apiKey: string) => {
    setBusy(true)
    const beganMs = performance.now()
    const reply = await ask(call, apiKey)
    const tookMs = Math.round(performance.now() - beganMs)
    setSent({ ...reply, tookMs, logged: await entryOf(call, apiKey) })
    setBusy(false)
  }
  return { send, sent, busy }
}

export function Outcome({ sent }: { sent: Sent }) {
  const { t } = useWords()
  const { status, tookMs, answer, logged } = sent
  const isDone = status === 200
  return (
    <Panel
      title={t('explorer.answer')}
      action={
        <Badge tone={isDone ? 'moved' : 'refused'}>
          {status === null
            ? t('explorer.noAnswer')
            : t('explorer.status', { status, count: tookMs })}
        </Badge>
      }
    >
      <div role="status">
        <JsonText label={t('explorer.answer')} value={answer} />
      </div>
      {logged !== null && <JsonText label={t('explorer.logged')} value={logged} />}
    </Panel>
  )
}

async function ask(
  { method, address, body }: Pick<Call, 'method' | 'address' | 'body'>,
  apiKey: string,
): Promise<Pick<Sent, 'status' | 'answer'>> {
  try {
    const response = await fetch(address, {
      method,
      // The key alone says who asks: whoever is signed in here has nothing to do with it.
      credentials: 'omit',
      headers: {
        authorization: `Bearer ${apiKey}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body }),
    })
    return { status: response.status, answer: await response.json() }
  } catch {
    return { status: null, answer: null }
  }
}

const logSchema = z.object({ value: z.object({ entries: z.array(z.unknown()) }) })

/** The newest entry of the log, of this request where it had an id; null when there is none. */
async function entryOf({ requestId }: Call, apiKey: string): Promise<unknown> {
  const query = requestId === undefined ? '' : `?${new URLSearchParams({ requestId })}`
  const { answer } = await ask(
    { method: 'GET', address: `/v1/request-log${query}`, body: undefined },
    apiKey,
  )
  const parsed = logSchema.safeParse(answer)
  return parsed.success ? (parsed.data.value.entries[0] ?? null) : null
}
