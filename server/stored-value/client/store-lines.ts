import { z } from 'zod'
import { parseJson } from '../../../src/contract/parse.ts'
import { OPERATIONS, type OperationName } from './operations.ts'
import type { KeptRequest } from './request-store.ts'

const OPERATION_NAMES = Object.keys(OPERATIONS) as [OperationName, ...OperationName[]]

const lineSchema = z.union([
  z.strictObject({
    requestId: z.string(),
    operation: z.enum(OPERATION_NAMES),
    phase: z.enum(['sent', 'voiding', 'voided']),
    ifUnknown: z.enum(['retry', 'void']),
    sealedBody: z.string().nullable(),
  }),
  z.strictObject({ forgotten: z.string() }),
])

/** The line that keeps a request, or keeps it in another phase. */
export function lineOfKept(request: KeptRequest): string {
  return `${JSON.stringify(request)}\n`
}

/** The line after which a request is not kept any more. */
export function lineOfForgotten(requestId: string): string {
  return `${JSON.stringify({ forgotten: requestId })}\n`
}

/**
 * What is kept after all lines. Throws, with the place, when a line but the last cannot be read.
 */
export function readLines(text: string, path: string): Map<string, KeptRequest> {
  const kept = new Map<string, KeptRequest>()
  const lines = text.split('\n')
  for (const [index, line] of lines.entries()) {
    const parsed = parseJson(lineSchema, line)
    if (!parsed.ok) {
      const isRest = lines.slice(index + 1).every((later) => later === '')
      if (isRest) break
      throw new Error(`${path}: line ${index + 1} cannot be read. Put the file back from a copy.`)
    }
    enter(kept, parsed.value)
  }
  return kept
}

function enter(kept: Map<string, KeptRequest>, line: z.output<typeof lineSchema>): void {
  const requestId = 'forgotten' in line ? line.forgotten : line.requestId
  kept.delete(requestId)
  if (!('forgotten' in line)) kept.set(requestId, line)
}
