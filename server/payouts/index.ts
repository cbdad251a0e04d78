export { type BankName, findPayout, recordOutcome } from './outcomes.ts'
export type { OutcomeEffect, Payout } from './payout.ts'
