import { Button } from '@mantine/core'
import { useState } from 'react'
import type { BankAccountView } from '../../../../../src/contract/admin/bank-accounts.ts'
import { useMay } from '../../api/may.ts'
import { ActionButton } from '../../forms/action-button.tsx'
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
  const may = useMay()
  const [open, setOpen] = useState<Decision>()
  const decisions = decisionsFor(account, may)
  const close = () => setOpen(undefined)
  const isRepeatable = may('repeat-bank-test') && isTestRepeatable(account)
  if (decisions.length === 0 && !isRepeatable) return null
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
        {isRepeatable && <RepeatButton account={account} />}
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

function decisionsFor(
  account: BankAccountView,
  may: ReturnType<typeof useMay>,
): readonly Decision[] {
  const { state, isMine, canRelease, verification, testSentOn, steps } = account
  const isAlive = state === 'cooling' || state === 'testing' || state === 'usable'
  const isProven = steps.some(({ kind }) => kind === 'verified') || verification === 'bank'
  const isOpen = state === 'waiting' || (isAlive && !isProven && state !== 'usable')
  const found: readonly (readonly [Decision, boolean])[] = [
    ['approve', state === 'waiting' && may('approve-bank-account') && !isMine],
    [
      'confirm',
      isOpen &&
        verification === 'test' &&
        testSentOn !== null &&
        account.triesLeft > 0 &&
        may('confirm-bank-test'),
    ],
    ['check', isOpen && may('check-bank-account') && !isMine],
    [
      'release',
      state === 'blocked' && canRelease && !account.isHeldByMe && may('release-bank-account'),
    ],
    [
      'reject',
      (state === 'waiting' || state === 'cooling' || state === 'testing') &&
        may('reject-bank-account'),
    ],
    ['block', (isAlive || state === 'waiting') && may('block-bank-account')],
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
  const { accountId, account: number, payeeName, verification } = account
  return (
    <ActionButton
      call="repeat-bank-test"
      params={{ accountId }}
      verb={t('accountDo.repeat')}
      question={{
        title: t('accounts.repeatTitle', { account: number, payee: payeeName }),
        text: t(verification === 'prenote' ? 'accounts.repeatNote' : 'accounts.repeatMoney'),
      }}
      onDone={() => tell(t('accounts.testAsked'))}
      size="xs"
      variant="default"
    />
  )
}
