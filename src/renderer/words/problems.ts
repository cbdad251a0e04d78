import type { TFunction } from 'i18next'
import { en } from './en.ts'

type Problem = keyof typeof en.problems

/** What a person can do about a problem; one that has no words of its own still says whom to call. */
export function problemWords(problem: string, t: TFunction): string {
  const known: Problem = problem in en.problems ? (problem as Problem) : 'unlisted'
  return t(`problems.${known}`)
}
