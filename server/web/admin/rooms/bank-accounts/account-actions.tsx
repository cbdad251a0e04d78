import { Button } from '@mantine/core'
import { useState } from 'react'
import type { BankAccountView } from '../../../../../src/contract/admin/bank-accounts.ts'
import { useCommand, useRead } from '../../api/admin.tsx'
import { useTell } from '../../show/use-tell.ts'
import { useWords } from '../../words/words.tsx'
import styles from './bank-accounts.module.css'
import {
  ApproveDialog,
  BlockDialog,
  CheckDialog,
  ConfirmDialog,
  RejectDialog,
  ReleaseDialog,
} from './decide-dialogs.tsx'

type Decision = 'approve' | 'reject' | 'check' | 'confirm' | 'block' | 'release'

/** Only what the account's state and the person's role allow. */
export function AccountActions({ account }: { account: BankAccountView }) {
  const { t } = useWords()
  const role = useRead('who-am-i', {}).data?.role
  const [open, setOpen] = useState<Decision>()
  const decisions = decisionsFor(account, role)
  const close = () => setOpen(undefined)
  const mayRepeat = role !== 'auditor' && role !== 'finance' && isTestRepeatable(account)
  if (decisions.length === 0 && !mayRepeat) return null
  return (
    <>
      <div className={styles['actions']}>
        {decisions.map((decision, at) => (
          <Button
            key={decision}
            size="xs"
            variant={at === 0 && decision !== 'block' ? 'filled' : 'default'}
            onClick={() => setOpen(decision)}
          >
            {t(`accountDo.${decision}`)}
          </Button>
        ))}
        {mayRepeat && <RepeatButton account={account} />}
      </div>
      {open === 'approve' && <ApproveDialog account={account} onClose={close} />}
      {open === 'reject' && <RejectDialog account={account} onClose={close} />}
      {open === 'check' && <CheckDialog account={account} onClose={close} />}
      {open === 'confirm' && <ConfirmDialog account={account} onClose={close} />}
      {open === 'block' && <BlockDialog account={account} onClose={close} />}
      {open === 'release' && <ReleaseDialog account={account} onClose={close} />}
    </>
  )
}

function decisionsFor(account: BankAccountView, role: string | undefined): readonly Decision[] {
  const { state, isMine, canRelease, verification, testSentOn, steps } = account
  const decides = role === 'operator' || role === 'finance'
  const isAlive = state === 'cooling' || state === 'testing' || state === 'usable'
  const isProven = steps.some(({ kind }) => kind === 'verified') || verification === 'bank'
  const isOpen = state === 'waiting' || (isAlive && !isProven && state !== 'usable')
  const found: readonly (readonly [Decision, boolean])[] = [
    ['approve', state === 'waiting' && decides && !isMine],
    [
      'confirm',
      isOpen &&
        verification === 'test' &&
        testSentOn !== null &&
        account.triesLeft > 0 &&
        role !== 'finance' &&
        role !== 'auditor',
    ],
    ['check', isOpen && decides && !isMine],
    ['release', state === 'blocked' && canRelease && !account.isHeldByMe && decides],
    ['reject', (state === 'waiting' || state === 'cooling' || state === 'testing') && decides],
    ['block', (isAlive || state === 'waiting') && role !== 'auditor' && role !== undefined],
  ]
  return found.filter(([, isOffered]) => isOffered).map(([decision]) => decision)
}

/** A test that failed or whose tries are used up; one that is on its way is waited for. */
function isTestRepeatable({ state, verification, testSentOn, triesLeft, steps }: BankAccountView) {
  const isOpen = state === 'testing' || state === 'cooling'
  const isTried = verification === 'prenote' || verification === 'test'
  const last = steps.findLast(({ kind }) => kind.startsWith('test-'))
  const isFailed = last?.kind === 'test-failed' || (triesLeft === 0 && testSentOn !== null)
  return isOpen && isTried && isFailed
}

function RepeatButton({ account }: { account: BankAccountView }) {
  const { t } = useWords()
  const tell = useTell()
  const command = useCommand('repeat-bank-test')
  const repeat = async () => {
    const reply = await command.run({ accountId: account.accountId })
    if (reply.ok) tell(t('accounts.testAsked'))
  }
  return (
    <Button size="xs" variant="default" loading={command.busy} onClick={() => void repeat()}>
      {t('accountDo.repeat')}
    </Button>
  )
}
