import type { OperationRow } from './operation-rows.ts'
import type { AnsweredOperation } from './operation-types.ts'

/**
 * Final answers that could not be written yet. They are true all the same: what is read from the
 * journal is read together with them, so that a disk that errs never shows an older redemption as
 * the last one.
 */
export interface UnwrittenAnswers {
  /**
   * `originalRequestId`: what a void undoes, or a refund gives back a part of. The first answer to an
   * operation stands.
   */
  readonly add: (
    answered: AnsweredOperation,
    originalRequestId: string | null,
    isRefund: boolean,
  ) => void
  /** The row as it will be once everything is written. */
  readonly apply: (row: OperationRow) => OperationRow
  /** Ids of redemptions that were taken, all or the one of this reference; a JSON array's text. */
  readonly takenIds: (reference?: string) => string
}

interface Unwritten extends AnsweredOperation {
  readonly originalRequestId: string | null
  readonly isRefund: boolean
}

export function createUnwrittenAnswers(): UnwrittenAnswers {
  const answers = new Map<string, Unwritten>()
  const isVoided = (requestId: string) =>
    [...answers.values()].some(
      ({ originalRequestId, isRefund, reply }) =>
        originalRequestId === requestId && !isRefund && reply.ok,
    )
  return {
    add: (answered, originalRequestId, isRefund) => {
      if (answers.has(answered.requestId)) return
      answers.set(answered.requestId, { ...answered, originalRequestId, isRefund })
    },
    apply: (row) => {
      const unwritten = answers.get(row.request_id)
      const isWritten = row.final_at_ms !== null
      if (isWritten) answers.delete(row.request_id)
      const known = unwritten === undefined || isWritten ? row : withAnswer(row, unwritten)
      return isVoided(row.request_id) ? { ...known, state: 'voided' } : known
    },
    takenIds: (reference) => {
      const ids = [...answers.values()].flatMap(({ requestId, originalRequestId, reply }) => {
        if (originalRequestId !== null || !reply.ok) return []
        const { operationId } = reply.value
        return reference === undefined || reference === operationId ? [requestId] : []
      })
      return JSON.stringify(ids)
    },
  }
}

function withAnswer(row: OperationRow, { reply, standing, atMs }: Unwritten): OperationRow {
  const state = reply.ok ? standing : 'refused'
  return { ...row, state, answer: JSON.stringify(reply), final_at_ms: atMs }
}
