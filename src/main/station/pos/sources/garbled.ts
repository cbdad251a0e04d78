import { GARBLED_BYTES_MIN, GARBLED_CHARACTERS_MIN, GARBLED_WORDS_SHARE } from './limits.ts'

/** Words of the scripts that receipts are printed in, and numbers. */
const WORDS =
  /[A-Za-z]{3,}|[\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Thai}]{3,}|[\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}]{2,}|\d{2,}/gu

/** True for text that nobody wrote: the wrong speed or parity makes characters, and no words. */
export function isGarbled(rows: readonly string[]): boolean {
  const text = rows.join('\n')
  const written = text.replaceAll(/\s/gu, '').length
  if (written < GARBLED_CHARACTERS_MIN) return false
  const words = (text.match(WORDS) ?? []).reduce((sum, word) => sum + word.length, 0)
  return words / written < GARBLED_WORDS_SHARE
}

/** What settings and questions to a printer begin with: they make no paper either. */
const COMMANDS = new Set([0x05, 0x10, 0x1b, 0x1c, 0x1d])

/** Watches one serial line for bytes that make no sense. */
export interface GarbleWatch {
  readonly heard: (bytes: Uint8Array) => void
  /** A paper came of it. */
  readonly paper: (rows: readonly string[], pictureBytes: number) => void
  /** The line fell silent: what came since the last paper is no paper. */
  readonly quiet: () => void
  readonly isGarbled: () => boolean
}

export function createGarbleWatch(): GarbleWatch {
  let bytes = 0
  let isCommand = false
  let isNow = false
  return {
    heard: (given) => {
      // A POS fills the line with NUL when its printer does not answer.
      const said = given.filter((byte) => byte !== 0)
      if (bytes === 0) isCommand = COMMANDS.has(said[0] ?? 0)
      bytes += said.length
    },
    paper: (rows, pictureBytes) => {
      if (pictureBytes === 0 || rows.length > 0) isNow = isGarbled(rows)
      bytes = 0
    },
    quiet: () => {
      if (bytes >= GARBLED_BYTES_MIN && !isCommand) isNow = true
      bytes = 0
    },
    isGarbled: () => isNow,
  }
}
