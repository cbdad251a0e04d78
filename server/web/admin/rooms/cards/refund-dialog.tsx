import { Stack, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { CardDetail, OperationLine } from '../../../../../src/contract/admin/views.ts'
import { TEXT_LENGTH_MAX } from '../../../../../src/contract/limits.ts'
import { decimalText, minor, subtractMinor } from '../../../../../src/contract/money.ts'
import { decimalMark, formatMoney } from '../../../../../src/ui/money.ts'
import { readAmount } from '../../forms/amount.ts'
import { AmountInput } from '../../forms/amount-input.tsx'
import { FormDialog } from '../../forms/dialog.tsx'
import { OperationNotice } from '../../forms/operation-notice.tsx'
import { useOperation } from '../../forms/use-operation.ts'
import { useTell } from '../../show/use-tell.ts'
import { useWords } from '../../words/words.tsx'
import { OperationFacts } from './operation-facts.tsx'

interface RefundDialogProps {
  readonly card: CardDetail
  readonly operation: OperationLine
  readonly onClose: () => void
}

/** Gives back part or all of a redemption; the amount starts as all that is left of it. */
export function RefundDialog({ card, operation: original, onClose }: RefundDialogProps) {
  const { t, locale } = useWords()
  const { currency } = card
  const leftMinor = subtractMinor(original.appliedMinor, original.refundedMinor)
  const operation = useRefund(original, onClose)
  const [amount, setAmount] = useState(
    operation.unfinished?.['amount'] ??
      decimalText(leftMinor, currency).replace('.', decimalMark(locale)),
  )
  const [reason, setReason] = useState(operation.unfinished?.['reason'] ?? '')
  const [tried, setTried] = useState(false)
  const locked = operation.unfinished !== undefined
  const amountMinor = readAmount(amount, currency, locale)
  const submit = () => {
    setTried(true)
    if (amountMinor === undefined || reason.trim() === '') return
    void operation.send({ amount, amountMinor: String(amountMinor), reason: reason.trim() })
  }
  return (
    <FormDialog
      title={t('refund.title')}
      submit={t(locked ? 'operation.sendAgain' : 'operation.refund')}
      onSubmit={submit}
      onClose={onClose}
      busy={operation.busy}
      outcome={<OperationNotice operation={operation} />}
    >
      <Stack gap="md">
        <OperationFacts card={card} operation={original} text={t('refund.text')} />
        <AmountInput
          label={t('column.amount')}
          description={t('refund.left', { amount: formatMoney(leftMinor, currency, locale) })}
          currency={currency}
          value={amount}
          onChange={setAmount}
          error={tried && amountMinor === undefined ? t('form.amountWrong') : undefined}
          disabled={locked}
          autoFocus
        />
        <TextInput
          label={t('form.reason')}
          description={t('form.reasonAbout')}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
          maxLength={TEXT_LENGTH_MAX}
          error={tried && reason.trim() === '' && t('form.needed')}
          disabled={locked}
        />
      </Stack>
    </FormDialog>
  )
}

function useRefund(original: OperationLine, onClose: () => void) {
  const { t } = useWords()
  const tell = useTell()
  return useOperation({
    name: 'refund-operation',
    subject: original.operationId,
    paramsOf: (content, requestId) => ({
      operationId: original.operationId,
      requestId,
      amountMinor: minor(Number(content['amountMinor'])),
      reason: content['reason'] ?? '',
    }),
    onDone: () => {
      tell(t('refund.done'))
      onClose()
    },
  })
}
