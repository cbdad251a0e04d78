import { Button, Checkbox, Group, Stack, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { CardDetail } from '../../../../../src/contract/admin/views.ts'
import { maskLastFour } from '../../../../../src/contract/card-number.ts'
import { TEXT_LENGTH_MAX } from '../../../../../src/contract/limits.ts'
import type { NewPin } from '../../../../../src/contract/pins.ts'
import { Dialog, FormDialog } from '../../forms/dialog.tsx'
import { OperationNotice } from '../../forms/operation-notice.tsx'
import { PasswordField } from '../../forms/password-field.tsx'
import { useOperation } from '../../forms/use-operation.ts'
import { Secret, ShownOnce } from '../../show/secret.tsx'
import { useWords } from '../../words/words.tsx'

interface DialogProps {
  readonly card: CardDetail
  readonly onClose: () => void
}

/** Gives a card another PIN, or its first, with the password once more, and shows it this once. */
export function PinDialog({ card, onClose }: DialogProps) {
  const [given, setGiven] = useState<NewPin>()
  if (given !== undefined) return <GivenPin given={given} onClose={onClose} />
  return <PinForm card={card} onClose={onClose} onGiven={setGiven} />
}

function GivenPin({ given, onClose }: { given: NewPin; onClose: () => void }) {
  const { t } = useWords()
  const { pin, cardLastFour } = given
  return (
    <Dialog title={t('newPin.done', { card: maskLastFour(cardLastFour) })} onClose={onClose}>
      <Stack gap="md">
        {pin === null ? (
          <p style={{ margin: 0 }}>{t('newPin.gone')}</p>
        ) : (
          <>
            <ShownOnce text={t('newPin.shownOnceText')} />
            <Secret label={t('card.pin')} shown={pin} value={pin} />
          </>
        )}
        <Group justify="flex-end">
          <Button onClick={onClose}>{t('action.done')}</Button>
        </Group>
      </Stack>
    </Dialog>
  )
}

function PinForm({
  card,
  onClose,
  onGiven,
}: DialogProps & { readonly onGiven: (given: NewPin) => void }) {
  const { t } = useWords()
  const form = usePinForm(card, onGiven)
  const { operation, kind, locked, unlock, wrong } = form
  const field = { disabled: locked, maxLength: TEXT_LENGTH_MAX }
  return (
    <FormDialog
      title={t(kind === 'create' ? 'newPin.createTitle' : 'newPin.resetTitle', {
        card: maskLastFour(card.lastFour),
      })}
      submit={t(locked ? 'operation.sendAgain' : 'newPin.submit')}
      onSubmit={form.submit}
      onClose={onClose}
      busy={operation.busy}
      outcome={<OperationNotice operation={operation} />}
    >
      <Stack gap="md">
        <p style={{ margin: 0 }}>
          {t(kind === 'create' ? 'newPin.createText' : 'newPin.resetText')}
        </p>
        <TextInput
          label={t('form.reason')}
          description={t('form.reasonAbout')}
          value={form.reason}
          onChange={(event) => form.setReason(event.currentTarget.value)}
          error={wrong && form.reason.trim() === '' && t('form.needed')}
          data-autofocus
          {...field}
        />
        {kind === 'reset' && (
          <Checkbox
            label={t('newPin.unlock')}
            checked={unlock}
            onChange={(event) => form.setUnlock(event.currentTarget.checked)}
            disabled={locked}
          />
        )}
        <PasswordField
          value={form.password}
          onChange={form.setPassword}
          missing={wrong && form.password === ''}
          about={t('newPin.passwordAbout')}
        />
      </Stack>
    </FormDialog>
  )
}

/** The password is no part of what is kept of an unfinished operation: it is asked each time. */
function usePinForm(card: CardDetail, onGiven: (given: NewPin) => void) {
  const [password, setPassword] = useState('')
  const operation = useOperation({
    name: 'change-pin',
    subject: card.cardId,
    paramsOf: (content, requestId) => ({
      ...{ cardId: card.cardId, requestId, password },
      kind: content['kind'] === 'create' ? 'create' : 'reset',
      unlock: content['unlock'] === 'yes',
      reason: content['reason'] ?? '',
    }),
    onDone: onGiven,
  })
  const kept = operation.unfinished
  const [reason, setReason] = useState(kept?.['reason'] ?? '')
  const [unlock, setUnlock] = useState(kept?.['unlock'] === 'yes')
  const [wrong, setWrong] = useState(false)
  const kind = kept?.['kind'] ?? (card.hasPin ? 'reset' : 'create')
  const submit = () => {
    const isWhole = reason.trim() !== '' && password !== ''
    setWrong(!isWhole)
    const content = { kind, reason: reason.trim(), unlock: unlock ? 'yes' : 'no' }
    if (isWhole) void operation.send(content)
  }
  return {
    ...{ operation, kind, reason, setReason, unlock, setUnlock, password, setPassword },
    ...{ wrong, submit, locked: kept !== undefined },
  }
}
