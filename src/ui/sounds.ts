/** One tone of an earcon. */
export interface Tone {
  /** Pitch in Hz; the tone glides there when `toHz` is given. */
  readonly hz: number
  readonly toHz?: number
  /** When it begins, after the earcon's start. */
  readonly startMs: number
  readonly lengthMs: number
  readonly shape: 'sine' | 'triangle' | 'square'
}

/**
 * The short sounds of the counter. Each has its own pitch, rhythm and direction, so that they are
 * told apart without looking: up is good, down is not, alternating wants a person.
 */
export const EARCONS = {
  /** One short high tick. */
  scan: [{ hz: 1760, startMs: 0, lengthMs: 55, shape: 'sine' }],
  /** Two soft equal taps: something came in. */
  payment: [
    { hz: 660, startMs: 0, lengthMs: 60, shape: 'sine' },
    { hz: 660, startMs: 130, lengthMs: 60, shape: 'sine' },
  ],
  /** Three steps up, the last one held. */
  approved: [
    { hz: 523, startMs: 0, lengthMs: 90, shape: 'triangle' },
    { hz: 659, startMs: 100, lengthMs: 90, shape: 'triangle' },
    { hz: 1047, startMs: 200, lengthMs: 240, shape: 'triangle' },
  ],
  /** Up as approved, then a low held tone: not finished, collect the rest. */
  partial: [
    { hz: 523, startMs: 0, lengthMs: 90, shape: 'triangle' },
    { hz: 659, startMs: 100, lengthMs: 90, shape: 'triangle' },
    { hz: 392, startMs: 260, lengthMs: 160, shape: 'triangle' },
    { hz: 392, startMs: 470, lengthMs: 160, shape: 'triangle' },
  ],
  /** Two rough low tones, falling. */
  refused: [
    { hz: 233, startMs: 0, lengthMs: 150, shape: 'square' },
    { hz: 165, startMs: 190, lengthMs: 320, shape: 'square' },
  ],
  /** Four alternating tones: a person must look. */
  unknown: [
    { hz: 880, startMs: 0, lengthMs: 110, shape: 'triangle' },
    { hz: 587, startMs: 160, lengthMs: 110, shape: 'triangle' },
    { hz: 880, startMs: 320, lengthMs: 110, shape: 'triangle' },
    { hz: 587, startMs: 480, lengthMs: 110, shape: 'triangle' },
  ],
  /** One long glide down: it went back. */
  voided: [{ hz: 988, toHz: 330, startMs: 0, lengthMs: 380, shape: 'sine' }],
} as const satisfies Record<string, readonly Tone[]>
export type Earcon = keyof typeof EARCONS

/** Loudness of each choice, as the gain of the loudest tone; square waves are rougher, so they get less. */
export const VOLUMES = { off: 0, low: 0.08, normal: 0.25, loud: 0.7 } as const
export type Volume = keyof typeof VOLUMES

/** Plays an earcon at a loudness. Does nothing where the browser has no sound or allows none yet. */
export type PlayEarcon = (earcon: Earcon, volume: Volume) => void

/**
 * Makes the player. Browsers keep sound shut until the first key or touch; call `wake` on those.
 * Sound is never the only sign, so every failure here is silent.
 */
export function createEarconPlayer(): { readonly play: PlayEarcon; readonly wake: () => void } {
  let context: AudioContext | undefined
  const open = () => {
    if (context === undefined && typeof AudioContext !== 'undefined') context = new AudioContext()
    if (context?.state === 'suspended') context.resume().catch(() => undefined)
    return context
  }
  return {
    wake: () => void open(),
    play: (earcon, volume) => {
      const opened = volume === 'off' ? undefined : open()
      if (opened) for (const tone of EARCONS[earcon]) playTone(opened, tone, VOLUMES[volume])
    },
  }
}

function playTone(context: AudioContext, tone: Tone, loudness: number): void {
  const start = context.currentTime + tone.startMs / 1000
  const end = start + tone.lengthMs / 1000
  const oscillator = new OscillatorNode(context, { type: tone.shape, frequency: tone.hz })
  const gain = new GainNode(context, { gain: 0 })
  const peak = tone.shape === 'square' ? loudness * 0.5 : loudness
  // Soft edges of a few ms: a tone that starts or ends at once clicks.
  gain.gain.setValueAtTime(0, start)
  gain.gain.linearRampToValueAtTime(peak, start + 0.008)
  gain.gain.setValueAtTime(peak, Math.max(start + 0.008, end - 0.03))
  gain.gain.linearRampToValueAtTime(0, end)
  if (tone.toHz !== undefined) oscillator.frequency.exponentialRampToValueAtTime(tone.toHz, end)
  oscillator.connect(gain).connect(context.destination)
  oscillator.start(start)
  oscillator.stop(end)
}
