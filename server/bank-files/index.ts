export { bamboraRail } from './bambora/index.ts'
export { cpa005Rail } from './cpa005/index.ts'
export { type ForteOutcome, forteRail, writeForteReport } from './forte/index.ts'
export { nachaRail } from './nacha/index.ts'
export { isQuestion } from './questions.ts'
export type {
  BankChange,
  BankDetails,
  BankFormat,
  BankOutcome,
  FileProblem,
  FileRail,
  FileReading,
  FrozenFile,
  IncomingTransfer,
  Purpose,
  RailName,
  Transfer,
} from './rail.ts'
export { readBankFile } from './reading.ts'
export { sepaRail } from './sepa/index.ts'
