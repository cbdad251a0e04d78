import type { FastifyInstance } from 'fastify'
import type { ServerContext } from '../context.ts'
import { bankOutcomeHandlers } from './admin.ts'
import { watchFolder } from './folder.ts'
import { registerBankAnswers } from './routes.ts'
import { startAnswers } from './work.ts'

export { type SentFile, takeFile } from './taking.ts'

/** What banks answer: taken, worked on, and shown. `onDidWrite`: there may be mails to send. */
export function createBankOutcomes(context: ServerContext, onDidWrite: () => void) {
  const work = startAnswers(context, onDidWrite)
  const { bankAnswers } = context.config
  const folder = bankAnswers === null ? null : watchFolder(context, bankAnswers, work.wake)
  return {
    admin: bankOutcomeHandlers(context, onDidWrite),
    register: (app: FastifyInstance) => registerBankAnswers(app, context, work.wake),
    close: async (): Promise<void> => {
      await folder?.close()
      await work.close()
    },
  }
}
