export { isSepaIban, maskedIban } from './iban.ts'
export { sepaRail } from './writing.ts'
