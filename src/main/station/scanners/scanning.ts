import { success } from '../../../contract/refusals.ts'
import type { ScannedKey } from '../../../contract/screen/commands.ts'
import {
  type Burst,
  type Framing,
  type ReadingMeaning,
  type ScannerReading,
  SHAPE_LENGTH_MAX,
  SHOWN_READINGS_MAX,
  type Symbology,
} from '../../../contract/screen/scanners.ts'
import { type CardRules, readCard } from '../cards/index.ts'
import { readAim } from '../cards/symbologies.ts'
import type { Clock, ReadingAbout } from '../ports.ts'
import type { TakeReading } from '../readings.ts'
import { adviseOn } from './advice.ts'
import { forgetMatchedText } from './forget.ts'
import { CAMERA_OPEN_MS, SCANNERS_WATCHED_MS } from './limits.ts'
import { withoutAffixes } from './serial-affixes.ts'
import { createSwipes } from './swipes.ts'
import { decodeKeys } from './wedge-layout.ts'

/** Every reading of every scanner goes through here. */
export interface Scanning {
  readonly read: (text: string, about: ReadingAbout) => ReturnType<TakeReading>
  readonly readKeys: (keys: readonly ScannedKey[], burst?: Burst) => ReturnType<TakeReading>
  readonly readCode: (text: string) => ReturnType<TakeReading>
  readonly garbled: (about: ReadingAbout) => void
  /** With true, readings are only shown, for SCANNERS_WATCHED_MS. Gives the newest first. */
  readonly watch: (watching: boolean) => readonly ScannerReading[]
  /** With true, the page may have the camera, for CAMERA_OPEN_MS. */
  readonly useCamera: (open: boolean) => void
  readonly mayUseCamera: () => boolean
}

export interface ScanningOptions {
  readonly clock: Clock
  readonly rules: () => CardRules
  readonly take: TakeReading
  /** Text that scanners which type put around each code. */
  readonly wedge?: { readonly prefix: string; readonly suffix: string } | undefined
  /** A reading was shown only. */
  readonly onWatched: () => void
}

/**
 * Hands readings on to the counter, or only shows them while somebody sets a scanner up. What is kept
 * of a reading for showing has no number in it, and of a bank's card nothing but that there was one.
 */
export function createScanning(options: ScanningOptions): Scanning {
  const { clock, rules, take, onWatched, wedge = { prefix: '', suffix: '' } } = options
  let shown: readonly ScannerReading[] = []
  let lastOrdinal = 0
  let watchedUntilMs = Number.NEGATIVE_INFINITY
  let cameraUntilMs = Number.NEGATIVE_INFINITY
  const swipes = createSwipes(clock, rules)

  const show = (reading: Omit<ScannerReading, 'ordinal' | 'atMs'>) => {
    lastOrdinal += 1
    const newest = { ordinal: lastOrdinal, atMs: clock.nowMs(), ...reading }
    shown = [newest, ...shown].slice(0, SHOWN_READINGS_MAX)
  }
  const read = (text: string, about: ReadingAbout, isOwnLayout = false) => {
    show(describeReading(text, { about, isOwnLayout, rules: rules() }))
    const isWatched = clock.monotonicMs() < watchedUntilMs
    const isRest = swipes.isRest(text, about)
    if (isWatched) onWatched()
    const taken = isWatched || isRest ? success({}) : take(text)
    forgetMatchedText()
    return taken
  }
  return {
    read: (text, about) => read(text, about),
    readKeys: (keys, burst) => {
      const bare = (text: string) => withoutAffixes(text, { ...wedge, codeIds: {} }).text
      const isUnderstood = (text: string) => readCard(bare(text), rules()).kind !== 'not-a-card'
      const decoded = decodeKeys(keys, isUnderstood)
      const text = bare(decoded.text)
      const framing = burst?.ending ?? 'enter-key'
      return read(text, { ...FROM_KEYS, framing, burst }, decoded.isOwnLayout)
    },
    readCode: (text) => read(text, FROM_CAMERA),
    garbled: (about) => show(describe(about, { meaning: 'garbled', symbology: null })),
    watch: (watching) => {
      watchedUntilMs = watching
        ? clock.monotonicMs() + SCANNERS_WATCHED_MS
        : Number.NEGATIVE_INFINITY
      return shown
    },
    useCamera: (open) => {
      cameraUntilMs = open ? clock.monotonicMs() + CAMERA_OPEN_MS : Number.NEGATIVE_INFINITY
    },
    mayUseCamera: () => clock.monotonicMs() < cameraUntilMs,
  }
}

const FROM_KEYS = { way: 'wedge', scanner: '', symbology: null } as const
const FROM_CAMERA = { way: 'camera', scanner: '', framing: 'picture', symbology: null } as const

type Described = Omit<ScannerReading, 'ordinal' | 'atMs'>

function describeReading(
  text: string,
  given: { readonly about: ReadingAbout; readonly isOwnLayout: boolean; readonly rules: CardRules },
): Described {
  const { about, isOwnLayout, rules } = given
  const reading = readCard(text, rules)
  const symbology = readAim(text)?.symbology ?? about.symbology ?? stripeOf(text)
  const described = describe(about, { meaning: reading.kind, symbology, isOwnLayout })
  if (reading.kind === 'bank-card') return described
  return {
    ...described,
    length: text.length,
    shape: shapeOf(text),
    lastFour: reading.kind === 'card' ? reading.number.slice(-4) : null,
  }
}

function describe(
  about: ReadingAbout,
  seen: {
    readonly meaning: ReadingMeaning
    readonly symbology: Symbology | null
    readonly isOwnLayout?: boolean
  },
): Described {
  const { meaning, symbology, isOwnLayout = false } = seen
  const framing: Framing = about.framing
  return {
    way: about.way,
    scanner: about.scanner.slice(0, 200),
    length: null,
    shape: null,
    symbology,
    framing,
    timing: about.burst?.timing ?? null,
    meaning,
    lastFour: null,
    advice: [...adviseOn({ about, meaning, symbology, isOwnLayout })],
  }
}

function stripeOf(text: string): Symbology | null {
  return /^(?:%[A-Za-z]?\d|;\d|\+\d)/.test(text) ? 'magnetic-stripe' : null
}

/** Digits and letters that stand for themselves could be a number, a PIN or a secret. */
function shapeOf(text: string): string {
  const shape = text.replace(/[^\x20-\x7e]/g, ' ').replace(/\d/g, '•')
  return shape.replace(/[A-Za-z]/g, 'x').slice(0, SHAPE_LENGTH_MAX)
}
