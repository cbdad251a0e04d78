import type { VelocityRule } from '../../src/contract/admin/guards.ts'
import { VELOCITY_WAIT_STEP_MS } from './limits.ts'

/** Value that moved. */
export interface Moved {
  readonly amount: number
  /** Server time in ms since 1970 UTC. */
  readonly atMs: number
}

/**
 * Whether a rule lets this much more move beside what moved within its span, and otherwise when it
 * will, as the oldest of that falls out of the span: undefined when it never does. In whole steps, as
 * nobody need know to the moment when a card was used elsewhere.
 */
export function judgeBy(
  rule: VelocityRule,
  before: readonly Moved[],
  amountMinor: number,
  nowMs: number,
): { readonly isWithin: boolean; readonly retryAfterMs?: number } {
  let count = before.length + 1
  let sumMinor = before.reduce((sum, { amount }) => sum + amount, amountMinor)
  if (isAllowed(rule, { count, sumMinor })) return { isWithin: true }
  for (const { amount, atMs } of before.toSorted((one, other) => one.atMs - other.atMs)) {
    count -= 1
    sumMinor -= amount
    if (!isAllowed(rule, { count, sumMinor })) continue
    const steps = Math.ceil((atMs + rule.windowMs - nowMs) / VELOCITY_WAIT_STEP_MS)
    return { isWithin: false, retryAfterMs: Math.max(1, steps) * VELOCITY_WAIT_STEP_MS }
  }
  return { isWithin: false }
}

/** Whether as many, or as much, may move within the span. */
export function isAllowed(
  { countMax, amountMaxMinor }: VelocityRule,
  { count, sumMinor }: { readonly count: number; readonly sumMinor: number },
): boolean {
  if (countMax !== null && count > countMax) return false
  return amountMaxMinor === null || sumMinor <= amountMaxMinor
}
