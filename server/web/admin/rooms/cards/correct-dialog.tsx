import { Select, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { CardDetail } from '../../../../../src/contract/admin/views.ts'
import { maskLastFour } from '../../../../../src/contract/card-number.ts'
import { minor, negateMinor } from '../../../../../src/contract/money.ts'
import { formatMoney } from '../../../../../src/ui/money.ts'
import { useRead } from '../../api/admin.tsx'
import { readAmount } from '../../forms/amount.ts'
import { AmountInput } from '../../forms/amount-input.tsx'
import { FormDialog } from '../../forms/dialog.tsx'
import { REASON_LENGTH_MAX } from '../../forms/limits.ts'
import { OperationNotice } from '../../forms/operation-notice.tsx'
import { useOperation } from '../../forms/use-operation.ts'
import { useTell } from '../../show/use-tell.ts'
import { useWords } from '../../words/words.tsx'

const AIMS = ['give', 'take', 'credit'] as const
type Aim = (typeof AIMS)[number]

interface CorrectDialogProps {
  readonly card: CardDetail
  readonly onClose: () => void
}

/** Puts a balance right by hand: at once, or as a proposal to a second person. */
export function CorrectDialog({ card, onClose }: CorrectDialogProps) {
  const { t, locale } = useWords()
  const operation = useCorrection(card, onClose)
  const { unfinished } = operation
  const [aim, setAim] = useState<Aim>((unfinished?.['aim'] as Aim | undefined) ?? 'give')
  const [amount, setAmount] = useState(unfinished?.['amount'] ?? '')
  const [reason, setReason] = useState(unfinished?.['reason'] ?? '')
  const [tried, setTried] = useState(false)
  const locked = unfinished !== undefined
  const amountMinor = readAmount(amount, card.currency, locale)
  const submit = () => {
    setTried(true)
    if (amountMinor === undefined || reason.trim() === '') return
    const content = { aim, amount, amountMinor: String(amountMinor), reason: reason.trim() }
    void operation.send(content)
  }
  return (
    <FormDialog
      title={t('correct.title', { card: maskLastFour(card.lastFour) })}
      submit={t(locked ? 'operation.sendAgain' : 'correct.submit')}
      onSubmit={submit}
      onClose={onClose}
      busy={operation.busy}
      outcome={<OperationNotice operation={operation} />}
    >
      <Select
        label={t('correct.kind')}
        data={AIMS.map((value) => ({ value, label: t(`correctAim.${value}`) }))}
        value={aim}
        onChange={(value) => setAim((value as Aim | null) ?? 'give')}
        allowDeselect={false}
        disabled={locked}
      />
      <AmountInput
        label={t('column.amount')}
        description={useLimitText(card)}
        currency={card.currency}
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
        maxLength={REASON_LENGTH_MAX}
        error={tried && reason.trim() === '' && t('form.needed')}
        disabled={locked}
      />
    </FormDialog>
  )
}

/** When a second person has to agree, as the card's program says. */
function useLimitText({ programId, currency }: CardDetail): string {
  const { t, locale } = useWords()
  const programs = useRead('list-programs', {}).data?.programs
  const limitMinor = programs?.find((each) => each.programId === programId)?.rules
    .adjustAloneUpToMinor
  if (limitMinor === undefined) return ''
  if (limitMinor === 0) return t('correct.limitNone')
  return t('correct.limit', { amount: formatMoney(limitMinor, currency, locale) })
}

function useCorrection({ cardId }: CardDetail, onClose: () => void) {
  const { t } = useWords()
  const tell = useTell()
  return useOperation({
    name: 'correct-card',
    subject: cardId,
    paramsOf: (content, requestId) => {
      const amountMinor = minor(Number(content['amountMinor']))
      const aim = content['aim']
      return {
        ...{ cardId, requestId, reason: content['reason'] ?? '' },
        kind: aim === 'credit' ? 'credit' : 'adjust',
        amountMinor: aim === 'take' ? negateMinor(amountMinor) : amountMinor,
      }
    },
    onDone: ({ proposal }) => {
      tell(t(proposal ? 'correct.proposed' : 'correct.done'))
      onClose()
    },
  })
}
