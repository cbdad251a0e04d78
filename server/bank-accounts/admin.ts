import type { BANK_ACCOUNT_ADMIN, BankAccountView } from '../../src/contract/admin/bank-accounts.ts'
import { type Reply, success } from '../../src/contract/refusals.ts'
import type { ServerContext } from '../context.ts'
import { type AdminHandlers, createStepUp, type SignedIn } from '../staff/index.ts'
import {
  approveAccount,
  blockAccount,
  checkAccount,
  confirmTest,
  rejectAccount,
  releaseAccount,
  repeatTest,
} from './deciding.ts'
import { enterAccount } from './entering.ts'
import { readRule, writeRule } from './rules.ts'
import { accountView, accountViews, noticeViews, payeeViews } from './views.ts'

/** What people do about where locations are paid. `onDidWrite`: there may be mails to send. */
export function bankAccountHandlers(
  context: ServerContext,
  onDidWrite: () => void,
): Pick<AdminHandlers, keyof typeof BANK_ACCOUNT_ADMIN> {
  const stepUp = createStepUp(context)
  /** Does it once the password was right, and shows what came of it. */
  const withPassword = async <Value>(
    who: SignedIn,
    password: string,
    deed: () => Promise<Reply<Value>>,
  ): Promise<Reply<Value>> => {
    const sure = await stepUp(who, password)
    return sure.ok ? deed() : sure
  }
  const shown = async (
    who: SignedIn,
    accountId: string,
    deed: Promise<Reply<null>>,
  ): Promise<Reply<BankAccountView>> => {
    const done = await deed
    onDidWrite()
    return done.ok ? accountView(context, who, accountId) : done
  }
  return {
    'list-bank-accounts': async (who) =>
      success({
        payees: await payeeViews(context, who),
        rule: await readRule(context.database, who.networkId),
      }),
    'read-bank-accounts': async (who, { locationId }) => {
      const accounts = await accountViews(context, who, locationId)
      if (!accounts.ok) return accounts
      return success({
        accounts: accounts.value,
        notices: await noticeViews(context, locationId),
      })
    },
    'enter-bank-account': (who, { password, ...asked }) =>
      withPassword(who, password, async () => {
        const entered = await enterAccount(context, who, asked)
        onDidWrite()
        return entered.ok ? accountView(context, who, entered.value) : entered
      }),
    'approve-bank-account': (who, { accountId, password }) =>
      withPassword(who, password, () =>
        shown(who, accountId, approveAccount(context, who, accountId)),
      ),
    'reject-bank-account': (who, asked) =>
      shown(who, asked.accountId, rejectAccount(context, who, asked)),
    'check-bank-account': (who, { password, ...asked }) =>
      withPassword(who, password, () =>
        shown(who, asked.accountId, checkAccount(context, who, asked)),
      ),
    'confirm-bank-test': (who, asked) =>
      shown(who, asked.accountId, confirmTest(context, who, asked)),
    'repeat-bank-test': (who, { accountId }) =>
      shown(who, accountId, repeatTest(context, who, accountId)),
    'block-bank-account': (who, asked) =>
      shown(who, asked.accountId, blockAccount(context, who, asked)),
    'release-bank-account': (who, { password, ...asked }) =>
      withPassword(who, password, () =>
        shown(who, asked.accountId, releaseAccount(context, who, asked)),
      ),
    'set-bank-rule': (who, { password, ...rule }) =>
      withPassword(who, password, async () => {
        await writeRule(context, who, rule)
        return success(await readRule(context.database, who.networkId))
      }),
  }
}
