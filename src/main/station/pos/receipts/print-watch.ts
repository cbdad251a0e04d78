import { ESCPOS } from './escpos.ts'
import { beginsWith, type Language } from './language.ts'
import { STAR } from './star.ts'
import { createTokens } from './tokens.ts'

/** Tells what is printed from questions about the printer's state, before the language is known. */
export interface PrintWatch {
  /** Takes the next bytes, cut anywhere. False when they only ask, in one language or the other. */
  readonly push: (bytes: Uint8Array) => boolean
}

/** ESC u, ESC v, GS I, GS r; DLE EOT is told of by itself. */
const ESCPOS_QUESTIONS = [
  [0x1b, 0x75],
  [0x1b, 0x76],
  [0x1d, 0x49],
  [0x1d, 0x72],
]
/** ESC ACK SOH; ENQ and EOT are no bytes that print. */
const STAR_QUESTIONS = [[0x1b, 0x06, 0x01]]

export function createPrintWatch(): PrintWatch {
  const watched = [watch(ESCPOS.language, ESCPOS_QUESTIONS), watch(STAR.language, STAR_QUESTIONS)]
  return { push: (bytes) => watched.map((push) => push(bytes)).every(Boolean) }
}

function watch(language: Language, questions: readonly (readonly number[])[]) {
  let prints = false
  const printed = () => {
    prints = true
  }
  const tokens = createTokens(language, {
    ...{ text: printed, control: printed, unknown: printed, statusAsked: () => {} },
    command: (bytes) => {
      if (!questions.some((question) => beginsWith(bytes, question))) printed()
    },
  })
  return (bytes: Uint8Array): boolean => {
    // A long picture comes in many pieces; a question is whole in the next one.
    const wasInside = tokens.isInside()
    prints = false
    tokens.push(bytes)
    return prints || (wasInside && tokens.isInside())
  }
}
