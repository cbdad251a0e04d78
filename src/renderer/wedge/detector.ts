import { READING_LENGTH_MAX } from '../../contract/limits.ts'
import type { ScannedKey } from '../../contract/screen/commands.ts'
import type { Burst, KeyTiming } from '../../contract/screen/scanners.ts'
import { createEndingJudge, type KeysGo } from './endings.ts'
import {
  BURST_LENGTH_MIN,
  BURST_STARTS_AT_KEYS,
  KEY_GAP_MAX_MS,
  PAUSED_BURST_LENGTH_MIN,
  SILENCE_MS,
} from './limits.ts'

/** One key going down, as the browser tells it. */
export interface KeyDown extends ScannedKey {
  /** When it went down, in ms of any clock that only goes forward. */
  readonly atMs: number
  /** Of a character that took several keys (Alt and its number): when the first went down. */
  readonly beganAtMs?: number
  /** The keyboard's own repeat of a held key: never a scanner. */
  readonly repeat?: boolean
  readonly capsLock?: boolean
  /** A text field when left out. */
  readonly into?: KeysGo
}

/** What to do with the key, and what the run turned out to be. */
export interface WedgeAnswer {
  /** The key must do nothing else. */
  readonly swallow: boolean
  /** A whole reading, terminator left off. */
  readonly burst?: readonly ScannedKey[]
  /** How it was typed; beside `burst`. */
  readonly about?: Burst
  /** A run began with this key: remember the text field as it is now. */
  readonly mayBegin?: true
  /** A run became a burst: give the text field back what it held at `mayBegin`. */
  readonly begins?: true
  /** The run was fingers after all: type these swallowed keys into the field. */
  readonly giveBack?: readonly ScannedKey[]
}

export interface WedgeDetector {
  readonly push: (key: KeyDown) => WedgeAnswer
  /** Ends a run by silence. Call it SILENCE_MS after the last key, or later. */
  readonly flush: (atMs: number) => WedgeAnswer
}

interface Run {
  readonly keys: ScannedKey[]
  lastAtMs: number
  readonly gapsMs: number[]
  slowGaps: number
  /** Keys before the first slow gap, while they are too few for a reading. */
  beforeGap: number
  altCodes: boolean
  capsLock: boolean
  isBurst: boolean
  /** Set by a terminator: only a second terminator (CR and LF) still belongs to the run. */
  ended: boolean
  /** It came right behind a reading: the next track of the same swipe, whatever it is. */
  readonly isRest: boolean
}

const PASS: WedgeAnswer = { swallow: false }
const MODIFIERS = new Set(['Shift', 'CapsLock', 'AltGraph', 'NumLock', 'Control', 'Alt'])
const TERMINATORS = new Set(['Enter', 'NumpadEnter', 'Tab'])

/**
 * Tells a keyboard wedge from fingers by the time between keys; pure, no clock of its own. The first
 * keys of a run pass (nobody can know yet), the rest are swallowed, and a run that slows down again
 * is given back, so that neither a reading nor typed text is lost.
 */
export function createWedgeDetector(): WedgeDetector {
  let run: Run | undefined
  const endings = createEndingJudge()
  let isEndingSwallowed = false

  const begin = (key: KeyDown, isRest = false): WedgeAnswer => {
    run = newRun(key, isRest)
    return { swallow: false, mayBegin: true }
  }

  const end = (): WedgeAnswer => {
    const ended = run
    run = undefined
    if (!ended?.isBurst || ended.ended) return PASS
    return isLongEnough(ended)
      ? { swallow: false, ...readingOf(ended, 'silence') }
      : { swallow: false, ...givenBack(ended) }
  }

  const terminate = (current: Run, key: KeyDown): WedgeAnswer => {
    const isClose = key.atMs - current.lastAtMs <= KEY_GAP_MAX_MS
    if (current.ended) return { swallow: isClose }
    const isReading = isLongEnough(current)
    if (!current.isBurst || !(isReading || isClose)) return end()
    current.ended = true
    current.lastAtMs = key.atMs
    if (!isReading) return { swallow: true, ...givenBack(current) }
    const ending = key.key === 'Tab' ? 'tab-key' : 'enter-key'
    return { swallow: true, ...readingOf(current, ending) }
  }

  const extend = (current: Run, key: KeyDown, gapMs: number): WedgeAnswer => {
    const isSlow = gapMs > KEY_GAP_MAX_MS
    if (isSlow && (current.slowGaps + 1) * 3 > current.gapsMs.length + 1) {
      // More than a third of the gaps are slow: a person who rolled a few keys. This key may begin
      // anything, a scan too.
      return join({ swallow: false, giveBack: current.keys }, begin(key))
    }
    if (isSlow && current.slowGaps === 0 && current.keys.length < BURST_LENGTH_MIN)
      current.beforeGap = current.keys.length
    if (current.keys.length < READING_LENGTH_MAX) {
      current.keys.push(scannedKey(key))
      current.gapsMs.push(gapMs)
    }
    current.lastAtMs = key.atMs
    note(current, key)
    if (isSlow) current.slowGaps += 1
    if (!current.isBurst) {
      if (current.keys.length < BURST_STARTS_AT_KEYS) return PASS
      current.isBurst = true
      return { swallow: true, begins: true }
    }
    return { swallow: true }
  }

  const pushModifier = (key: KeyDown, gapMs: number): WedgeAnswer => {
    endings.modifier(key.atMs)
    if (run && gapMs <= KEY_GAP_MAX_MS) run.lastAtMs = key.atMs
    return PASS
  }
  const pushTerminator = (key: KeyDown, gapMs: number): WedgeAnswer => {
    const answer = run && gapMs <= SILENCE_MS ? terminate(run, key) : join(end(), PASS)
    const isOfKeys = endings.isOfKeys(key.atMs, key.into ?? 'text')
    isEndingSwallowed = isOfKeys || answer.swallow
    return { ...answer, swallow: isEndingSwallowed }
  }
  const pushCharacter = (key: KeyDown, gapMs: number): WedgeAnswer => {
    endings.character(key.atMs)
    if (run?.ended) return begin(key, isLongEnough(run) && gapMs <= SILENCE_MS)
    if (!run || gapMs > gapAllowedMs(run)) return join(end(), begin(key))
    return extend(run, key, gapMs)
  }
  const pushRepeat = (key: KeyDown): WedgeAnswer => {
    if (isTerminator(key)) return { ...end(), swallow: isEndingSwallowed }
    endings.forget()
    if (isCharacter(key)) endings.character(key.atMs)
    return join(end(), PASS)
  }

  const push = (key: KeyDown): WedgeAnswer => {
    if (key.repeat) return pushRepeat(key)
    const gapMs = run ? (key.beganAtMs ?? key.atMs) - run.lastAtMs : Number.POSITIVE_INFINITY
    if (MODIFIERS.has(key.key)) return pushModifier(key, gapMs)
    if (isTerminator(key)) return pushTerminator(key, gapMs)
    if (isCharacter(key)) return pushCharacter(key, gapMs)
    endings.forget()
    return join(end(), PASS)
  }

  return {
    push,
    flush: (atMs) => (run && atMs - run.lastAtMs >= SILENCE_MS ? end() : PASS),
  }
}

/** Once a run is a burst, single keys may be late: the run is judged as a whole. */
function gapAllowedMs({ isBurst }: Run): number {
  return isBurst ? SILENCE_MS : KEY_GAP_MAX_MS
}

function newRun(key: KeyDown, isRest: boolean): Run {
  const run: Run = {
    keys: [scannedKey(key)],
    lastAtMs: key.atMs,
    gapsMs: [],
    slowGaps: 0,
    beforeGap: 0,
    altCodes: false,
    capsLock: false,
    isBurst: false,
    ended: false,
    isRest,
  }
  note(run, key)
  return run
}

function note(run: Run, { beganAtMs, capsLock }: KeyDown): void {
  if (beganAtMs !== undefined) run.altCodes = true
  if (capsLock) run.capsLock = true
}

/** A pause among fast keys may be a busy PC's, in a code of some length; else it is a person's. */
function isLongEnough({ keys, slowGaps }: Run): boolean {
  return keys.length >= (slowGaps === 0 ? BURST_LENGTH_MIN : PAUSED_BURST_LENGTH_MIN)
}

/** A track that a swipe could not read is `;E?`: too short for a reading, and nobody typed it. */
function givenBack({ keys, isRest }: Run): Pick<WedgeAnswer, 'giveBack'> {
  return isRest ? {} : { giveBack: keys }
}

/**
 * The reading of a run. A few rolled keys, one pause, and then nothing but fast keys: somebody typed
 * until the scan, and gets those keys back.
 */
function readingOf(
  run: Run,
  ending: Burst['ending'],
): Pick<WedgeAnswer, 'burst' | 'about' | 'giveBack'> {
  const { keys, gapsMs, beforeGap, slowGaps } = run
  const isTyped = beforeGap > 0 && slowGaps === 1 && keys.length - beforeGap >= BURST_LENGTH_MIN
  if (!isTyped) return { burst: keys, about: aboutOf(run, ending) }
  return {
    giveBack: keys.slice(0, beforeGap),
    burst: keys.slice(beforeGap),
    about: aboutOf({ ...run, gapsMs: gapsMs.slice(beforeGap) }, ending),
  }
}

function aboutOf({ gapsMs, altCodes, capsLock }: Run, ending: Burst['ending']): Burst {
  return { timing: timingOf(gapsMs), ending, altCodes, capsLock }
}

function timingOf(gapsMs: readonly number[]): KeyTiming {
  const sorted = gapsMs.map((gap) => Math.max(0, Math.round(gap))).sort((one, other) => one - other)
  const at = (index: number) => Math.min(sorted[index] ?? 0, SILENCE_MS)
  return {
    fastestMs: at(0),
    medianMs: at(Math.floor(sorted.length / 2)),
    slowestMs: at(sorted.length - 1),
  }
}

/** What ended before this key, and what this key does itself. */
function join(before: WedgeAnswer, now: WedgeAnswer): WedgeAnswer {
  return { ...before, ...now }
}

function scannedKey({ code, key, shift, altGraph }: KeyDown): ScannedKey {
  return { code, key, shift, altGraph }
}

/** By its character where a screen keyboard or a remote desktop names no physical key. */
function isTerminator({ code, key }: ScannedKey): boolean {
  return TERMINATORS.has(code) || (code === '' && TERMINATORS.has(key))
}

/** Keys that type something: one character, a dead key, or one that the system would not name. */
function isCharacter({ key }: ScannedKey): boolean {
  return [...key].length === 1 || key === 'Dead' || key === 'Unidentified' || key === 'Process'
}
