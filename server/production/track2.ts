import type { CardNumber } from '../../src/contract/card-number.ts'

/**
 * Track 2 of ISO/IEC 7813 as an encoder takes it: `;number=YYMM=?`. What a card has not (a service
 * code; its expiry, when none is printed) is a field separator. With `withLrc` the check character
 * follows that some encoders want to be given.
 */
export function track2(number: CardNumber, printedExpiry: string | null, withLrc: boolean): string {
  const expiry = printedExpiry === null ? '=' : yearAndMonth(printedExpiry)
  const track = `;${number}=${expiry}=?`
  return withLrc ? `${track}${checkCharacter(track)}` : track
}

/** The longitudinal redundancy check of ISO/IEC 7811-2: the exclusive or of the four data bits. */
function checkCharacter(track: string): string {
  let bits = 0
  for (const character of track) bits ^= character.charCodeAt(0) & 0x0f
  return String.fromCharCode(0x30 + bits)
}

/** `2030-12` as a track has it: `3012`. */
function yearAndMonth(printedExpiry: string): string {
  return `${printedExpiry.slice(2, 4)}${printedExpiry.slice(5, 7)}`
}
