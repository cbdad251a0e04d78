import { ADMIN_EVENTS_PATH } from '../../../../src/contract/admin/table.ts'
import { type OperationLine, operationLineSchema } from '../../../../src/contract/admin/views.ts'
import { parseJson } from '../../../../src/contract/parse.ts'
import { createEventStreamParser, type StreamEvent } from './event-stream.ts'
import { RECONNECT_FIRST_MS, RECONNECT_MAX_MS } from './limits.ts'

/** Whether news arrives as it happens, or the page waits to listen again. */
export type LiveState = 'connecting' | 'live' | 'waiting'

export interface LiveOptions {
  readonly baseUrl: string
  readonly fetch: typeof fetch
  readonly onState: (state: LiveState) => void
  readonly onOperation: (operation: OperationLine) => void
  /** A station came or went, or an activation changed. */
  readonly onDevices: () => void
  readonly onSignedOut: () => void
}

/**
 * Listens to the server's events until the returned function is called; after a break it listens
 * again by itself, waiting longer each time. Read with fetch, because the browser's own EventSource
 * gives up for good on an error answer and does not say that the session is over.
 */
export function listenLive(options: LiveOptions): () => void {
  const stop = new AbortController()
  void keepListening(options, stop.signal)
  return () => stop.abort()
}

async function keepListening(options: LiveOptions, signal: AbortSignal): Promise<void> {
  let waitMs = RECONNECT_FIRST_MS
  while (!signal.aborted) {
    options.onState('connecting')
    const end = await listenOnce(options, signal)
    if (signal.aborted) return
    if (end === 'signed-out') {
      options.onSignedOut()
      return
    }
    options.onState('waiting')
    waitMs = end === 'was-live' ? RECONNECT_FIRST_MS : Math.min(waitMs * 2, RECONNECT_MAX_MS)
    await pause(waitMs, signal)
  }
}

type End = 'was-live' | 'no-stream' | 'signed-out'

async function listenOnce(options: LiveOptions, signal: AbortSignal): Promise<End> {
  let live = false
  try {
    const response = await options.fetch(`${options.baseUrl}${ADMIN_EVENTS_PATH}`, {
      headers: { accept: 'text/event-stream' },
      credentials: 'same-origin',
      signal,
    })
    if (response.status === 401) return 'signed-out'
    if (!response.ok || !response.body) return 'no-stream'
    live = true
    options.onState('live')
    await readAll(response.body, (event) => dispatch(options, event))
  } catch {
    // A broken connection is the expected end of a stream; the caller listens again.
  }
  return live ? 'was-live' : 'no-stream'
}

async function readAll(
  body: ReadableStream<Uint8Array>,
  onEvent: (event: StreamEvent) => void,
): Promise<void> {
  const reader = body.getReader()
  const decoder = new TextDecoder()
  const parser = createEventStreamParser()
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return
    for (const event of parser.push(decoder.decode(value, { stream: true }))) onEvent(event)
  }
}

function dispatch(options: LiveOptions, event: StreamEvent): void {
  if (event.name === 'devices') options.onDevices()
  if (event.name !== 'operation') return
  const operation = parseJson(operationLineSchema, event.data)
  if (operation.ok) options.onOperation(operation.value)
}

function pause(waitMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, waitMs)
    signal.addEventListener('abort', done)
  })
}
