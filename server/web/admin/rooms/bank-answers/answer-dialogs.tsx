import { TextInput } from '@mantine/core'
import { useState } from 'react'
import type { BankAnswerView } from '../../../../../src/contract/admin/bank-outcomes.ts'
import { FormDialog } from '../../forms/dialog.tsx'
import { PasswordField } from '../../forms/password-field.tsx'
import { ReasonDialog } from '../../forms/reason-dialog.tsx'
import { useSending } from '../../forms/use-sending.ts'
import { useTell } from '../../show/use-tell.ts'
import { useWords } from '../../words/words.tsx'

interface AnswerDialogProps {
  readonly answer: BankAnswerView
  readonly onClose: () => void
}

/** Says how an answer was settled. */
export function SettleDialog({ answer: { answerId }, onClose }: AnswerDialogProps) {
  const { t } = useWords()
  const tell = useTell()
  const sending = useSending('see-to-bank-answer', () => {
    tell(t('answers.settled'))
    onClose()
  })
  return (
    <ReasonDialog
      title={t('answers.settleTitle')}
      text={t('answers.settleText')}
      label={t('answers.settleNote')}
      description={t('answers.settleAbout')}
      submit={t('answers.settle')}
      sending={sending}
      onSubmit={(note) => void sending.send({ answerId, state: 'settled', note })}
      onClose={onClose}
    />
  )
}

/** Says which transfer an answer means that names none of ours. */
export function MatchDialog({ answer: { answerId }, onClose }: AnswerDialogProps) {
  const { t } = useWords()
  const tell = useTell()
  const [reference, setReference] = useState('')
  const [password, setPassword] = useState('')
  const [wrong, setWrong] = useState(false)
  const sending = useSending('match-bank-answer', () => {
    tell(t('answers.matched'))
    onClose()
  })
  const submit = () => {
    const isWhole = reference.trim() !== '' && password !== ''
    setWrong(!isWhole)
    if (isWhole) void sending.send({ answerId, reference: reference.trim(), password })
  }
  return (
    <FormDialog
      title={t('answers.matchTitle')}
      submit={t('answers.match')}
      onSubmit={submit}
      onClose={onClose}
      busy={sending.busy}
      failure={sending.failure}
    >
      <p style={{ margin: 0 }}>{t('answers.matchText')}</p>
      <TextInput
        label={t('answers.reference')}
        value={reference}
        onChange={(event) => setReference(event.currentTarget.value)}
        autoComplete="off"
        maxLength={50}
        error={wrong && reference.trim() === '' && t('form.needed')}
        data-autofocus
      />
      <PasswordField value={password} onChange={setPassword} missing={wrong && password === ''} />
    </FormDialog>
  )
}
