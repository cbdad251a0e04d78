import type { FastifyInstance } from 'fastify'
import { createBankAccounts } from './bank-accounts/index.ts'
import { bankDeliveryHandlers, startBankPolling } from './bank-delivery/index.ts'
import { createBankOutcomes, takeFile } from './bank-outcomes/index.ts'
import { assembleBooks } from './book-keeping.ts'
import type { ServerContext } from './context.ts'
import type { Delivery } from './delivery/index.ts'
import type { Background } from './load/index.ts'
import { payoutHandlers, registerPayoutFiles, startRuns } from './payouts/index.ts'
import { reconciliationHandlers, startReconciliation } from './reconciliation/index.ts'
import { settlementHandlers } from './settlement/index.ts'
import { registerStatements, startStatementMails, statementHandlers } from './statements/index.ts'
import { termsHandlers } from './terms/index.ts'

/** What the subjects that pay locations and keep the books are given beside the context. */
export interface SettlingParts {
  /** As people reach the server; asked when a link is made. */
  readonly publicUrl: () => string
  /** Null without a mail server. */
  readonly delivery: Delivery | null
}

/** The subjects that pay locations and keep the books, put together. */
export function assembleSettling(context: ServerContext, { delivery, publicUrl }: SettlingParts) {
  const bankAccounts = createBankAccounts(context, delivery)
  const bankOutcomes = createBankOutcomes(context, bankAccounts.wake)
  const books = assembleBooks(context, { delivery, publicUrl })
  const runs = startRuns(context)
  const polling = startBankPolling(context, async (told) => {
    const taken = await takeFile(context, { ...told, actor: 'system', ip: null })
    if (taken.outcome !== 'refused') return true
    const { name } = told
    context.log.warn({ name, problems: taken.problems }, 'what a bank told is broken')
    return false
  })
  const statements = startStatementMails(context, delivery)
  const reconciliation = startReconciliation(context)
  const backgrounds: readonly Pick<Background, 'close'>[] = [
    bankAccounts,
    bankOutcomes,
    polling,
    books,
    runs,
    ...(statements ? [statements] : []),
    reconciliation,
  ]
  const routes: ReadonlyArray<(app: FastifyInstance) => void> = [
    ...books.routes,
    bankOutcomes.register,
    (app) => registerPayoutFiles(app, context),
    (app) => registerStatements(app, context),
  ]
  return {
    adminHandlers: {
      ...settlementHandlers(context),
      ...bankAccounts.admin,
      ...bankOutcomes.admin,
      ...bankDeliveryHandlers(context),
      ...books.admin,
      ...payoutHandlers(context, runs),
      ...statementHandlers(context, statements),
      ...reconciliationHandlers(context),
      ...termsHandlers(context),
    },
    routes,
    /** Begins nothing more and waits for what is under way. */
    close: async (): Promise<void> => {
      await Promise.all(backgrounds.map((background) => background.close()))
    },
  }
}
