import { useState } from 'react'

/** What a form types over: the version and its content as they were together when it opened. */
export interface Basis<Version> {
  readonly newest: Version | undefined
  /** The version that somebody saved since, on which this form cannot be saved any more. */
  readonly overtakenBy: number | undefined
}

/** Keeps what the form opened with, while `newest` is read again and again. */
export function useBasis<Version extends { readonly version: number }>(
  newest: Version | undefined,
): Basis<Version> {
  const [first] = useState(newest)
  const now = newest?.version ?? 0
  return { newest: first, overtakenBy: now > (first?.version ?? 0) ? now : undefined }
}
