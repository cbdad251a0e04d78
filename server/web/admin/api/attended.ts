import { ATTENDED_MS } from './limits.ts'

/** What only a person does to a page. */
const SIGNS = ['pointerdown', 'pointermove', 'keydown', 'wheel'] as const

/** Tells whether a person did anything to the page lately; opening it is the first thing. */
export function watchAttendance(
  page: Pick<Window, 'addEventListener'>,
  nowMs: () => number,
): () => boolean {
  let lastMs = nowMs()
  for (const sign of SIGNS) {
    const options = { capture: true, passive: true }
    page.addEventListener(sign, () => (lastMs = nowMs()), options)
  }
  return () => nowMs() - lastMs < ATTENDED_MS
}
