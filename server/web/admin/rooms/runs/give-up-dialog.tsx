import { TextInput } from '@mantine/core'
import { useState } from 'react'
import type { PayoutFileView } from '../../../../../src/contract/admin/payout-views.ts'
import { FormDialog } from '../../forms/dialog.tsx'
import { REASON_LENGTH_MAX } from '../../forms/limits.ts'
import { PasswordField } from '../../forms/password-field.tsx'
import { useSending } from '../../forms/use-sending.ts'
import { useTell } from '../../show/use-tell.ts'
import { useWords } from '../../words/words.tsx'

interface GiveUpDialogProps {
  readonly file: PayoutFileView
  readonly onClose: () => void
}

/** Takes note that nobody is paid by a file, with the password once more: what it was to pay is owed again. */
export function GiveUpDialog({ file: { fileId, name }, onClose }: GiveUpDialogProps) {
  const { t } = useWords()
  const tell = useTell()
  const [typed, setTyped] = useState('')
  const [password, setPassword] = useState('')
  const [wrong, setWrong] = useState(false)
  const sending = useSending('give-up-file', () => {
    tell(t('runs.gaveUp'))
    onClose()
  })
  const reason = typed.trim()
  const submit = () => {
    const isWhole = reason !== '' && password !== ''
    setWrong(!isWhole)
    if (isWhole) void sending.send({ fileId, reason, password })
  }
  return (
    <FormDialog
      title={t('runs.giveUpTitle', { name })}
      submit={t('runs.giveUp')}
      onSubmit={submit}
      onClose={onClose}
      busy={sending.busy}
      failure={sending.failure}
      danger
    >
      <p style={{ margin: 0 }}>{t('runs.giveUpText')}</p>
      <p style={{ margin: 0 }}>{t('runs.giveUpTwice')}</p>
      <TextInput
        label={t('form.reason')}
        description={t('runs.giveUpReason')}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
        maxLength={REASON_LENGTH_MAX}
        error={wrong && reason === '' && t('form.needed')}
        data-autofocus
      />
      <PasswordField
        value={password}
        onChange={setPassword}
        missing={wrong && password === ''}
        about={t('runs.passwordAbout')}
      />
    </FormDialog>
  )
}
