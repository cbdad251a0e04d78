import type { Currency } from '../../../../contract/money.ts'
import { createByteText } from './byte-text.ts'
import type { XmlFormat } from './format.ts'
import type { JournalRead, JournalReader } from './journal.ts'
import { problem } from './problems.ts'
import type { XmlDocument } from './xml-document.ts'
import { createXmlInterpreter, type XmlInterpreter } from './xml-record.ts'
import { createXmlRecords } from './xml-records.ts'
import { nameFits, type XmlElement } from './xml-select.ts'

export interface XmlReaderOptions {
  /** One format, or several to choose from by what a document says of itself; the last fits all. */
  readonly formats: readonly XmlFormat[]
  readonly currency: Currency | null
}

/** Reads journals of XML. Each document, and each record, is read by the format that knows it. */
export function createXmlReader({ formats, currency }: XmlReaderOptions): JournalReader {
  const bytes = createByteText()
  const interpreters = new Map<XmlFormat, XmlInterpreter>()
  let reads: JournalRead[] = []
  let atMs = 0
  let hasRecords = false
  let isPriming = false

  function interpret(element: XmlElement, document: XmlDocument): void {
    hasRecords = true
    if (isPriming) return
    const format = formatOf(formats, element, document)
    const interpreter = interpreters.get(format) ?? createXmlInterpreter(format, currency)
    interpreters.set(format, interpreter)
    const record = interpreter(element, document, atMs)
    if (record !== null) reads.push({ kind: 'record', record })
  }

  const records = createXmlRecords([...new Set(formats.flatMap((one) => one.records))], bytes, {
    record: interpret,
    problem: (code) => {
      if (!isPriming) reads.push(problem(code))
    },
  })

  function taken(): JournalRead[] {
    const all = reads
    reads = []
    return all
  }

  return {
    push: (input, now) => {
      atMs = now
      records.push(bytes.push(input))
      return taken()
    },
    end: (now) => {
      atMs = now
      records.push(bytes.end())
      const root = records.end()
      const isJournal = hasRecords || formats.some(({ recognise }) => namesIt(recognise, root))
      if (!isJournal && reads.length === 0) reads.push(problem('not-a-journal'))
      return taken()
    },
    safeOffset: () => (bytes.isBytewise() ? records.safeChars() : 0),
    prime: (head) => {
      isPriming = true
      records.push(bytes.push(head))
      records.forget()
      isPriming = false
    },
  }
}

/** The first format whose mark stands in a namespace of the document, or that names its root. */
function formatOf(
  formats: readonly XmlFormat[],
  element: XmlElement,
  document: XmlDocument,
): XmlFormat {
  const fits = formats.find(
    ({ recognise, records }) =>
      records.some((own) => nameFits(element.name, own)) &&
      (namesIt(recognise, document.root) ||
        recognise.some((part) => [...document.namespaces].some((space) => space.includes(part)))),
  )
  const any = formats.findLast(({ records }) => records.some((own) => nameFits(element.name, own)))
  return fits ?? any ?? (formats[0] as XmlFormat)
}

function namesIt(recognise: readonly string[], root: string | null): boolean {
  return root !== null && recognise.includes(root)
}
