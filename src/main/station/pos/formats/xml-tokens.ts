import { advance, feed, findEnd, findTagEnd, LESS, openCursor, skipTo } from './xml-cursor.ts'

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
  readonly skip: () => void
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
  let cursor = openCursor()
  let skipping: RegExp | null = null

  function breakOff(reason: 'doctype' | 'malformed' | 'too-large'): boolean {
    advance(cursor, cursor.at + 1)
    skipping = reason === 'doctype' ? DOCUMENT : restart
    to.broken(reason)
    return true
  }

  /** One piece; false when its end is not there yet. */
  function step(): boolean {
    const { pending, at } = cursor
    if (skipping !== null) return skipOn(skipping)
    if (at >= pending.length) return false
    if (pending.charCodeAt(at) !== LESS) return takeText()
    const next = pending.charCodeAt(at + 1)
    return next === BANG || next === QUESTION || at + 1 >= pending.length ? takeOther() : takeTag()
  }

  function skipOn(place: RegExp): boolean {
    const isFound = skipTo(cursor, place)
    if (isFound) skipping = null
    return isFound
  }

  function takeText(): boolean {
    if (!to.wantsText() && !cursor.pending.includes('<', cursor.looked)) {
      advance(cursor, cursor.pending.length)
      return false
    }
    return takeUpTo('<', 0, (raw) => to.text(raw, false), 0)
  }

  /** Comments, literals, instructions; document types are refused. */
  function takeOther(): boolean {
    const kind = cursor.pending.slice(cursor.at, cursor.at + LITERAL.length)
    if (kind.startsWith('<!--')) return takeUpTo('-->', 4, () => undefined)
    if (kind === LITERAL) return takeUpTo(']]>', LITERAL.length, (raw) => to.text(raw, true))
    if (kind.startsWith('<?')) return takeUpTo('?>', 2, takeInstruction)
    if (LITERAL.startsWith(kind) || '<!--'.startsWith(kind)) return false
    return breakOff(kind.startsWith('<!D') ? 'doctype' : 'malformed')
  }

  function takeInstruction(raw: string): void {
    if (/^xml(?:\s|$)/.test(raw)) to.declaration(raw)
  }

  function takeUpTo(
    end: string,
    skipped: number,
    take: (raw: string) => void,
    endChars = end.length,
  ): boolean {
    const found = findEnd(cursor, end, skipped)
    if (found === 'more') return false
    if (found === 'broken') return breakOff('too-large')
    const raw = cursor.pending.slice(cursor.at + skipped, found)
    advance(cursor, found + endChars)
    take(raw)
    return true
  }

  function takeTag(): boolean {
    const end = findTagEnd(cursor)
    if (end === 'more') return false
    const tag = end === 'broken' ? '' : cursor.pending.slice(cursor.at + 1, end)
    if (end === 'broken' || !TAG_BEGINS.test(tag)) return breakOff('malformed')
    advance(cursor, end + 1)
    if (tag.startsWith('/')) to.close(tag.slice(1).trimEnd())
    else if (tag.endsWith('/')) to.open(tag.slice(0, -1), true)
    else to.open(tag, false)
    return true
  }

  return {
    push: (text) => {
      feed(cursor, text)
      while (step());
    },
    end: () => skipping === null && cursor.pending.slice(cursor.at).trim() !== '',
    skip: () => {
      skipping = restart
    },
    forget: () => {
      cursor = openCursor()
      skipping = null
    },
    taken: () => cursor.before + cursor.at,
  }
}

const BANG = 33
const QUESTION = 63
const LITERAL = '<![CDATA['
const TAG_BEGINS = /^\/?[A-Za-z_\x80-\xff]/
/** A document's beginning; where a record may begin is told. */
const DOCUMENT = /<\?xml\s/g
