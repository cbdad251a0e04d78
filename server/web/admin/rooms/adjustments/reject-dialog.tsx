import { maskLastFour } from '../../../../../src/contract/card-number.ts'
import { formatMoney } from '../../../../../src/ui/money.ts'
import { ReasonDialog } from '../../forms/reason-dialog.tsx'
import { useSending } from '../../forms/use-sending.ts'
import { useTell } from '../../show/use-tell.ts'
import { useWords } from '../../words/words.tsx'
import type { ProposalLine } from './proposal-table.tsx'

/** Says no to what another person proposed. */
export function RejectDialog({
  proposal,
  onClose,
}: {
  readonly proposal: ProposalLine
  readonly onClose: () => void
}) {
  const { t, locale } = useWords()
  const tell = useTell()
  const sending = useSending('reject-proposal', () => {
    tell(t('adjustments.rejected'))
    onClose()
  })
  const { proposalId, amountMinor, currency, lastFour } = proposal
  return (
    <ReasonDialog
      title={t('adjustments.rejectTitle', {
        amount: formatMoney(amountMinor, currency, locale),
        card: maskLastFour(lastFour),
      })}
      text={t('adjustments.rejectText')}
      submit={t('adjustments.reject')}
      sending={sending}
      onSubmit={(reason) => void sending.send({ proposalId, reason })}
      onClose={onClose}
      danger
    />
  )
}
