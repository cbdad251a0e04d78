import { Checkbox, Stack, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { CardDetail } from '../../../../../src/contract/admin/views.ts'
import { maskLastFour } from '../../../../../src/contract/card-number.ts'
import { DayInput } from '../../forms/day-input.tsx'
import { FormDialog } from '../../forms/dialog.tsx'
import { REASON_LENGTH_MAX } from '../../forms/limits.ts'
import { OperationNotice } from '../../forms/operation-notice.tsx'
import { useOperation } from '../../forms/use-operation.ts'
import { formatLongDay } from '../../show/dates.ts'
import { useTell } from '../../show/use-tell.ts'
import { useWords } from '../../words/words.tsx'

interface ExtendDialogProps {
  readonly card: CardDetail
  readonly onClose: () => void
}

/** Gives a card a later last day, or none; one that has expired has its value back. */
export function ExtendDialog({ card, onClose }: ExtendDialogProps) {
  const { t, locale } = useWords()
  const form = useExtendForm(card, onClose)
  const { operation, locked, wrong } = form
  const { expiresOn } = card
  return (
    <FormDialog
      title={t('extend.title', { card: maskLastFour(card.lastFour) })}
      submit={t(locked ? 'operation.sendAgain' : 'extend.submit')}
      onSubmit={form.submit}
      onClose={onClose}
      busy={operation.busy}
      outcome={<OperationNotice operation={operation} />}
    >
      <Stack gap="md">
        <p style={{ margin: 0 }}>
          {t(card.state === 'expired' ? 'extend.backText' : 'extend.text', {
            day: expiresOn === null ? t('card.never') : formatLongDay(expiresOn, locale),
          })}
        </p>
        <DayInput
          label={t('extend.lastDay')}
          description={t('extend.lastDayAbout')}
          value={form.lastDay}
          onChange={form.setLastDay}
          error={wrong && !form.never && form.lastDay === '' && t('form.needed')}
          disabled={locked || form.never}
          data-autofocus
        />
        <Checkbox
          label={t('extend.never')}
          checked={form.never}
          onChange={(event) => form.setNever(event.currentTarget.checked)}
          disabled={locked}
        />
        <TextInput
          label={t('form.reason')}
          description={t('form.reasonAbout')}
          value={form.reason}
          onChange={(event) => form.setReason(event.currentTarget.value)}
          maxLength={REASON_LENGTH_MAX}
          error={wrong && form.reason.trim() === '' && t('form.needed')}
          disabled={locked}
        />
      </Stack>
    </FormDialog>
  )
}

/** Stands for no last day in what is kept of an unfinished operation, which is text. */
const NEVER = 'never'

function useExtendForm(card: CardDetail, onClose: () => void) {
  const { t } = useWords()
  const tell = useTell()
  const operation = useOperation({
    name: 'extend-card',
    subject: card.cardId,
    paramsOf: (content, requestId) => ({
      ...{ cardId: card.cardId, requestId, reason: content['reason'] ?? '' },
      lastDay: content['lastDay'] === NEVER ? null : (content['lastDay'] ?? ''),
    }),
    onDone: () => {
      tell(t('extend.done'))
      onClose()
    },
  })
  const kept = operation.unfinished
  const isKeptNever = kept?.['lastDay'] === NEVER
  const [lastDay, setLastDay] = useState(isKeptNever ? '' : (kept?.['lastDay'] ?? ''))
  const [never, setNever] = useState(isKeptNever)
  const [reason, setReason] = useState(kept?.['reason'] ?? '')
  const [wrong, setWrong] = useState(false)
  const submit = () => {
    const isWhole = reason.trim() !== '' && (never || lastDay !== '')
    setWrong(!isWhole)
    if (isWhole) void operation.send({ lastDay: never ? NEVER : lastDay, reason: reason.trim() })
  }
  return {
    ...{ operation, lastDay, setLastDay, never, setNever, reason, setReason },
    ...{ wrong, submit, locked: kept !== undefined },
  }
}
