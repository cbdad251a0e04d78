import type { TFunction } from 'i18next'
import type { Health } from '../../contract/screen/state.ts'
import { en } from './en.ts'

type Problem = keyof typeof en.problems

/** What a person can do about a problem; one that has no words of its own still says whom to call. */
export function problemWords(problem: string, t: TFunction): string {
  const known: Problem = problem in en.problems ? (problem as Problem) : 'unlisted'
  return t(`problems.${known}`)
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
