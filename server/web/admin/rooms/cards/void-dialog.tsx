import type { CardDetail, OperationLine } from '../../../../../src/contract/admin/views.ts'
import { OperationReasonDialog } from '../../forms/operation-reason-dialog.tsx'
import { useOperation } from '../../forms/use-operation.ts'
import { useTell } from '../../show/use-tell.ts'
import { useWords } from '../../words/words.tsx'
import { OperationFacts } from './operation-facts.tsx'

interface VoidDialogProps {
  readonly card: CardDetail
  readonly operation: OperationLine
  readonly onClose: () => void
}

/** Undoes one operation whole, with the reason for whoever asks later. */
export function VoidDialog({ card, operation: original, onClose }: VoidDialogProps) {
  const { t } = useWords()
  const tell = useTell()
  const operation = useOperation({
    name: 'void-operation',
    subject: original.operationId,
    paramsOf: (content, requestId) => ({
      operationId: original.operationId,
      requestId,
      reason: content['reason'] ?? '',
    }),
    onDone: () => {
      tell(t('void.done'))
      onClose()
    },
  })
  return (
    <OperationReasonDialog
      title={t('void.title')}
      submit={t('void.submit')}
      {...{ operation, onClose }}
      danger
    >
      <OperationFacts card={card} operation={original} text={t('void.text')} />
    </OperationReasonDialog>
  )
}
