import { ESCPOS } from '../receipts/escpos.ts'
import { createTokens } from '../receipts/tokens.ts'

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

/** Answers in the place of a printer, where the shop has none behind the station. */
export function createPrinterAnswers(): PrinterAnswers {
  let answers: number[] = []
  const say = (...bytes: number[]) => {
    answers.push(...bytes)
  }
  const tokens = createTokens(ESCPOS.language, {
    text: () => {},
    control: () => {},
    unknown: () => {},
    statusAsked: (n) => say(STATUS[n] ?? STATUS_IDLE),
    command: (bytes) => say(...answerTo(bytes)),
  })
  return {
    push: (bytes) => {
      answers = []
      tokens.push(bytes)
      return Uint8Array.from(answers)
    },
  }
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
