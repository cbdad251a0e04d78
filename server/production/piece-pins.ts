import { invariant } from '../../src/contract/parse.ts'
import { openSealed, type RandomBytes, sealText } from '../cards/index.ts'
import { deriveKey, type Keys } from '../keys.ts'

/** Seals the PINs of a piece in the order of their serials. */
export function sealPins(
  keys: Keys,
  pieceId: number,
  pins: readonly (string | null)[],
  randomBytes: RandomBytes,
): Uint8Array {
  return sealText({ key: keyOf(keys), text: pins.join(' '), boundTo: nameOf(pieceId), randomBytes })
}

/** The PINs that were sealed for this piece. */
export function openPins(keys: Keys, pieceId: number, sealed: Uint8Array): readonly string[] {
  const text = openSealed({ key: keyOf(keys), sealed, boundTo: nameOf(pieceId) })
  invariant(text !== undefined, 'the PINs of a piece open under the key that sealed them')
  return text.split(' ')
}

/** The pepper stays when the keys of numbers are changed, as PINs do. */
function keyOf(keys: Keys): Uint8Array {
  return deriveKey(keys.pinPepper, 'PINs for the printer')
}

function nameOf(pieceId: number): string {
  return `batch piece ${pieceId}`
}
