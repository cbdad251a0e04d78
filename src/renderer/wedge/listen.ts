import type { ScannedKey } from '../../contract/screen/commands.ts'
import { createWedgeDetector, type WedgeAnswer } from './detector.ts'
import { SILENCE_HEARD_AFTER_MS, SILENCE_MS } from './limits.ts'
import { type FieldBefore, rememberField, restoreField, typeInto } from './text-field.ts'

/**
 * Listens for a keyboard wedge before anything else hears the keys. Returns how to stop. A reading
 * leaves no trace in a text field and presses no button.
 */
export function listenForWedge(onBurst: (keys: readonly ScannedKey[]) => void): () => void {
  const detector = createWedgeDetector()
  let before: FieldBefore | undefined
  let timer = 0

  const follow = (answer: WedgeAnswer) => {
    if (answer.giveBack && before) typeInto(before, answer.giveBack)
    if (answer.begins && before) restoreField(before)
    if (answer.mayBegin) before = rememberField()
    if (answer.burst) onBurst(answer.burst)
  }

  const onKeyDown = (event: KeyboardEvent) => {
    const code = event.ctrlKey ? CONTROL_TERMINATORS.get(event.code) : event.code
    if (code === undefined || event.metaKey || event.altKey || event.isComposing) return
    const answer = detector.push({
      code,
      key: code === event.code ? event.key : code,
      shift: event.shiftKey,
      altGraph: event.getModifierState('AltGraph'),
      atMs: event.timeStamp,
      repeat: event.repeat,
    })
    if (answer.swallow) {
      event.preventDefault()
      event.stopImmediatePropagation()
    }
    follow(answer)
    window.clearTimeout(timer)
    const hearSilence = () => follow(detector.flush(event.timeStamp + SILENCE_MS))
    timer = window.setTimeout(hearSilence, SILENCE_HEARD_AFTER_MS)
  }

  window.addEventListener('keydown', onKeyDown, { capture: true })
  return () => {
    window.clearTimeout(timer)
    window.removeEventListener('keydown', onKeyDown, { capture: true })
  }
}

/** Some scanners send their CR and LF as Ctrl+M and Ctrl+J, which opens a browser's downloads. */
const CONTROL_TERMINATORS: ReadonlyMap<string, string> = new Map([
  ['KeyJ', 'Enter'],
  ['KeyM', 'Enter'],
  ['ControlLeft', 'ControlLeft'],
  ['ControlRight', 'ControlRight'],
])
