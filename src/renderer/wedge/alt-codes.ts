import { KEY_GAP_MAX_MS } from './limits.ts'

/** A key going down or up, as the browser tells it. */
export interface AltKey {
  readonly isDown: boolean
  readonly code: string
  readonly altKey: boolean
  readonly atMs: number
}

/** A character that was typed as its number, with Alt held. */
export interface AltCharacter {
  readonly character: string
  /** When Alt went down, and when it came up and the character was made. */
  readonly beganAtMs: number
  readonly atMs: number
}

export interface AltCodes {
  /** A character once its last key came up; `part` for the keys that make one. */
  readonly push: (key: AltKey) => AltCharacter | 'part' | undefined
}

/**
 * Some scanners type each character as Alt and its number on the number pad, which Windows turns into
 * the character whatever the layout. Puts those numbers together; a person who does the same is too
 * slow, and is left alone. Pure.
 */
export function createAltCodes(): AltCodes {
  let begun: { beganAtMs: number; lastAtMs: number; digits: string } | undefined

  const finish = (atMs: number): AltCharacter | undefined => {
    const ended = begun
    begun = undefined
    if (ended === undefined || !/^\d{1,4}$/.test(ended.digits)) return undefined
    const number = Number(ended.digits)
    if (atMs - ended.lastAtMs > KEY_GAP_MAX_MS || !(number < 0x7f)) return undefined
    return { character: String.fromCharCode(number), beganAtMs: ended.beganAtMs, atMs }
  }
  return {
    push: ({ isDown, code, altKey, atMs }) => {
      if (code === 'AltLeft') {
        if (!isDown) return finish(atMs)
        begun = { beganAtMs: atMs, lastAtMs: atMs, digits: '' }
        return 'part'
      }
      if (begun === undefined || !isDown) return undefined
      const digit = /^Numpad(\d)$/.exec(code)?.[1]
      if (digit === undefined || !altKey || atMs - begun.lastAtMs > KEY_GAP_MAX_MS) {
        begun = undefined
        return undefined
      }
      begun.digits += digit
      begun.lastAtMs = atMs
      return 'part'
    },
  }
}
