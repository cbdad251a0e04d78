import type { Health } from '../../../contract/screen/state.ts'
import type { LinkProblem } from './close-problems.ts'

/** Where the link stands. `problem` is why the last connection ended, until the next one holds. */
export interface LinkState {
  readonly name: 'closed' | 'connecting' | 'waiting' | 'online'
  readonly problem: LinkProblem | null
  /** The server's address, for the technician. */
  readonly detail: string | null
  readonly lastSeenAtMs: number | null
}

/** The link as one of the screen's signs. The first connection is `working`; a lost one needs a person's eye. */
export function linkHealth({ name, problem, detail, lastSeenAtMs }: LinkState): Health {
  const at = { detail: detail?.slice(0, 200) ?? null, lastSeenAtMs }
  if (name === 'online') return { status: 'ok', problem: null, ...at }
  if (name === 'closed' && problem === null) {
    return { status: 'off', problem: 'not-activated', ...at }
  }
  if (problem === null) return { status: 'working', problem: null, ...at }
  return { status: 'attention', problem, ...at }
}
