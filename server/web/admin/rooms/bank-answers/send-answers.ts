import {
  BANK_ANSWERS_PATH,
  type TakenFile,
  takenFileSchema,
} from '../../../../../src/contract/admin/bank-outcomes.ts'
import { parseJson } from '../../../../../src/contract/parse.ts'
import { failed, type Reply } from '../../../../../src/contract/refusals.ts'
import { adminReplySchema } from '../../../../../src/contract/reply-schemas.ts'

/** Puts in what a bank sent, as it is. */
export async function sendAnswers(file: File): Promise<Reply<TakenFile>> {
  try {
    const query = new URLSearchParams({ name: file.name.slice(0, 200) })
    const response = await fetch(`${BANK_ANSWERS_PATH}?${query}`, {
      method: 'POST',
      credentials: 'same-origin',
      headers: { 'content-type': 'application/octet-stream', 'x-countermark-admin': '1' },
      body: file,
    })
    const parsed = parseJson(adminReplySchema(takenFileSchema), await response.text())
    return parsed.ok ? (parsed.value as Reply<TakenFile>) : failed('INTERNAL')
  } catch {
    return failed('NOT_CONNECTED')
  }
}
