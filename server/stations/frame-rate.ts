import { FRAMES_BURST, FRAMES_REFUSED_MAX } from './limits.ts'

/** `take`: serve it; `refuse`: answer RATE_LIMITED; `flood`: close the socket. */
export type RateVerdict = 'take' | 'refuse' | 'flood'

/** Judges each frame of one socket: a bucket that fills with time and may run into debt. */
export function createFrameRate(nowMs: () => number, perSecond: number): () => RateVerdict {
  const burst = Math.max(FRAMES_BURST, perSecond)
  let tokens = burst
  let filledAtMs = nowMs()

  return () => {
    const at = nowMs()
    const earned = (Math.max(0, at - filledAtMs) * perSecond) / 1000
    tokens = Math.min(burst, tokens + earned) - 1
    filledAtMs = at
    if (tokens >= 0) return 'take'
    return tokens < -FRAMES_REFUSED_MAX ? 'flood' : 'refuse'
  }
}
