import type { CardDetail } from '../../../../../src/contract/admin/views.ts'
import { maskLastFour } from '../../../../../src/contract/card-number.ts'
import { OperationReasonDialog } from '../../forms/operation-reason-dialog.tsx'
import { useOperation } from '../../forms/use-operation.ts'
import { useTell } from '../../show/use-tell.ts'
import { useWords } from '../../words/words.tsx'

export type Standing = 'block' | 'unblock' | 'close'

const DONE = { block: 'care.blocked', unblock: 'care.unblocked', close: 'care.closed' } as const

interface StandingDialogProps {
  readonly card: CardDetail
  readonly standing: Standing
  readonly onClose: () => void
}

/** Stops a card, lets it go on, or ends it, with the reason for whoever asks later. */
export function StandingDialog({ card, standing, onClose }: StandingDialogProps) {
  const { t } = useWords()
  const tell = useTell()
  const operation = useOperation({
    name: `${standing}-card`,
    subject: card.cardId,
    paramsOf: (content, requestId) => ({
      ...{ cardId: card.cardId, requestId, reason: content['reason'] ?? '' },
    }),
    onDone: () => {
      tell(t(DONE[standing]))
      onClose()
    },
  })
  return (
    <OperationReasonDialog
      title={t(`care.${standing}Title`, { card: maskLastFour(card.lastFour) })}
      submit={t(`care.${standing}Submit`)}
      {...{ operation, onClose }}
      danger={standing !== 'unblock'}
    >
      <p style={{ margin: 0 }}>{t(`care.${standing}Text`)}</p>
    </OperationReasonDialog>
  )
}
