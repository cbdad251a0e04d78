import { TextInput } from '@mantine/core'
import { useState } from 'react'
import type { CardDetail } from '../../../../../src/contract/admin/views.ts'
import { maskLastFour } from '../../../../../src/contract/card-number.ts'
import { FormDialog } from '../../forms/dialog.tsx'
import { REASON_LENGTH_MAX } from '../../forms/limits.ts'
import { OperationNotice } from '../../forms/operation-notice.tsx'
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
  const [reason, setReason] = useState(operation.unfinished?.['reason'] ?? '')
  const [wrong, setWrong] = useState(false)
  const locked = operation.unfinished !== undefined
  const submit = () => {
    setWrong(reason.trim() === '')
    if (reason.trim() !== '') void operation.send({ reason: reason.trim() })
  }
  return (
    <FormDialog
      title={t(`care.${standing}Title`, { card: maskLastFour(card.lastFour) })}
      submit={t(locked ? 'operation.sendAgain' : `care.${standing}Submit`)}
      onSubmit={submit}
      onClose={onClose}
      busy={operation.busy}
      danger={standing !== 'unblock'}
    >
      <OperationNotice operation={operation} />
      <p style={{ margin: 0 }}>{t(`care.${standing}Text`)}</p>
      <TextInput
        label={t('form.reason')}
        description={t('form.reasonAbout')}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
        maxLength={REASON_LENGTH_MAX}
        error={wrong && t('form.needed')}
        disabled={locked}
        data-autofocus
      />
    </FormDialog>
  )
}
