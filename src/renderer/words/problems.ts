import type { TFunction } from 'i18next'
import type { Health, StationProblem } from '../../contract/screen/state.ts'

/** What a person can do about a problem. */
export function problemWords(problem: StationProblem, t: TFunction): string {
  return t(`problems.${problem}`)
}

/** The parts of the station that the screen shows the health of. */
export type HealthPart = 'server' | 'printer' | 'scanner' | 'journal'

/** One word for a status. No scanner set up is no trouble: one that types needs no setting up. */
export function statusWord(part: HealthPart, { status }: Health, t: TFunction): string {
  return t(part === 'scanner' && status === 'off' ? 'health.keyboard' : `health.${status}`)
}

/** A sentence for a status: the problem where there is one. */
export function statusSentence(part: HealthPart, health: Health, t: TFunction): string {
  if (health.problem !== null) return problemWords(health.problem, t)
  if (part === 'scanner' && health.status === 'off') return t('health.keyboardHint')
  return statusWord(part, health, t)
}
