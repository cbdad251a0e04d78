import { NumberInput, Select } from '@mantine/core'
import { useState } from 'react'
import type { BankRule } from '../../../../../src/contract/admin/bank-accounts.ts'
import { FormDialog } from '../../forms/dialog.tsx'
import { PasswordField } from '../../forms/password-field.tsx'
import { useSending } from '../../forms/use-sending.ts'
import { useTell } from '../../show/use-tell.ts'
import { useWords } from '../../words/words.tsx'

const COOLING_DAYS_MAX = 30

/** How careful the network is with changes of accounts. */
export function RuleDialog({ rule, onClose }: { rule: BankRule; onClose: () => void }) {
  const { t } = useWords()
  const tell = useTell()
  const [days, setDays] = useState<number | string>(rule.coolingDays)
  const [bankChanges, setBankChanges] = useState(rule.bankChanges)
  const [password, setPassword] = useState('')
  const [wrong, setWrong] = useState(false)
  const sending = useSending('set-bank-rule', () => {
    tell(t('accounts.ruleSet'))
    onClose()
  })
  const submit = () => {
    setWrong(true)
    if (password === '' || typeof days !== 'number') return
    void sending.send({ coolingDays: days, bankChanges, password })
  }
  return (
    <FormDialog
      title={t('accounts.rule')}
      submit={t('action.save')}
      onSubmit={submit}
      onClose={onClose}
      busy={sending.busy}
      failure={sending.failure}
    >
      <NumberInput
        label={t('accounts.coolingDays')}
        description={t('accounts.coolingDaysAbout')}
        value={days}
        onChange={setDays}
        min={0}
        max={COOLING_DAYS_MAX}
        allowDecimal={false}
        hideControls
        error={wrong && typeof days !== 'number' && t('form.needed')}
        data-autofocus
      />
      <Select
        label={t('accounts.bankChanges')}
        data={(['approve', 'apply'] as const).map((value) => ({
          value,
          label: t(`accountChange.${value}`),
        }))}
        value={bankChanges}
        onChange={(value) => setBankChanges(value === 'apply' ? 'apply' : 'approve')}
        allowDeselect={false}
      />
      <PasswordField value={password} onChange={setPassword} missing={wrong && password === ''} />
    </FormDialog>
  )
}
