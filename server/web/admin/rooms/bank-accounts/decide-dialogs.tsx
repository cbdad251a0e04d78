import { TextInput } from '@mantine/core'
import { useState } from 'react'
import type { BankAccountView } from '../../../../../src/contract/admin/bank-accounts.ts'
import { FormDialog } from '../../forms/dialog.tsx'
import { REASON_LENGTH_MAX } from '../../forms/limits.ts'
import { PasswordField } from '../../forms/password-field.tsx'
import { ReasonDialog } from '../../forms/reason-dialog.tsx'
import { type Sending, useSending } from '../../forms/use-sending.ts'
import { useTell } from '../../show/use-tell.ts'
import { useWords } from '../../words/words.tsx'

interface DecideDialogProps {
  readonly account: BankAccountView
  readonly onClose: () => void
}

/** Says what was done, and closes. */
function useDone(message: string, onClose: () => void): () => void {
  const tell = useTell()
  return () => {
    tell(message)
    onClose()
  }
}

/** Agrees to an account that somebody else entered, or that a bank named. */
export function ApproveDialog({ account, onClose }: DecideDialogProps) {
  const { t } = useWords()
  const [password, setPassword] = useState('')
  const [wrong, setWrong] = useState(false)
  const done = useDone(t('accounts.approved'), onClose)
  const sending = useSending('approve-bank-account', done)
  const { accountId, account: number, bank, payeeName } = account
  const submit = () => {
    setWrong(password === '')
    if (password !== '') void sending.send({ accountId, password })
  }
  return (
    <FormDialog
      title={t('accounts.approveTitle')}
      submit={t('accountDo.approve')}
      onSubmit={submit}
      onClose={onClose}
      busy={sending.busy}
      failure={sending.failure}
    >
      <p style={{ margin: 0 }}>
        <b>{payeeName}</b> · <span className="figures">{`${bank} · ${number}`}</span>
      </p>
      <p style={{ margin: 0 }}>{t('accounts.approveText')}</p>
      <PasswordField value={password} onChange={setPassword} missing={wrong} focused />
    </FormDialog>
  )
}

export function RejectDialog({ account: { accountId }, onClose }: DecideDialogProps) {
  const { t } = useWords()
  const sending = useSending('reject-bank-account', useDone(t('accounts.rejected'), onClose))
  return (
    <ReasonDialog
      title={t('accounts.rejectTitle')}
      text={t('accounts.rejectText')}
      submit={t('accountDo.reject')}
      sending={sending}
      onSubmit={(reason) => void sending.send({ accountId, reason })}
      onClose={onClose}
      danger
    />
  )
}

export function BlockDialog({ account: { accountId }, onClose }: DecideDialogProps) {
  const { t } = useWords()
  const sending = useSending('block-bank-account', useDone(t('accounts.blocked'), onClose))
  return (
    <ReasonDialog
      title={t('accounts.blockTitle')}
      text={t('accounts.blockText')}
      submit={t('accountDo.block')}
      sending={sending}
      onSubmit={(reason) => void sending.send({ accountId, reason })}
      onClose={onClose}
      danger
    />
  )
}

/** The void cheque or the bank's letter was seen. */
export function CheckDialog({ account: { accountId }, onClose }: DecideDialogProps) {
  const { t } = useWords()
  const sending = useSending('check-bank-account', useDone(t('accounts.checked'), onClose))
  return (
    <NoteDialog
      title={t('accounts.checkTitle')}
      text={t('accounts.checkText')}
      label={t('accounts.checkNote')}
      submit={t('accountDo.check')}
      sending={sending}
      onSubmit={(note, password) => void sending.send({ accountId, note, password })}
      onClose={onClose}
    />
  )
}

export function ReleaseDialog({ account: { accountId, blockedFor }, onClose }: DecideDialogProps) {
  const { t } = useWords()
  const sending = useSending('release-bank-account', useDone(t('accounts.released'), onClose))
  return (
    <NoteDialog
      title={t('accounts.releaseTitle')}
      text={t('accounts.releaseText', { reason: blockedFor ?? '' })}
      label={t('form.reason')}
      submit={t('accountDo.release')}
      sending={sending}
      onSubmit={(reason, password) => void sending.send({ accountId, reason, password })}
      onClose={onClose}
    />
  )
}

/** The six digits that the location read on its statement. */
export function ConfirmDialog({ account, onClose }: DecideDialogProps) {
  const { t } = useWords()
  const [code, setCode] = useState('')
  const [wrong, setWrong] = useState(false)
  const sending = useSending('confirm-bank-test', useDone(t('accounts.confirmed'), onClose))
  const submit = () => {
    const isCode = /^\D*(\d\D*){6}$/.test(code)
    setWrong(!isCode)
    if (isCode) void sending.send({ accountId: account.accountId, code })
  }
  return (
    <FormDialog
      title={t('accounts.confirmTitle')}
      submit={t('accountDo.confirm')}
      onSubmit={submit}
      onClose={onClose}
      busy={sending.busy}
      failure={sending.failure}
    >
      <p style={{ margin: 0 }}>{t('accounts.confirmText')}</p>
      <p style={{ margin: 0 }}>{t('accounts.triesLeft', { count: account.triesLeft })}</p>
      <TextInput
        label={t('accounts.code')}
        value={code}
        onChange={(event) => setCode(event.currentTarget.value)}
        inputMode="numeric"
        autoComplete="off"
        maxLength={20}
        error={wrong && t('accounts.codeWrong')}
        data-autofocus
      />
    </FormDialog>
  )
}

interface NoteDialogProps {
  readonly title: string
  readonly text: string
  readonly label: string
  readonly submit: string
  readonly sending: Sending
  readonly onSubmit: (note: string, password: string) => void
  readonly onClose: () => void
}

/** What was found, with the password once more. */
function NoteDialog(props: NoteDialogProps) {
  const { title, text, label, submit, sending, onSubmit, onClose } = props
  const { t } = useWords()
  const [note, setNote] = useState('')
  const [password, setPassword] = useState('')
  const [wrong, setWrong] = useState(false)
  const send = () => {
    const isWhole = note.trim() !== '' && password !== ''
    setWrong(!isWhole)
    if (isWhole) onSubmit(note.trim(), password)
  }
  return (
    <FormDialog
      {...{ title, submit, onClose }}
      onSubmit={send}
      busy={sending.busy}
      failure={sending.failure}
    >
      <p style={{ margin: 0 }}>{text}</p>
      <TextInput
        label={label}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
        maxLength={REASON_LENGTH_MAX}
        error={wrong && note.trim() === '' && t('form.needed')}
        data-autofocus
      />
      <PasswordField value={password} onChange={setPassword} missing={wrong && password === ''} />
    </FormDialog>
  )
}
