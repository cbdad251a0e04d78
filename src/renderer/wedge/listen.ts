import type { ScannedKey } from '../../contract/screen/commands.ts'
import type { Burst } from '../../contract/screen/scanners.ts'
import { type AltCharacter, createAltCodes } from './alt-codes.ts'
import { createWedgeDetector, type KeyDown, type WedgeAnswer } from './detector.ts'
import { SILENCE_HEARD_AFTER_MS, SILENCE_MS } from './limits.ts'
import {
  type FieldBefore,
  rememberField,
  restoreField,
  typeInto,
  whereKeysGo,
} from './text-field.ts'

/**
 * Listens for a keyboard wedge before anything else hears the keys. Returns how to stop. A reading
 * leaves no trace in a text field, and no Enter of a scanner presses a button or confirms anything.
 */
export function listenForWedge(
  onBurst: (keys: readonly ScannedKey[], about: Burst) => void,
): () => void {
  const detector = createWedgeDetector()
  const altCodes = createAltCodes()
  let before: FieldBefore | undefined
  let timer = 0
  /** The character that Windows makes of Alt and a number arrives apart from its keys. */
  let swallowCharacter = false

  const follow = (answer: WedgeAnswer) => {
    if (answer.giveBack && before) typeInto(before, answer.giveBack)
    if (answer.begins && before) restoreField(before)
    if (answer.mayBegin) before = rememberField()
    if (answer.burst && answer.about) onBurst(answer.burst, answer.about)
  }
  const push = (key: KeyDown): boolean => {
    const answer = detector.push({ ...key, into: whereKeysGo() })
    follow(answer)
    window.clearTimeout(timer)
    const hearSilence = () => follow(detector.flush(key.atMs + SILENCE_MS))
    timer = window.setTimeout(hearSilence, SILENCE_HEARD_AFTER_MS)
    return answer.swallow
  }
  const onKeyDown = (event: KeyboardEvent) => {
    swallowCharacter = false
    if (altCodes.push({ ...altKeyOf(event), isDown: true }) === 'part') return
    const code = event.ctrlKey ? CONTROL_TERMINATORS.get(event.code) : event.code
    if (code === undefined || event.metaKey || event.altKey || event.isComposing) return
    const swallow = push({
      code,
      key: code === event.code ? event.key : code,
      shift: event.shiftKey,
      altGraph: event.getModifierState('AltGraph'),
      capsLock: event.getModifierState('CapsLock'),
      atMs: event.timeStamp,
      repeat: event.repeat,
    })
    if (swallow) stopHere(event)
  }
  const onKeyUp = (event: KeyboardEvent) => {
    const made = altCodes.push({ ...altKeyOf(event), isDown: false })
    if (typeof made === 'object') swallowCharacter = push(keyOfAltCode(made))
  }
  const onKeyPress = (event: KeyboardEvent) => {
    if (swallowCharacter) stopHere(event)
  }

  window.addEventListener('keydown', onKeyDown, { capture: true })
  window.addEventListener('keyup', onKeyUp, { capture: true })
  window.addEventListener('keypress', onKeyPress, { capture: true })
  return () => {
    window.clearTimeout(timer)
    window.removeEventListener('keydown', onKeyDown, { capture: true })
    window.removeEventListener('keyup', onKeyUp, { capture: true })
    window.removeEventListener('keypress', onKeyPress, { capture: true })
  }
}

/**
 * Some scanners send their CR and LF as Ctrl+M and Ctrl+J, which opens a browser's downloads, TAB and
 * ETX as Ctrl+I and Ctrl+C. After a few fast keys only: a person's Ctrl+C stays one.
 */
const CONTROL_TERMINATORS: ReadonlyMap<string, string> = new Map([
  ['KeyJ', 'Enter'],
  ['KeyM', 'Enter'],
  ['KeyI', 'Tab'],
  ['KeyC', 'Enter'],
  ['ControlLeft', 'ControlLeft'],
  ['ControlRight', 'ControlRight'],
])

function altKeyOf({ code, altKey, timeStamp }: KeyboardEvent) {
  return { code, altKey, atMs: timeStamp }
}

/** CR, LF and TAB end a reading in this way of typing, too. */
function keyOfAltCode({ character, beganAtMs, atMs }: AltCharacter): KeyDown {
  const ending = { '\r': 'Enter', '\n': 'Enter', '\t': 'Tab' }[character]
  const key = ending ?? character
  return { code: ending ?? '', key, shift: false, altGraph: false, beganAtMs, atMs }
}

function stopHere(event: Event): void {
  event.preventDefault()
  event.stopImmediatePropagation()
}
