import { Button, Group, Stack } from '@mantine/core'
import { IconLink } from '@tabler/icons-react'
import { useState } from 'react'
import type { CardDetail } from '../../../../../src/contract/admin/views.ts'
import { type Failure, failureOf, useCommand, useRead } from '../../api/admin.tsx'
import { useMay } from '../../api/may.ts'
import { Dialog, FormDialog } from '../../forms/dialog.tsx'
import { OperationReasonDialog } from '../../forms/operation-reason-dialog.tsx'
import { useOperation } from '../../forms/use-operation.ts'
import { Secret, ShownOnce } from '../../show/secret.tsx'
import { useTimes } from '../../show/times.tsx'
import { useTell } from '../../show/use-tell.ts'
import { useWords } from '../../words/words.tsx'

/** What a card that was sold waits for, in a line. */
export function WaitingText({ card }: { card: CardDetail }) {
  const { t } = useWords()
  const times = useTimes()
  const { data } = useRead('read-waiting', { cardId: card.cardId })
  const at = (timeMs: number) => times.dateTime(timeMs, times.zoneOf(card.programId))
  const dueMs = data?.activatesAtMs ?? null
  if (card.state !== 'claimable')
    return dueMs === null ? t('waiting.approval') : t('waiting.until', { date: at(dueMs) })
  if (dueMs !== null && dueMs > Date.now()) return t('waiting.opens', { date: at(dueMs) })
  const linkMs = data?.linkExpiresAtMs
  return linkMs ? t('waiting.holder', { date: at(linkMs) }) : t('waiting.unopened')
}

interface DialogProps {
  readonly card: CardDetail
  readonly onClose: () => void
}

/** Makes another link to a gift that nobody has opened, and shows it this once. */
export function ClaimLinkDialog({ card, onClose }: DialogProps) {
  const { t } = useWords()
  const command = useCommand('renew-claim-link')
  const [failure, setFailure] = useState<Failure>()
  const [link, setLink] = useState<string>()
  const renew = async () => {
    const reply = await command.run({ cardId: card.cardId })
    setFailure(failureOf(reply))
    if (reply.ok) setLink(reply.value.link)
  }
  if (link !== undefined)
    return (
      <Dialog title={t('claimLink.done')} onClose={onClose}>
        <Stack gap="md">
          <ShownOnce text={t('claimLink.shownOnceText')} />
          <Secret label={t('claimLink.link')} shown={link} value={link} isLong />
          <Group justify="flex-end">
            <Button onClick={onClose}>{t('action.done')}</Button>
          </Group>
        </Stack>
      </Dialog>
    )
  return (
    <FormDialog
      title={t('claimLink.title')}
      submit={t('claimLink.submit')}
      onSubmit={() => void renew()}
      onClose={onClose}
      busy={command.busy}
      failure={failure}
    >
      <Stack gap="md">
        <p>{t('claimLink.text')}</p>
      </Stack>
    </FormDialog>
  )
}

/** Lets a card be used that waits for its date or for an approval. */
export function ApproveDialog({ card, onClose }: DialogProps) {
  const { t } = useWords()
  const tell = useTell()
  const operation = useOperation({
    name: 'approve-card',
    subject: card.cardId,
    paramsOf: (content, requestId) => ({
      ...{ cardId: card.cardId, requestId },
      reason: content['reason'] ?? '',
    }),
    onDone: () => {
      tell(t('approveCard.done'))
      onClose()
    },
  })
  return (
    <OperationReasonDialog
      title={t('approveCard.title')}
      submit={t('approveCard.submit')}
      {...{ operation, onClose }}
    >
      <p style={{ margin: 0 }}>{t('approveCard.text')}</p>
    </OperationReasonDialog>
  )
}

/** What can be done about a card that waits: nobody but its holder opens it. */
export function WaitingActions({
  state,
  onOpen,
}: {
  state: CardDetail['state']
  onOpen: (kind: 'claim-link' | 'approve') => void
}) {
  const { t } = useWords()
  const may = useMay()
  if (state === 'claimable' && may('renew-claim-link'))
    return (
      <Button
        variant="default"
        leftSection={<IconLink size={18} aria-hidden="true" />}
        onClick={() => onOpen('claim-link')}
      >
        {t('claimLink.open')}
      </Button>
    )
  if (state !== 'pending_activation' || !may('approve-card')) return null
  return <Button onClick={() => onOpen('approve')}>{t('approveCard.open')}</Button>
}
