import type { Logger } from 'pino'
import { ANSWER_BYTES_MAX, ANSWER_TIMEOUT_MS } from '../limits.ts'

/** What became of a call: an answer, or none and whether it may have arrived all the same. */
export type Asked =
  | { readonly is: 'answered'; readonly status: number; readonly text: string }
  | { readonly is: 'not-sent' }
  | { readonly is: 'unknown' }

export interface Question {
  readonly url: string
  readonly method: 'GET' | 'POST'
  readonly headers: Readonly<Record<string, string>>
  readonly body?: Uint8Array<ArrayBuffer> | string
}

/** Asks once. What is not surely left unsent is `unknown`; so are answers of a server in trouble. */
export async function ask(log: Logger, { url, ...request }: Question): Promise<Asked> {
  try {
    const response = await fetch(url, {
      ...request,
      redirect: 'error',
      signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS),
    })
    const text = await readBounded(response)
    if (text === undefined || response.status >= 500) return { is: 'unknown' }
    return { is: 'answered', status: response.status, text }
  } catch (error) {
    log.debug({ err: error }, 'an API of a bank did not answer')
    return { is: isUnsent(error) ? 'not-sent' : 'unknown' }
  }
}

/** There was nobody to send it to. */
function isUnsent(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
  return ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH'].includes(code)
}

async function readBounded(response: Response): Promise<string | undefined> {
  const pieces: Uint8Array[] = []
  let size = 0
  for await (const piece of response.body ?? []) {
    size += piece.length
    if (size > ANSWER_BYTES_MAX) return undefined
    pieces.push(piece)
  }
  return Buffer.concat(pieces).toString('utf8')
}
