import { z } from 'zod'
import { currencySchema, minor, minorSchema, ZERO } from '../../../src/contract/money.ts'
import { parseJson } from '../../../src/contract/parse.ts'
import type { BankOutcome, FileReading } from '../rail.ts'
import { OUTCOMES_MAX, REPORT_BYTES_MAX, TEXT_LENGTH_MAX } from './limits.ts'

const FORMAT = 'countermark forte report 1'

/** What became of one credit, as it was asked for and looked up. */
export interface ForteOutcome {
  readonly reference: string
  /** Forte's own id; empty when it took none in. */
  readonly transactionId: string
  readonly kind: 'refused' | 'accepted' | 'paid' | 'returned'
  /** `A01`, `U19`, `S01`, `R03`, as it came. */
  readonly code: string
  readonly text: string
  readonly amountMinor: number
  readonly currency: string
}

const reportSchema = z.strictObject({
  format: z.literal(FORMAT),
  outcomes: z
    .array(
      z.strictObject({
        reference: z.string().min(1).max(36),
        transactionId: z.string().max(60),
        kind: z.enum(['refused', 'accepted', 'paid', 'returned']),
        code: z.string().max(35),
        text: z.string().max(TEXT_LENGTH_MAX),
        amountMinor: minorSchema,
        currency: currencySchema,
      }),
    )
    .max(OUTCOMES_MAX),
})

/** The paper that answers of the API are written down on, to be taken in as files of banks are. */
export function writeForteReport(outcomes: readonly ForteOutcome[]): Uint8Array {
  return Buffer.from(`${JSON.stringify({ format: FORMAT, outcomes })}\n`, 'utf8')
}

export function looksLikeForteReport(bytes: Uint8Array): boolean {
  return Buffer.from(bytes.subarray(0, 60)).toString('latin1').startsWith(`{"format":"${FORMAT}"`)
}

/** Reads what {@link writeForteReport} wrote. Never throws. */
export function readForteReport(bytes: Uint8Array): FileReading {
  const text = bytes.length > REPORT_BYTES_MAX ? '' : new TextDecoder().decode(bytes)
  const report = parseJson(reportSchema, text)
  const nothing = { entries: 0, creditsMinor: ZERO, debitsMinor: ZERO, returns: 0, changes: 0 }
  if (!report.ok) {
    const message = 'this is no report of Forte as this server writes them'
    const problems = [{ rule: 'report-format', line: 1, message }]
    return { format: 'forte-report', problems, ...nothing, outcomes: [] }
  }
  const outcomes = report.value.outcomes.map(
    (one): BankOutcome => ({
      ...{ kind: one.kind, trace: one.reference, reference: one.reference, code: one.code },
      ...{ text: one.text, amountMinor: one.amountMinor, currency: one.currency, change: null },
      noticeKey: `forte ${one.reference} ${one.transactionId} ${one.kind} ${one.code}`,
      line: 1,
    }),
  )
  const sum = report.value.outcomes.reduce((total, one) => total + one.amountMinor, 0)
  return {
    ...{ format: 'forte-report', problems: [], ...nothing, entries: outcomes.length, outcomes },
    creditsMinor: Number.isSafeInteger(sum) ? minor(sum) : ZERO,
    returns: outcomes.filter(({ kind }) => kind === 'returned' || kind === 'refused').length,
  }
}
