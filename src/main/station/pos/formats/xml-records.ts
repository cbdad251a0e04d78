import type { ByteText } from './byte-text.ts'
import type { JournalProblemCode } from './journal.ts'
import { createXmlBuild } from './xml-build.ts'
import { createXmlSurroundings, type XmlDocument } from './xml-document.ts'
import { nameFits, type XmlElement } from './xml-select.ts'
import { localName, readTag, resolveReferences } from './xml-text.ts'
import { createXmlTokens } from './xml-tokens.ts'

export interface XmlRecords {
  readonly push: (text: string) => void
  /** The name of the last document's first element; null when none was seen. */
  readonly end: () => string | null
  /** Leaves what is half read, keeps what is known of the document. */
  readonly forget: () => void
  /** Characters up to the end of the last whole record, since the beginning or {@link forget}. */
  readonly safeChars: () => number
}

export interface XmlRecordsTo {
  readonly record: (element: XmlElement, document: XmlDocument) => void
  readonly problem: (code: JournalProblemCode) => void
}

/**
 * Cuts whole records (elements of these names) out of XML that comes in any pieces, of any number
 * of documents one behind the other, and may begin in the middle. Strict inside a record, lenient
 * outside. Memory is bounded by one record.
 */
export function createXmlRecords(
  names: readonly string[],
  bytes: ByteText,
  to: XmlRecordsTo,
): XmlRecords {
  const read = (raw: string): string => resolveReferences(bytes.decode(raw))
  const build = createXmlBuild()
  let around = createXmlSurroundings(read)
  let safe = 0

  function newDocument(): void {
    if (build.record() !== null) to.problem('cut-short')
    build.drop()
    around = createXmlSurroundings(read)
  }

  function giveUp(code: JournalProblemCode): void {
    build.drop()
    around.leave()
    tokens.skip()
    to.problem(code)
  }

  function open(text: string, isEmpty: boolean): void {
    const tag = readTag(text, bytes.decode)
    beginAgain(tag.name)
    const isInside = build.record() !== null
    if (!isInside) around.open(tag.name, isEmpty)
    around.learn(tag.namespaces)
    if (!isInside && !names.some((name) => nameFits(tag.name, name))) return
    if (!build.open(tag, text.length)) giveUp('too-large')
    else if (isEmpty) finish()
  }

  /** A till that broke off in the middle of a transaction, and goes on with the next, or anew. */
  function beginAgain(name: string): void {
    const record = build.record()
    if (record === null) return
    if (name === record) {
      build.drop()
      to.problem('cut-short')
    } else if (name === around.known().root) newDocument()
  }

  function finish(): void {
    const element = build.close()
    if (element === null) return
    safe = tokens.taken()
    around.leave()
    to.record(element, around.known())
  }

  function close(name: string): void {
    const innermost = build.innermost()
    if (innermost === null) around.close(name)
    else if (innermost === name) finish()
    else giveUp('malformed')
  }

  function text(raw: string, isLiteral: boolean): void {
    if (build.record() === null) around.text(raw)
    else if (!build.text(raw, isLiteral ? bytes.decode : read)) giveUp('too-large')
  }

  const tokens = createXmlTokens(restartAt(names), {
    declaration: (declared) => {
      newDocument()
      const encoding = /\sencoding\s*=\s*["']([\w.:-]{1,40})["']/.exec(declared)?.[1]
      if (encoding !== undefined) bytes.declare(encoding)
    },
    open,
    close: (tag) => close(localName(tag)),
    text,
    broken: (reason) => {
      build.drop()
      around.leave()
      to.problem(reason)
    },
    wantsText: () => build.record() !== null || around.wantsText(),
  })

  return {
    push: tokens.push,
    end: () => {
      const { root } = around.known()
      const isOpen = tokens.end() && root !== null
      if (build.record() !== null || isOpen) to.problem('cut-short')
      build.drop()
      return root
    },
    forget: () => {
      build.drop()
      around.leave()
      safe = 0
      tokens.forget()
    },
    safeChars: () => safe,
  }
}

function restartAt(names: readonly string[]): RegExp {
  const words = names.map((name) => name.replace(/[^\w-]/g, '.')).join('|')
  return new RegExp(`<\\?xml\\s|<(?:[A-Za-z_][\\w.-]{0,40}:)?(?:${words})(?=[\\s/>])`, 'gi')
}
