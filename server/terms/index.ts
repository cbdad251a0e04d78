export { termsHandlers } from './admin.ts'
export {
  type Charge,
  chargesFor,
  type LocationActivity,
  type NetworkActivity,
  networkChargesFor,
  payoutReturnCharge,
} from './charges.ts'
export { payDayOf } from './cut-offs.ts'
export { type DueRun, dueRuns, type NetworkSchedule } from './due-runs.ts'
export { beginTerms, type FirstTerms } from './first-terms.ts'
export { monthsEnded } from './instants.ts'
export {
  type AgreedTerms,
  agreedTerms,
  type NetworkTerms,
  networkTermsIn,
  type TermsVersion,
} from './network-terms.ts'
export { termsObjection } from './objections.ts'
export { type CardOrder, type PurchaseCharge, purchaseFeeFor } from './purchase-fees.ts'
export { reserveKept } from './reserves.ts'
export { scheduleOf } from './schedules.ts'
export { splitByWeight } from './shares.ts'
export { termsAt } from './terms-at.ts'
