import { Select, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { PayableLine } from '../../../../../src/contract/admin/views.ts'
import { type RequestId, requestIdSchema } from '../../../../../src/contract/ids.ts'
import { negateMinor } from '../../../../../src/contract/money.ts'
import { readAmount } from '../../forms/amount.ts'
import { AmountInput } from '../../forms/amount-input.tsx'
import { FormDialog } from '../../forms/dialog.tsx'
import { REASON_LENGTH_MAX } from '../../forms/limits.ts'
import { OperationNotice } from '../../forms/operation-notice.tsx'
import { PasswordField } from '../../forms/password-field.tsx'
import { useOperation } from '../../forms/use-operation.ts'
import { useTell } from '../../show/use-tell.ts'
import { useWords } from '../../words/words.tsx'

interface CorrectDialogProps {
  readonly line: PayableLine
  readonly onClose: () => void
}

interface Fields {
  readonly aim: 'more' | 'less'
  readonly amount: string
  readonly reason: string
}

/** Puts what a location is owed right by hand, with a reason and the person's password. */
export function CorrectDialog({ line, onClose }: CorrectDialogProps) {
  const { t, locale } = useWords()
  const tell = useTell()
  const { locationId, locationName, currency } = line
  const [password, setPassword] = useState('')
  const operation = useOperation({
    name: 'adjust-payable',
    subject: locationId,
    // The password is in no intent: those are kept in the browser.
    paramsOf: (content, requestId) => ({
      ...{ locationId, requestId: requestIdSchema.parse(requestId) satisfies RequestId, password },
      ...paramsOf(content as unknown as Fields),
    }),
    onDone: () => {
      tell(t('payables.corrected'))
      onClose()
    },
  })
  const paramsOf = ({ aim, amount, reason }: Fields) => {
    const read = readAmount(amount, currency, locale)
    if (read === undefined) throw new Error('an amount is read before it is sent')
    return { amountMinor: aim === 'more' ? read : negateMinor(read), reason }
  }
  const [fields, setFields] = useState<Fields>(
    () =>
      (operation.unfinished as unknown as Fields | undefined) ?? {
        ...{ aim: 'more', amount: '', reason: '' },
      },
  )
  const [isTried, setTried] = useState(false)
  const isLocked = operation.unfinished !== undefined
  const isAmount = readAmount(fields.amount, currency, locale) !== undefined
  const reason = fields.reason.trim()
  const send = () => {
    setTried(true)
    if (isAmount && reason !== '' && password !== '') void operation.send({ ...fields, reason })
  }
  return (
    <FormDialog
      title={t('payables.correctTitle', { name: locationName })}
      submit={t(isLocked ? 'operation.sendAgain' : 'payables.correct')}
      onSubmit={send}
      onClose={onClose}
      busy={operation.busy}
      outcome={<OperationNotice operation={operation} />}
    >
      <p style={{ margin: 0 }}>{t('payables.correctText')}</p>
      <Select
        label={t('payables.correctAim')}
        data={[
          { value: 'more', label: t('payables.owedMore') },
          { value: 'less', label: t('payables.owedLess') },
        ]}
        value={fields.aim}
        onChange={(aim) => setFields({ ...fields, aim: aim ?? 'more' })}
        allowDeselect={false}
        disabled={isLocked}
      />
      <AmountInput
        label={t('column.amount')}
        currency={currency}
        value={fields.amount}
        onChange={(amount) => setFields({ ...fields, amount })}
        error={isTried && !isAmount ? t('form.amountWrong') : undefined}
        disabled={isLocked}
        autoFocus
      />
      <TextInput
        label={t('form.reason')}
        description={t('form.reasonAbout')}
        value={fields.reason}
        onChange={(event) => setFields({ ...fields, reason: event.currentTarget.value })}
        maxLength={REASON_LENGTH_MAX}
        error={isTried && reason === '' && t('form.needed')}
        disabled={isLocked}
      />
      <PasswordField value={password} onChange={setPassword} missing={isTried && password === ''} />
    </FormDialog>
  )
}
