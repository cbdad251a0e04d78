import { assertNever } from '../../src/contract/parse.ts'
import type { ProgramRules } from '../../src/contract/program-rules.ts'
import { dayAfter, dayAt, monthsAfter, startOfDayMs } from '../ledger/calendar.ts'
import { type ExpiryFact, type Fact, factsOf } from '../ledger/jurisdictions.ts'

/** What of these rules the law of the program's place forbids, with the fact and its source. */
export function forbidden(rules: ProgramRules, currency: string): string | undefined {
  const facts = factsOf(rules.profile, rules.affiliated)
  return expiryProblem(rules, facts.expiry) ?? feeProblem(rules, facts.dormancyFee, currency)
}

/**
 * The first instant at which the law lets a card that was issued then be over, in ms since 1970 UTC;
 * Infinity: it lets none.
 */
export function earliestExpiryMs(fact: ExpiryFact, issuedAtMs: number, timeZone: string): number {
  switch (fact.permits) {
    case 'any':
      return issuedAtMs
    case 'none':
      return Number.POSITIVE_INFINITY
    case 'after': {
      const lastDay = monthsAfter(dayAt(issuedAtMs, timeZone), fact.months)
      return startOfDayMs(dayAfter(lastDay), timeZone)
    }
    default:
      return assertNever(fact)
  }
}

type Facts = ReturnType<typeof factsOf>

function expiryProblem(
  { expiry, reloadable }: ProgramRules,
  fact: Facts['expiry'],
): string | undefined {
  if (expiry === null || fact.permits === 'any') return undefined
  if (fact.permits === 'none') return because('expiry: choose none.', fact)
  if (expiry.months < fact.months)
    return because(`expiry: choose at least ${fact.months} months.`, fact)
  if (reloadable && expiry.from !== fact.from)
    return because('expiry: count from the last load, or let cards be loaded once.', fact)
  return undefined
}

function feeProblem(
  { dormancyFee }: ProgramRules,
  fact: Facts['dormancyFee'],
  currency: string,
): string | undefined {
  if (dormancyFee === null || fact.permits === 'any') return undefined
  if (fact.permits === 'none') return because('dormancyFee: choose none.', fact)
  if (dormancyFee.afterIdleMonths < fact.afterIdleMonths)
    return because(
      `dormancyFee: it may begin after ${fact.afterIdleMonths} months at the earliest.`,
      fact,
    )
  const isBound = fact.upToMinor !== null && fact.currency === currency
  if (isBound && dormancyFee.amountMinor > (fact.upToMinor ?? 0))
    return because('dormancyFee: it is higher than permitted.', fact)
  return undefined
}

function because(what: string, { text, source, asOf, verified }: Fact): string {
  const confirmed = verified ? '' : ', not confirmed by counsel'
  return `${what} ${text} Source: ${source} (as of ${asOf}${confirmed}).`
}
