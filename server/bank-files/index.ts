export { cpa005Rail } from './cpa005/index.ts'
export type {
  BankChange,
  BankDetails,
  BankFormat,
  BankOutcome,
  FileProblem,
  FileRail,
  FileReading,
  FrozenFile,
  Purpose,
  RailName,
  Transfer,
} from './rail.ts'
export { BANK_FORMATS, PURPOSES, RAILS } from './rail.ts'
export { isSepaIban, maskedIban, sepaRail } from './sepa/index.ts'
