import { ESCPOS_TABLES } from '../receipts/escpos.ts'
import { prepareLanguage } from '../receipts/language.ts'
import { createTokens } from '../receipts/tokens.ts'
import { createStarAnswers, ENQ, EOT, ETB } from './star-answers.ts'

/** What a printer that is idle, closed and full of paper says to a POS that asks. */
export interface PrinterAnswers {
  /** Takes the POS's bytes, cut anywhere; gives what the printer sends back. */
  readonly push: (bytes: Uint8Array) => Uint8Array
}

/** DLE EOT 1: drawer pin high, on line. 2 to 4: no error, cover closed, paper there. */
const STATUS: Readonly<Record<number, number>> = { 1: 0x16 }
const STATUS_IDLE = 0x12
/** Automatic status: drawer pin high, on line; no error; paper there; the fourth as printers send it. */
const AUTOMATIC_STATUS = [0x14, 0x00, 0x00, 0x0f]
/** GS I 1 to 3: model id, type (it can cut), ROM version. Form 0xx0xxxx. */
const IDS: Readonly<Record<number, number>> = { 1: 0x20, 2: 0x02, 3: 0x01 }
/** GS I 65 to 69 in a block `5F text 00`: firmware, maker, model, serial number, language. */
const NAMES: Readonly<Record<number, string>> = {
  65: '1.00',
  66: 'COUNTERMARK',
  67: 'CAPTURE',
  68: '0',
  69: '0',
}

/** Star's own beginnings, which ESC/POS has no use for, and no value behind ESC E to wait for. */
const LANGUAGE = prepareLanguage({
  ...ESCPOS_TABLES,
  lengths: { ...ESCPOS_TABLES.lengths, '1B0601': 3, '1B232A': 3, '1B2A72': 3, '1B45': 2 },
  controls: [...ESCPOS_TABLES.controls, EOT, ENQ, ETB],
})

/**
 * Answers in the place of a printer, where the shop has none behind the station: as the kind that the
 * POS takes it for, which its first command of that kind tells. A printer is of one kind: a POS that
 * tries both is answered the first.
 */
export function createPrinterAnswers(): PrinterAnswers {
  let answers: number[] = []
  let kind: 'escpos' | 'star' | null = null
  const say = (bytes: readonly number[]) => {
    answers.push(...bytes)
  }
  const star = createStarAnswers(say)
  const answer = (bytes: readonly number[]) => {
    if (bytes.length > 0) kind ??= 'escpos'
    say(bytes)
  }
  const beStar = (beginning: readonly number[]) => {
    if (kind !== null) return
    kind = 'star'
    star.push(Uint8Array.from(beginning))
  }
  const tokens = createTokens(LANGUAGE, {
    text: () => {},
    // A byte alone proves nothing: an ESC/POS till may have sent it by mistake.
    control: (byte) => {
      if (kind === null && STAR_QUESTIONS.has(byte)) star.push(Uint8Array.of(byte))
    },
    unknown: () => {},
    statusAsked: (n) => answer([STATUS[n] ?? STATUS_IDLE]),
    command: (bytes) => (isStars(bytes) ? beStar(bytes) : answer(answerTo(bytes))),
  })
  return {
    push: (bytes) => {
      answers = []
      let at = 0
      // One by one while it is open: what follows Star's first command is read as Star's.
      for (; at < bytes.length && kind === null; at += 1) tokens.push(bytes.subarray(at, at + 1))
      const rest = bytes.subarray(at)
      if (kind === 'star') star.push(rest)
      else tokens.push(rest)
      return Uint8Array.from(answers)
    },
  }
}

const STAR_QUESTIONS: ReadonlySet<number> = new Set([EOT, ENQ, ETB])

/** ESC ACK, ESC GS, ESC RS, ESC # * and ESC * r begin no command of ESC/POS. */
function isStars([prefix, second = 0, third]: readonly number[]): boolean {
  if (prefix !== 0x1b) return false
  if (second === 0x06 || second === 0x1d || second === 0x1e) return true
  return (second === 0x23 && third === 0x2a) || (second === 0x2a && third === 0x72)
}

function answerTo(bytes: readonly number[]): readonly number[] {
  const [prefix, second, n = 0] = bytes
  if (prefix === 0x1b) return second === 0x76 || second === 0x75 ? [0x00] : []
  if (prefix !== 0x1d) return []
  switch (second) {
    case 0x61:
      return n === 0 ? [] : AUTOMATIC_STATUS
    case 0x72:
      return [0x00]
    case 0x49:
      return identity(n)
    case 0x28:
      return processId(bytes)
    default:
      return []
  }
}

function identity(n: number): readonly number[] {
  const name = NAMES[n]
  if (name !== undefined) return [0x5f, ...Buffer.from(name, 'latin1'), 0x00]
  const id = IDS[n >= 0x30 ? n - 0x30 : n]
  return id === undefined ? [] : [id]
}

/** GS ( H, function 48: the printer gives back the job's four marks when it has come so far. */
function processId(bytes: readonly number[]): readonly number[] {
  const isQuestion = bytes[2] === 0x48 && bytes[5] === 48
  return isQuestion ? [0x37, 0x22, ...bytes.slice(7, 11), 0x00] : []
}
