import { ADJUSTMENTS } from './adjustments.ts'
import { API_CLIENTS } from './api-clients.ts'
import { AUDIT_ADMIN } from './audit.ts'
import { BANK_ACCOUNT_ADMIN } from './bank-accounts.ts'
import { BANK_DELIVERY_ADMIN } from './bank-delivery.ts'
import { BANK_OUTCOME_ADMIN } from './bank-outcomes.ts'
import { BOOK_EXPORT_ADMIN } from './book-exports.ts'
import { BOOK_ADMIN } from './books.ts'
import { CLAIM_ADMIN } from './claims.ts'
import { EXCEPTION_ADMIN } from './exceptions.ts'
import { GUARD_ADMIN } from './guards.ts'
import { IMPORTS } from './imports.ts'
import { INSIGHT_ADMIN } from './insight.ts'
import { PAYABLE_ADMIN } from './payables.ts'
import { PAYOUT_ADMIN } from './payouts.ts'
import { PIN_ADMIN } from './pins.ts'
import { POS_ADMIN } from './pos.ts'
import { PRODUCTION } from './production.ts'
import { PROGRAM_ADMIN } from './programs.ts'
import { RECONCILIATION_ADMIN } from './reconciliation.ts'
import { REQUEST_LOG_ADMIN } from './request-log.ts'
import { STATEMENT_ADMIN } from './statements.ts'
import { TERMS_ADMIN } from './terms.ts'

/** The rows of the admin's table that stand in a file of their subject. */
export const SUBJECTS = {
  ...ADJUSTMENTS,
  ...API_CLIENTS,
  ...AUDIT_ADMIN,
  ...BANK_ACCOUNT_ADMIN,
  ...BANK_OUTCOME_ADMIN,
  ...BOOK_ADMIN,
  ...BOOK_EXPORT_ADMIN,
  ...BANK_DELIVERY_ADMIN,
  ...CLAIM_ADMIN,
  ...EXCEPTION_ADMIN,
  ...GUARD_ADMIN,
  ...IMPORTS,
  ...PAYABLE_ADMIN,
  ...PAYOUT_ADMIN,
  ...INSIGHT_ADMIN,
  ...PIN_ADMIN,
  ...POS_ADMIN,
  ...PRODUCTION,
  ...PROGRAM_ADMIN,
  ...RECONCILIATION_ADMIN,
  ...REQUEST_LOG_ADMIN,
  ...STATEMENT_ADMIN,
  ...TERMS_ADMIN,
} as const
