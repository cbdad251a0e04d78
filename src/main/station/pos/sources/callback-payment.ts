import { createHash } from 'node:crypto'
import { z } from 'zod'
import { currencySchema, decimalText, requestedMinorSchema } from '../../../../contract/money.ts'
import { maskNumbers, maskReference } from '../../masking.ts'
import type { CapturedPaper, SourceMemory } from '../../ports.ts'
import { CALLBACK_IDS_MAX, CALLBACK_ROWS_MAX } from './limits.ts'

const short = z.string().trim().min(1).max(60)

/** What a program of the shop tells: one gift card tender of one sale. */
export const callbackPaymentSchema = z.strictObject({
  /** The caller's own id of this tender; said again with the same content it changes nothing. */
  id: z
    .string()
    .regex(/^[A-Za-z0-9._:/+-]{1,100}$/, 'an id has 1 to 100 letters, digits or . _ : / + -'),
  /** `void` takes the whole sale back, `refund` gives a part or all of the tender back. */
  kind: z.enum(['payment', 'void', 'refund']).default('payment'),
  /** In minor units: 12.50 is 1250. */
  amountMinor: requestedMinorSchema.refine((amount) => amount > 0, 'an amount is above zero'),
  currency: currencySchema,
  label: short.default('Gift card'),
  till: short.nullable().default(null),
  receiptNumber: short.nullable().default(null),
  clerk: short.nullable().default(null),
  isTraining: z.boolean().default(false),
  /** The receipt as it is printed, for people to look at. */
  rows: z.array(z.string().max(140)).max(CALLBACK_ROWS_MAX).default([]),
})
export type CallbackPayment = z.output<typeof callbackPaymentSchema>

/** The paper of a payment that was told. Card numbers in its texts are masked. */
export function paperOfCallback(
  payment: CallbackPayment,
  source: string,
  endedAtMs: number,
): CapturedPaper {
  const { id, amountMinor, currency, clerk, till, receiptNumber, isTraining } = payment
  const label = maskNumbers(payment.label)
  const own = `${label}  ${decimalText(amountMinor, currency)}`
  const rows = payment.rows.length === 0 ? [own] : payment.rows.map((row) => maskNumbers(row))
  const kind = isTraining ? 'training' : payment.kind
  return {
    ...{ source, endedAtMs, rows, till, clerk, totalMinor: null },
    receiptNumber: receiptNumber && maskReference(receiptNumber),
    printedDate: null,
    kind: isTraining ? 'training' : payment.kind === 'void' ? 'void' : 'sale',
    externalId: `callback:${id}`,
    tenders: [
      {
        ...{ label, amountMinor, currency, kind, row: rows.length - 1, rows: [rows.length - 1] },
        ...{ sign: payment.kind === 'payment' ? 'plus' : 'minus', confidence: 1, reasons: [] },
      },
    ],
  }
}

/** Which ids were told before, and with what; outlasts a restart. */
export function createToldIds(memory: SourceMemory, nowMs: () => number) {
  const nameOf = (id: string) => `told:${id}`
  /** Oldest first; put in order once, for there are thousands. */
  let told: string[] | null = null
  const readTold = () => {
    const names = memory.names().filter((name) => name.startsWith('told:'))
    const aged = names.map((name) => ({ name, atMs: atOf(memory.read(name)) }))
    return aged.sort((one, other) => one.atMs - other.atMs).map(({ name }) => name)
  }
  const check = (payment: CallbackPayment): 'new' | 'same' | 'other' => {
    const kept = memory.read(nameOf(payment.id))
    if (kept === undefined) return 'new'
    return kept.endsWith(` ${contentOf(payment)}`) ? 'same' : 'other'
  }
  return {
    /** `new`, told before with the same content, or with another. */
    check,
    /** False while it cannot be written: then neither is the payment, which was told before it. */
    keep: (payment: CallbackPayment): boolean => {
      told ??= readTold()
      memory.write(nameOf(payment.id), `${nowMs()} ${contentOf(payment)}`)
      if (check(payment) !== 'same') return false
      told.push(nameOf(payment.id))
      for (const name of told.splice(0, told.length - CALLBACK_IDS_MAX)) memory.forget(name)
      return true
    },
  }
}

function atOf(kept: string | undefined): number {
  return Number(kept?.split(' ')[0] ?? 0)
}

function contentOf(payment: CallbackPayment): string {
  return createHash('sha256').update(JSON.stringify(payment)).digest('base64url')
}
