import type { Http } from '../ports.ts'
import { HTTP_ANSWER_BYTES_MAX, HTTP_TIMEOUT_MS } from './limits.ts'

/**
 * The one request outside the socket. Follows no redirect, so that the activation token goes to the
 * server that the link names and to no other. Rejects when there was no answer, or too much of one;
 * an answer that is not JSON has the body null.
 */
export const fetchHttp: Http = {
  postJson: async (url, body) => {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify(body),
      redirect: 'error',
      signal: AbortSignal.timeout(HTTP_TIMEOUT_MS),
    })
    return { status: response.status, body: parseOrNull(await boundedText(response)) }
  },
}

async function boundedText(response: Response): Promise<string> {
  const pieces: Uint8Array[] = []
  let length = 0
  for await (const piece of response.body ?? []) {
    length += piece.length
    if (length > HTTP_ANSWER_BYTES_MAX) throw new Error('the answer is longer than expected')
    pieces.push(piece)
  }
  return Buffer.concat(pieces).toString('utf8')
}

function parseOrNull(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
