import { FRAMES_BURST, FRAMES_PER_SECOND, FRAMES_REFUSED_MAX } from './limits.ts'

/** `take`: serve it; `refuse`: answer RATE_LIMITED; `flood`: close the socket. */
export type RateVerdict = 'take' | 'refuse' | 'flood'

/** Judges each frame of one socket: a bucket that fills with time and may run into debt. */
export function createFrameRate(nowMs: () => number): () => RateVerdict {
  let tokens = FRAMES_BURST
  let filledAtMs = nowMs()

  return () => {
    const at = nowMs()
    const earned = (Math.max(0, at - filledAtMs) * FRAMES_PER_SECOND) / 1000
    tokens = Math.min(FRAMES_BURST, tokens + earned) - 1
    filledAtMs = at
    if (tokens >= 0) return 'take'
    return tokens < -FRAMES_REFUSED_MAX ? 'flood' : 'refuse'
  }
}
