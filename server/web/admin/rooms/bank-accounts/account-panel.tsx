import type { BankAccountView, PayeeView } from '../../../../../src/contract/admin/bank-accounts.ts'
import { Notice } from '../../show/notice.tsx'
import { Panel } from '../../show/panel.tsx'
import { useTimes } from '../../show/times.tsx'
import { useWords } from '../../words/words.tsx'
import { AccountActions } from './account-actions.tsx'
import { AccountStateBadge, useWaiting } from './account-state.tsx'
import styles from './bank-accounts.module.css'

interface AccountPanelProps {
  readonly account: BankAccountView
  readonly payee: PayeeView
}

/** One version: what is known of it, what it waits for, what may be done, and its history. */
export function AccountPanel({ account, payee }: AccountPanelProps) {
  const { t } = useWords()
  const waits = useWaiting(payee.timeZone)(account)
  const { version, state, sharedWith } = account
  return (
    <Panel title={t('accounts.version', { version })} action={<AccountStateBadge state={state} />}>
      {waits !== undefined && (
        <Notice tone={state === 'blocked' ? 'refused' : 'know'} title={waits} />
      )}
      {sharedWith.length > 0 && state !== 'replaced' && state !== 'rejected' && (
        <Notice tone="know" title={t('accounts.shared', { shared: sharedWith.join(', ') })} />
      )}
      <AccountActions account={account} />
      <Facts account={account} />
      <Steps account={account} timeZone={payee.timeZone} />
    </Panel>
  )
}

function Facts({ account }: { account: BankAccountView }) {
  const { t } = useWords()
  const facts: readonly (readonly [name: string, value: string, isNumber?: boolean])[] = [
    [t(`accountBank.${account.country}`), account.bank, true],
    [t('accounts.account'), account.account, true],
    [t('accounts.payee'), account.payeeName],
    [t('accounts.contact'), account.contactEmail],
    [t('accounts.verification'), t(`verification.${account.verification}`)],
    [t('accounts.mandate'), account.mandate ?? t('accounts.noMandate')],
  ]
  return (
    <dl className={styles['facts']}>
      {facts.map(([name, value, isNumber]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd className={isNumber ? 'figures' : undefined}>{value}</dd>
        </div>
      ))}
    </dl>
  )
}

/** From the newest to how it was entered. */
function Steps({ account, timeZone }: { account: BankAccountView; timeZone: string }) {
  const { t } = useWords()
  const { steps, origin, madeAtMs, madeBy } = account
  const first = { kind: origin, atMs: madeAtMs, by: madeBy, note: null } as const
  const times = useTimes()
  return (
    <ol className={styles['steps']} aria-label={t('accounts.history')}>
      {[...[...steps].reverse(), first].map(({ kind, atMs, by, note }) => (
        <li key={`${kind} ${atMs} ${note}`}>
          <span className="figures">{times.dateTime(atMs, timeZone)}</span>
          <span>
            {t(`accountStep.${kind}`)}
            {note !== null && <small>{note}</small>}
          </span>
          <span>{by === 'system' ? t('accounts.bySystem') : by}</span>
        </li>
      ))}
    </ol>
  )
}
