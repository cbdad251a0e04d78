/** A key of a layout: what it types without and with Shift; `Dead` waits for another key. */
interface LayoutKey {
  readonly code: string
  readonly plain: string
  readonly shifted: string
}

export type Layout = readonly LayoutKey[]

const CODES = [
  'Backquote Digit1 Digit2 Digit3 Digit4 Digit5 Digit6 Digit7 Digit8 Digit9 Digit0 Minus Equal',
  'KeyQ KeyW KeyE KeyR KeyT KeyY KeyU KeyI KeyO KeyP BracketLeft BracketRight Backslash',
  'KeyA KeyS KeyD KeyF KeyG KeyH KeyJ KeyK KeyL Semicolon Quote',
  'KeyZ KeyX KeyC KeyV KeyB KeyN KeyM Comma Period Slash',
  'Space',
].flatMap((row) => row.split(' '))

/** Rows as they are printed on the keys; `†` is a dead key. */
function layoutOf(rows: readonly (readonly [plain: string, shifted: string])[]): Layout {
  const plain = [...rows.map(([low]) => low).join('')]
  const shifted = [...rows.map(([, high]) => high).join('')]
  if (plain.length !== CODES.length || shifted.length !== CODES.length)
    throw new Error(`a layout has ${CODES.length} keys, not ${plain.length} and ${shifted.length}`)
  const named = (character: string | undefined) => (character === '†' ? 'Dead' : (character ?? ''))
  return CODES.map((code, at) => ({
    code,
    plain: named(plain[at]),
    shifted: named(shifted[at]),
  }))
}

export const LAYOUTS = {
  QWERTY: layoutOf([
    ['`1234567890-=', '~!@#$%^&*()_+'],
    ['qwertyuiop[]\\', 'QWERTYUIOP{}|'],
    ["asdfghjkl;'", 'ASDFGHJKL:"'],
    ['zxcvbnm,./', 'ZXCVBNM<>?'],
    [' ', ' '],
  ]),
  AZERTY: layoutOf([
    ['²&é"\'(-è_çà)=', '~1234567890°+'],
    ['azertyuiop†$*', 'AZERTYUIOP†£µ'],
    ['qsdfghjklmù', 'QSDFGHJKLM%'],
    ['wxcvbn,;:!', 'WXCVBN?./§'],
    [' ', ' '],
  ]),
  Czech: layoutOf([
    [';+ěščřžýáíé=†', '°1234567890%†'],
    ['qwertzuiopú)†', "QWERTZUIOP/('"],
    ['asdfghjklů§', 'ASDFGHJKL"!'],
    ['yxcvbnm,.-', 'YXCVBNM?:_'],
    [' ', ' '],
  ]),
} as const satisfies Record<string, Layout>

/** The key that types this character, and whether with Shift. */
export function keyFor(layout: Layout, character: string): { code: string; shift: boolean } {
  const plain = layout.find((key) => key.plain === character)
  if (plain !== undefined) return { code: plain.code, shift: false }
  const shifted = layout.find((key) => key.shifted === character)
  if (shifted === undefined) throw new Error(`no key of this layout types ${character}`)
  return { code: shifted.code, shift: true }
}

/** What a PC with this layout makes of a key. */
export function typedBy(layout: Layout, code: string, shift: boolean): string {
  const key = layout.find((known) => known.code === code)
  return (shift ? key?.shifted : key?.plain) ?? ''
}
