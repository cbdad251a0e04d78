import { type Minor, minor } from '../../src/contract/money.ts'
import { dayAfter, dayAt, monthsAfter, startOfDayMs } from './calendar.ts'
import type { CardChange, LifeNote } from './decision.ts'
import type { CardFacts, ProgramFacts } from './facts.ts'
import { factsOf, lawfulCashOut } from './jurisdictions.ts'

type Rules = Pick<ProgramFacts, 'expiry' | 'timeZone'>

/**
 * The first instant at which a card that is loaded at this time is over, in ms since 1970 UTC: the
 * end of its last day where its program is at home. Null: never.
 */
export function expiryFrom({ expiry, timeZone }: Rules, fromMs: number): number | null {
  if (!expiry) return null
  const lastDay = monthsAfter(dayAt(fromMs, timeZone), expiry.months)
  return startOfDayMs(dayAfter(lastDay), timeZone)
}

/**
 * When a card is over after another load. A load never brings the date nearer, and takes it away
 * where cards do not expire any more.
 */
export function expiryAfterLoad(
  rules: Rules,
  { expiresAtMs }: Pick<CardFacts, 'expiresAtMs'>,
  loadedAtMs: number,
): number | null {
  if (!rules.expiry) return null
  if (rules.expiry.from === 'issue' || expiresAtMs === null) return expiresAtMs
  return Math.max(expiresAtMs, expiryFrom(rules, loadedAtMs) ?? 0)
}

/** What the proof and later operations are told of a card's life; null when it is as it was. */
export function lifeNote({ expiresAtMs, reloads }: CardChange): LifeNote | null {
  if (expiresAtMs === undefined && reloads === undefined) return null
  return {
    ...(expiresAtMs === undefined ? {} : { cardExpiresAtMs: expiresAtMs }),
    ...(reloads === undefined ? {} : { reloads }),
  }
}

/** The last whole day on which a card can be used, as it may be printed on it. */
export function lastDayOf(expiresAtMs: number, timeZone: string): string {
  return dayAt(expiresAtMs - 1, timeZone)
}

/** Up to how much a holder who asks is paid out now: the program's own rule or the law, if it is more. */
export function cashOutUpToMinor(
  program: Pick<
    ProgramFacts,
    'cashOutUpToMinor' | 'profile' | 'affiliated' | 'currency' | 'timeZone'
  >,
  nowMs: number,
): Minor {
  const facts = factsOf(program.profile, program.affiliated)
  const lawful = lawfulCashOut(facts, program.currency, dayAt(nowMs, program.timeZone))
  return minor(Math.max(program.cashOutUpToMinor ?? 0, lawful))
}
