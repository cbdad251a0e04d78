import { z } from 'zod'
import { EXPORT_PATH } from '../../../../../src/contract/admin/production.ts'
import { parseJson } from '../../../../../src/contract/parse.ts'
import { failed, type Reply, success } from '../../../../../src/contract/refusals.ts'
import { adminReplySchema } from '../../../../../src/contract/reply-schemas.ts'

/** The encrypted file of a batch, as it came. */
export interface BatchFile {
  readonly name: string
  readonly content: Blob
}

/** Fetches the file; `reason` is needed from the second time on. */
export async function fetchFile(batchId: string, reason: string | null): Promise<Reply<BatchFile>> {
  try {
    const response = await fetch(EXPORT_PATH.replace('{batchId}', encodeURIComponent(batchId)), {
      method: 'POST',
      credentials: 'same-origin',
      headers: { 'content-type': 'application/json', 'x-countermark-admin': '1' },
      body: JSON.stringify({ reason }),
    })
    if (!response.ok) return readRefusal(await response.text())
    return success({ name: nameOf(response), content: await response.blob() })
  } catch {
    // Half a file cannot be opened by its printer, so that nothing is lost but this download.
    return failed('NOT_CONNECTED')
  }
}

function readRefusal(text: string): Reply<never> {
  const parsed = parseJson(adminReplySchema(z.never()), text)
  return parsed.ok ? parsed.value : failed('INTERNAL')
}

function nameOf(response: Response): string {
  const said = response.headers.get('content-disposition') ?? ''
  return /filename="([^"]+)"/.exec(said)?.[1] ?? 'batch.csv.age'
}
