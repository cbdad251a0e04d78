import { Button, Group, Stack } from '@mantine/core'
import { useState } from 'react'
import type { AdminResult } from '../../../../../src/contract/admin/table.ts'
import type { LocationView } from '../../../../../src/contract/admin/views.ts'
import { type Failure, failureOf, useCommand } from '../../api/admin.tsx'
import { Dialog, FormDialog } from '../../forms/dialog.tsx'
import { Notice } from '../../show/notice.tsx'
import { QrImage } from '../../show/qr-image.tsx'
import { Secret, ShownOnce } from '../../show/secret.tsx'
import { useTimes } from '../../show/times.tsx'
import { useWords } from '../../words/words.tsx'

type Sent = AdminResult<'send-activation'>

interface ActivationDialogProps {
  readonly location: LocationView
  readonly onClose: () => void
}

/** Makes an activation link for one device: mailed, or shown this once when no mail is set up. */
export function ActivationDialog({ location, onClose }: ActivationDialogProps) {
  const { t } = useWords()
  const command = useCommand('send-activation')
  const [failure, setFailure] = useState<Failure>()
  const [sent, setSent] = useState<Sent>()
  const submit = async () => {
    const reply = await command.run({ locationId: location.locationId })
    setFailure(failureOf(reply))
    if (reply.ok) setSent(reply.value)
  }
  if (sent) {
    return (
      <Dialog title={t('activation.done', { name: location.name })} onClose={onClose}>
        <SentActivation sent={sent} onClose={onClose} />
      </Dialog>
    )
  }
  return (
    <FormDialog
      title={t('activation.title', { name: location.name })}
      submit={t('activation.submit')}
      onSubmit={() => void submit()}
      onClose={onClose}
      busy={command.busy}
      failure={failure}
    >
      <Stack gap="md">
        <p style={{ margin: 0 }}>{t('activation.text', { email: location.email })}</p>
      </Stack>
    </FormDialog>
  )
}

function SentActivation({ sent, onClose }: { sent: Sent; onClose: () => void }) {
  const { t } = useWords()
  const times = useTimes()
  const { enrolment, link } = sent
  const expires = times.dateTime(enrolment.expiresAtMs, times.zoneOf(enrolment.locationId))
  return (
    <Stack gap="md">
      {link === null ? (
        <Notice
          role="status"
          tone="moved"
          title={t('activation.mailed', { email: enrolment.emailedTo ?? '' })}
        >
          {t('activation.mailedText', { expires })}
        </Notice>
      ) : (
        <>
          <ShownOnce text={t('activation.noMail', { expires })} />
          <Secret label={t('activation.link')} shown={link} value={link} isLong />
          <Group justify="center">
            <QrImage text={link} label={t('activation.qr')} sizePx={208} />
          </Group>
        </>
      )}
      <Group justify="flex-end">
        <Button onClick={onClose}>{t('action.done')}</Button>
      </Group>
    </Stack>
  )
}
