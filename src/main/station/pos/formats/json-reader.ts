import type { Currency } from '../../../../contract/money.ts'
import { createByteText } from './byte-text.ts'
import type { JsonFormat } from './format.ts'
import type { JournalRead, JournalReader } from './journal.ts'
import { parseJsonText } from './json-parse.ts'
import { createJsonInterpreter } from './json-record.ts'
import { type JsonValue, selectJson } from './json-select.ts'
import { createJsonValues, type JsonPiece } from './json-values.ts'
import { problem } from './problems.ts'

export interface JsonReaderOptions {
  /** One format, or several to choose from by the members of a record; the last fits all. */
  readonly formats: readonly JsonFormat[]
  readonly currency: Currency | null
}

/** Reads journals of JSON: lines, documents one behind the other, lists. */
export function createJsonReader({ formats, currency }: JsonReaderOptions): JournalReader {
  const bytes = createByteText()
  const values = createJsonValues()
  const ways = formats.map((format) => ({
    format,
    interpret: createJsonInterpreter(format, currency),
  }))
  let hasSaid = false

  function read(piece: JsonPiece, atMs: number): JournalRead[] {
    const reads = piece.kind === 'problem' ? [problem(piece.code)] : readObject(piece.text, atMs)
    hasSaid ||= reads.length > 0
    return reads
  }

  function readObject(text: string, atMs: number): JournalRead[] {
    const value = parseJsonText(bytes.decode(text))
    if (value === undefined) return [problem('malformed')]
    for (const { format, interpret } of ways) {
      if (!isOf(format, value)) continue
      const records = recordsIn(format, value).flatMap((one) => interpret(one, atMs) ?? [])
      if (records.length > 0) return records.map((record) => ({ kind: 'record', record }))
    }
    return []
  }

  return {
    push: (input, atMs) => values.push(bytes.push(input)).flatMap((piece) => read(piece, atMs)),
    end: (atMs) => {
      const reads = values.push(bytes.end()).flatMap((piece) => read(piece, atMs))
      if (values.end()) reads.push(problem('cut-short'))
      else if (!hasSaid) reads.push(problem('not-a-journal'))
      return reads
    },
    safeOffset: () => (bytes.isBytewise() ? values.safeChars() : 0),
    prime: (head) => {
      hasSaid ||= values.push(bytes.push(head)).length > 0
      values.forget()
    },
  }
}

function isOf({ recognise }: JsonFormat, value: JsonValue): boolean {
  return recognise.every((path) => selectJson(value, path).length > 0)
}

/** The records of a document, wherever the format says they are. */
function recordsIn({ records }: JsonFormat, value: JsonValue): readonly JsonValue[] {
  for (const path of records) {
    const found = selectJson(value, path)
    if (found.length > 0) return found
  }
  return [value]
}
