import { type ErrorCode, type Reply, replyError } from './refusals.ts'

/**
 * Why an error was answered, where its code is too wide to say what to do next. Only the admin's
 * replies carry one; its pages say it in their reader's language.
 */
export const REASONS = [
  'NAME_TAKEN',
  'OWN_DECISION',
  'CHANGED_MEANWHILE',
  'NOTHING_CHANGED',
  'FIGURES_DIFFER',
] as const
export type Reason = (typeof REASONS)[number]

/** A failing reply of the admin that also says why. */
export function failedBecause(code: ErrorCode, reason: Reason, message: string): Reply<never> {
  return { ok: false, error: { ...replyError(code, message), reason } }
}
