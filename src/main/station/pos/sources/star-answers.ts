import { prepareLanguage } from '../receipts/language.ts'
import { STAR_TABLES } from '../receipts/star.ts'
import { STAR_LENGTHS, STAR_RASTER_LENGTHS } from '../receipts/star-commands.ts'
import { createTokens } from '../receipts/tokens.ts'

/** What an idle Star printer on the network says to a POS that asks. */
export interface StarAnswers {
  /** Takes the POS's bytes, cut anywhere; what is to be said goes to `say`. */
  readonly push: (bytes: Uint8Array) => void
}

export const [EOT, ENQ, ETB] = [0x04, 0x05, 0x17] as const
const CAN = 0x18
/** EOT: paper there; bit 4 is always set. ENQ: nothing is waiting to be printed, no error. */
const EOT_IDLE = 0x10
const ENQ_IDLE = 0x20

/** ESC ACK SOH, ESC ACK CAN, ESC RS a, ESC RS E, ESC GS ETX. */
const QUESTIONS = { '1B0601': 3, '1B0618': 3, '1B1E61': 4, '1B1E45': 4, '1B1D03': 6 } as const

/** As papers are read, with the questions, which a printer answers in its picture mode, too. */
const LANGUAGE = prepareLanguage({
  ...STAR_TABLES,
  lengths: { ...STAR_LENGTHS, ...QUESTIONS },
  controls: [...STAR_TABLES.controls, EOT, ENQ, ETB],
  raster: {
    ...STAR_TABLES.raster,
    lengths: { ...STAR_RASTER_LENGTHS, ...QUESTIONS },
    controls: [EOT, ENQ, ETB],
  },
})

/**
 * Star's line mode, its appendix on status over Ethernet: each answer begins with the automatic status
 * and says how many bytes of another one follow.
 */
export function createStarAnswers(say: (bytes: readonly number[]) => void): StarAnswers {
  /** Printers on a network are delivered so. */
  let isAutomatic = true
  /** Counts the ETBs, to 31; the other counter, to 255, ESC GS ETX. */
  let etbCount = 0
  let isEtbNew = false
  let endCount = 0

  const answer = (cause = '', status: readonly number[] = []) => {
    const more =
      cause === '' ? [] : [...textBytes(`${cause}:B`), ...big(status.length), ...status, 0x3b]
    say([...automaticStatus(etbCount, isEtbNew), ...big(more.length), ...more])
    isEtbNew = false
  }
  const startAgain = () => {
    etbCount = 0
    isEtbNew = false
  }
  const control = (byte: number) => {
    if (byte === ENQ) answer('01', [ENQ_IDLE])
    else if (byte === EOT) answer('02', [EOT_IDLE])
    else if (byte === CAN) startAgain()
    else if (byte === ETB) {
      etbCount = (etbCount + 1) % 32
      isEtbNew = true
      if (isAutomatic) answer()
    }
  }
  /** ESC RS a: bit 0 of 0 to 3, also as digits; 16 is as delivered, 255 asks at once. */
  const chooseAutomatic = (n: number) => {
    if (n === 255) answer()
    else isAutomatic = n === 16 || (n & 1) === 1
  }
  const countEnd = (bytes: readonly number[]) => {
    const [kind = 0] = bytes.slice(3)
    if (kind === 1) endCount = (endCount + 1) % 256
    else if (kind === 2) endCount = 0
    if (kind < 2) answer('20', [...bytes.slice(0, 6), endCount, 0x00])
  }
  const command = (bytes: readonly number[]) => {
    const [, second, third = 0, fourth = 0] = bytes
    if (second === 0x06) {
      if (third === 0x01) answer()
      else startAgain()
    } else if (second === 0x1e && third === 0x61) chooseAutomatic(fourth)
    else if (second === 0x1e && third === 0x45) startAgain()
    else if (second === 0x1d && third === 0x03) countEnd(bytes)
    else if (second === 0x23 && third === 0x2a) answer('11', textBytes(VERSION))
  }
  return createTokens(LANGUAGE, {
    ...{ text: () => {}, unknown: () => {}, statusAsked: () => {} },
    ...{ control, command },
  })
}

/** ESC # * is given back with the printer's name and version. */
const VERSION = '\x1b#*,COUNTERMARK Ver1.0\n\0'

/**
 * Nine bytes: their number, the form, and that a length follows; on line, cover closed, no error, paper
 * there; bit 1 of the third is set once after an ETB, whose count is the eighth.
 */
function automaticStatus(etbCount: number, isEtbNew: boolean): number[] {
  const count = ((etbCount & 0x07) << 1) | ((etbCount & 0x18) << 2)
  return [0x23, 0x86, isEtbNew ? 0x02 : 0x00, 0x00, 0x00, 0x00, 0x00, count, 0x00]
}

function big(count: number): number[] {
  return [count >> 8, count & 0xff]
}

function textBytes(text: string): number[] {
  return [...Buffer.from(text, 'latin1')]
}
