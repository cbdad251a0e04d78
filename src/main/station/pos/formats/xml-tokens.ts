import { TAG_CHARS_MAX, TOKEN_CHARS_MAX } from './limits.ts'

/** Told of each piece of a document, in order. Texts are raw: neither decoded nor resolved. */
export interface XmlPieces {
  readonly declaration: (text: string) => void
  /** A tag without its brackets. */
  readonly open: (tag: string, isEmpty: boolean) => void
  readonly close: (name: string) => void
  readonly text: (raw: string, isLiteral: boolean) => void
  /** What cannot be read; everything is skipped up to the next document or record. */
  readonly broken: (reason: 'doctype' | 'malformed' | 'too-large') => void
  /** Whether text is of use here; what is not is thrown away as it comes. */
  readonly wantsText: () => boolean
}

export interface XmlTokens {
  readonly push: (text: string) => void
  /** True when a piece was begun and never ended. */
  readonly end: () => boolean
  /** Skips as {@link XmlPieces.broken} does. */
  readonly skip: (onlyToDocument: boolean) => void
  /** Leaves what is half taken, and counts anew. */
  readonly forget: () => void
  /** Characters that were taken so far, up to the piece that is being told of, with it. */
  readonly taken: () => number
}

/**
 * Takes an XML text apart that comes in any pieces: tags, text, literals. Knows no entities, and no
 * document types, which are refused: a journal needs neither. `restart`: where reading can begin
 * again after something broken.
 */
export function createXmlTokens(restart: RegExp, to: XmlPieces): XmlTokens {
  let pending = ''
  let before = 0
  let at = 0
  /** How far the end of the present piece was looked for. */
  let looked = 0
  let quote = ''
  let skipping: RegExp | null = null

  function advance(to: number): void {
    at = to
    looked = to
    quote = ''
  }

  function skip(onlyToDocument: boolean): void {
    skipping = onlyToDocument ? DOCUMENT : restart
  }

  function breakOff(reason: 'doctype' | 'malformed' | 'too-large'): boolean {
    advance(at + 1)
    skip(reason === 'doctype')
    to.broken(reason)
    return true
  }

  /** Finds where it can go on. Keeps what may be the beginning of such a place. */
  function skipOn(): boolean {
    const pattern = skipping ?? DOCUMENT
    pattern.lastIndex = at
    const found = pattern.exec(pending)
    if (found) {
      skipping = null
      advance(found.index)
      return true
    }
    advance(Math.max(at, pending.length - RESTART_CHARS_MAX))
    return false
  }

  /** One piece; false when its end is not there yet. */
  function step(): boolean {
    if (skipping !== null) return skipOn()
    if (at >= pending.length) return false
    if (pending.charCodeAt(at) !== LESS) return takeText()
    const kind = pending.slice(at, at + 9)
    if (kind.startsWith('<!--')) return takeBounded('-->', 4, () => undefined)
    if (kind === '<![CDATA[') return takeBounded(']]>', 9, (raw) => to.text(raw, true))
    if (kind.startsWith('<?')) return takeBounded('?>', 2, takeInstruction)
    if ('<![CDATA['.startsWith(kind) || '<!--'.startsWith(kind)) return false
    if (kind.startsWith('<!')) return breakOff(kind.startsWith('<!D') ? 'doctype' : 'malformed')
    return takeTag()
  }

  function takeText(): boolean {
    const next = pending.indexOf('<', looked)
    if (next >= 0) {
      const raw = pending.slice(at, next)
      advance(next)
      to.text(raw, false)
      return true
    }
    if (!to.wantsText()) advance(pending.length)
    else if (pending.length - at > TOKEN_CHARS_MAX) return breakOff('too-large')
    else looked = pending.length
    return false
  }

  function takeBounded(end: string, skipped: number, take: (raw: string) => void): boolean {
    const found = pending.indexOf(end, Math.max(looked, at + skipped))
    if (found >= 0) {
      const raw = pending.slice(at + skipped, found)
      advance(found + end.length)
      take(raw)
      return true
    }
    if (pending.length - at > TOKEN_CHARS_MAX) return breakOff('too-large')
    looked = Math.max(at + skipped, pending.length - end.length + 1)
    return false
  }

  function takeInstruction(raw: string): void {
    if (/^xml(?:\s|$)/.test(raw)) to.declaration(raw)
  }

  function takeTag(): boolean {
    const end = tagEnd()
    if (end === 'open') return false
    if (end === 'broken') return breakOff('malformed')
    const tag = pending.slice(at + 1, end)
    const isName = /^\/?[A-Za-z_\x80-\xff]/.test(tag)
    if (!isName) return breakOff('malformed')
    advance(end + 1)
    if (tag.startsWith('/')) to.close(tag.slice(1).trimEnd())
    else if (tag.endsWith('/')) to.open(tag.slice(0, -1), true)
    else to.open(tag, false)
    return true
  }

  /** The `>` that is not inside quotes. */
  function tagEnd(): number | 'open' | 'broken' {
    let place = Math.max(looked, at + 1)
    for (; place < pending.length; place += 1) {
      const code = pending.charCodeAt(place)
      if (quote !== '') {
        if (pending[place] === quote) quote = ''
      } else if (code === GREATER) return place
      else if (code === LESS) return 'broken'
      else if (code === DOUBLE || code === SINGLE) quote = pending[place] ?? ''
    }
    looked = place
    return place - at > TAG_CHARS_MAX ? 'broken' : 'open'
  }

  return {
    push: (text) => {
      pending = at >= pending.length ? text : pending.slice(at) + text
      looked -= at
      before += at
      at = 0
      while (step());
    },
    end: () => skipping === null && at < pending.length && pending.slice(at).trim() !== '',
    skip,
    forget: () => {
      pending = ''
      before = 0
      skipping = null
      advance(0)
    },
    taken: () => before + at,
  }
}

const LESS = 60
const GREATER = 62
const DOUBLE = 34
const SINGLE = 39
/** A document's beginning; where a record may begin is told. */
const DOCUMENT = /<\?xml\s/g
/** Longer than any beginning that {@link XmlTokens.skip} looks for. */
const RESTART_CHARS_MAX = 120
