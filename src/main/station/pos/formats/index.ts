export { type ByteText, createByteText } from './byte-text.ts'
export type { JournalFormat } from './format.ts'
export type {
  JournalProblem,
  JournalRead,
  JournalReader,
  JournalRecord,
  JournalTender,
  KeyCounts,
} from './journal.ts'
export { capturedPaper } from './journal.ts'
export { createJournalReader } from './reader.ts'
export { type JournalSetup, journalSetup } from './setup.ts'
export { journalFormat, parseJournalFormat, shippedFormats } from './shipped.ts'
