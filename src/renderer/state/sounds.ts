import type { Sound } from '../../contract/screen/state.ts'
import { createEarconPlayer, type Earcon, VOLUMES, type Volume } from '../../ui/sounds.ts'

const STORAGE_KEY = 'countermark.volume'

/** The sounds of this screen, with the loudness that was last chosen on this PC. */
export interface Sounds {
  readonly play: (sound: Sound) => void
  readonly volume: () => Volume
  readonly setVolume: (volume: Volume) => void
}

/** Opens the browser's sound at the first key or touch. */
export function createSounds(): Sounds {
  const player = createEarconPlayer()
  let volume = readVolume()
  for (const type of ['keydown', 'pointerdown'] as const)
    window.addEventListener(type, player.wake, { capture: true, once: true })
  return {
    play: (sound: Sound) => player.play(sound satisfies Earcon, volume),
    volume: () => volume,
    setVolume: (chosen) => {
      volume = chosen
      keepVolume(chosen)
      player.play('scan', chosen)
    },
  }
}

function readVolume(): Volume {
  try {
    const kept = window.localStorage.getItem(STORAGE_KEY)
    return kept !== null && kept in VOLUMES ? (kept as Volume) : 'normal'
  } catch {
    // A locked-down browser has no storage: the loudness is then normal after each start.
    return 'normal'
  }
}

function keepVolume(volume: Volume): void {
  try {
    window.localStorage.setItem(STORAGE_KEY, volume)
  } catch {
    // As above: it is kept until the window closes.
  }
}
