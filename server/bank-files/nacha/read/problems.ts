import type { FileProblem } from '../../rail.ts'
import { PROBLEMS_MAX } from '../limits.ts'

/** The broken rules of a file, the first ones in full and the others counted. */
export interface Problems {
  readonly add: (rule: string, line: number, message: string) => void
  readonly list: () => readonly FileProblem[]
}

/** Holds {@link PROBLEMS_MAX} of them at most, in the order of the file. */
export function createProblems(): Problems {
  const held: FileProblem[] = []
  let untold = 0
  return {
    add: (rule, line, message) => {
      if (held.length < PROBLEMS_MAX) held.push({ rule, line, message })
      else untold += 1
    },
    list: () => {
      const sorted = held.toSorted((one, other) => place(one) - place(other))
      if (untold === 0) return sorted
      const message = `${untold} more problems are not named here`
      return [...sorted, { rule: 'problems', line: 0, message }]
    },
  }
}

/** What is about the whole file stands last. */
function place({ line }: FileProblem): number {
  return line === 0 ? Number.MAX_SAFE_INTEGER : line
}
