import { Stack, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { CardDetail, OperationLine } from '../../../../../src/contract/admin/views.ts'
import { TEXT_LENGTH_MAX } from '../../../../../src/contract/limits.ts'
import { FormDialog } from '../../forms/dialog.tsx'
import { OperationNotice } from '../../forms/operation-notice.tsx'
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
  const [reason, setReason] = useState(operation.unfinished?.['reason'] ?? '')
  const [wrong, setWrong] = useState(false)
  const locked = operation.unfinished !== undefined
  const submit = () => {
    setWrong(reason.trim() === '')
    if (reason.trim() !== '') void operation.send({ reason: reason.trim() })
  }
  return (
    <FormDialog
      title={t('void.title')}
      submit={t(locked ? 'operation.sendAgain' : 'operation.void')}
      onSubmit={submit}
      onClose={onClose}
      busy={operation.busy}
      danger
    >
      <Stack gap="md">
        <OperationNotice operation={operation} />
        <OperationFacts card={card} operation={original} text={t('void.text')} />
        <TextInput
          label={t('form.reason')}
          description={t('form.reasonAbout')}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
          maxLength={TEXT_LENGTH_MAX}
          error={wrong && t('form.needed')}
          disabled={locked}
          data-autofocus
        />
      </Stack>
    </FormDialog>
  )
}
