import { useState } from 'react'
import { maskLastFour } from '../../../../../src/contract/card-number.ts'
import { formatMoney } from '../../../../../src/ui/money.ts'
import { FormDialog } from '../../forms/dialog.tsx'
import { PasswordField } from '../../forms/password-field.tsx'
import { useSending } from '../../forms/use-sending.ts'
import { useTell } from '../../show/use-tell.ts'
import { useWords } from '../../words/words.tsx'
import type { ProposalLine } from './proposal-table.tsx'

interface DecisionDialogProps {
  readonly proposal: ProposalLine
  readonly onClose: () => void
}

/** Agrees to what another person proposed, with the password once more. */
export function ApproveDialog({ proposal, onClose }: DecisionDialogProps) {
  const { t, locale } = useWords()
  const tell = useTell()
  const [password, setPassword] = useState('')
  const [wrong, setWrong] = useState(false)
  const sending = useSending('approve-proposal', ({ state }) => {
    tell(t(state === 'refused' ? 'adjustments.refusedByLedger' : 'adjustments.approved'))
    onClose()
  })
  const { proposalId, amountMinor, currency, lastFour, proposedBy: name, reason } = proposal
  const submit = () => {
    setWrong(password === '')
    if (password !== '') void sending.send({ proposalId, password })
  }
  return (
    <FormDialog
      title={t('adjustments.approveTitle', {
        amount: formatMoney(amountMinor, currency, locale),
        card: maskLastFour(lastFour),
      })}
      submit={t('adjustments.approve')}
      onSubmit={submit}
      onClose={onClose}
      busy={sending.busy}
      failure={sending.failure}
    >
      <p style={{ margin: 0 }}>{t('adjustments.approveText', { name, reason })}</p>
      <PasswordField
        value={password}
        onChange={setPassword}
        missing={wrong}
        about={t('adjustments.passwordAbout')}
        focused
      />
    </FormDialog>
  )
}
