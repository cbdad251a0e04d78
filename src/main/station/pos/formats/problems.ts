import type { JournalProblemCode, JournalRead } from './journal.ts'

const MESSAGES: Readonly<Record<JournalProblemCode, string>> = {
  'not-a-journal':
    'there is no transaction in it that this format knows; check the file, or choose another format',
  doctype:
    'the document has a document type (<!DOCTYPE), which is not accepted: a journal needs none; have the POS write it without',
  malformed:
    'a transaction is not well-formed XML or JSON and was left out; what follows it was read. Have the POS write the file anew',
  'cut-short':
    'the file ends, or begins anew, in the middle of a transaction, which was left out; give the whole file',
  'too-large':
    'a transaction is larger than any real one and was left out; check that the file is a journal',
  'columns-unknown':
    'the columns of the tender and the amount were not found in the first row; name them in the format',
  'row-unreadable': 'a row could not be read and was left out; check its columns and quotes',
}

/** A place that could not be read, with what to do about it. Nothing of the journal is quoted. */
export function problem(code: JournalProblemCode): JournalRead {
  return { kind: 'problem', problem: { code, message: MESSAGES[code] } }
}
