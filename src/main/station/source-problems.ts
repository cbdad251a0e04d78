import type { StationProblem } from '../../contract/screen/state.ts'

/** Why a source did not start, as a word that a person can act on. */
export function problemOfStart(error: unknown): StationProblem {
  const code = codeOf(error)
  if (code === 'EADDRINUSE') return 'source-port-taken'
  if (code === 'EACCES') return 'source-port-denied'
  return 'source-failed'
}

/** The system's code of an error, or of the error that it was made from. */
function codeOf(error: unknown): unknown {
  if (!(error instanceof Error)) return undefined
  return 'code' in error ? error.code : codeOf(error.cause)
}
