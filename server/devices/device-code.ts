/** Capital letters and digits without those that are mistaken for others (0 O, 1 I L). */
const ALPHABET = 'ABCDEFGHJKMNPQRSTUVWXYZ23456789'
const CODE_LENGTH = 8
/** Bytes from here on would make the first letters likelier. */
const FAIR_BELOW = 256 - (256 % ALPHABET.length)

/** A new device code, as `K7QM-4T2X`: what people call a station on the phone. */
export function drawDeviceCode(randomBytes: (count: number) => Uint8Array): string {
  let code = ''
  while (code.length < CODE_LENGTH) {
    for (const byte of randomBytes(CODE_LENGTH)) {
      if (byte < FAIR_BELOW && code.length < CODE_LENGTH) {
        code += ALPHABET.charAt(byte % ALPHABET.length)
      }
    }
  }
  return `${code.slice(0, 4)}-${code.slice(4)}`
}
