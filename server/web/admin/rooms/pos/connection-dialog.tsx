import { Button, Group, Stack } from '@mantine/core'
import { useState } from 'react'
import { useForm } from 'react-hook-form'
import { POS_HOSTS, type PosConnectionView } from '../../../../../src/contract/admin/pos.ts'
import type { LocationId } from '../../../../../src/contract/ids.ts'
import { POS_NAMES } from '../../../../../src/contract/wire/pos.ts'
import { Dialog } from '../../forms/dialog.tsx'
import { SendingDialog } from '../../forms/sending-dialog.tsx'
import { useSending } from '../../forms/use-sending.ts'
import { Notice } from '../../show/notice.tsx'
import { Secret } from '../../show/secret.tsx'
import styles from '../../show/show.module.css'
import { useTell } from '../../show/use-tell.ts'
import { useWords } from '../../words/words.tsx'
import { type Fields, KindFields, SettingFields } from './connection-fields.tsx'

/** Connects a POS to a location, then shows the address that has to be typed there. */
export function AddDialog({ onClose }: { onClose: () => void }) {
  const { t } = useWords()
  const [made, setMade] = useState<PosConnectionView>()
  const sending = useSending('add-pos-connection', setMade)
  const form = useForm<Fields>({ defaultValues: EMPTY })
  if (made !== undefined) return <Made connection={made} onClose={onClose} />
  const send = ({ locationId, kind, ...fields }: Fields) =>
    sending.send({ locationId: locationId as LocationId, kind, ...settingsOf(kind, fields) })
  return (
    <SendingDialog
      {...{ form, sending, onClose }}
      title={t('pos.addTitle')}
      submit={t('pos.add')}
      onSend={send}
    >
      <KindFields form={form} />
      <SettingFields form={form} isNew hasSigning={false} hasAccess={false} />
    </SendingDialog>
  )
}

const EMPTY: Fields = {
  ...{ locationId: '', kind: 'square', account: '', host: POS_HOSTS.square[0] },
  ...{ places: '', tenders: '', signing: '', access: '', clientId: '' },
}

interface ChangeDialogProps {
  readonly connection: PosConnectionView
  readonly onClose: () => void
}

/** Other settings, and keys in place of those that are kept. */
export function ChangeDialog({ connection, onClose }: ChangeDialogProps) {
  const { t } = useWords()
  const tell = useTell()
  const { kind, connectionId, hasSigning, hasAccess } = connection
  const sending = useSending('change-pos-connection', () => {
    tell(t('pos.saved'))
    onClose()
  })
  const form = useForm<Fields>({ defaultValues: fieldsOf(connection) })
  const send = (fields: Fields) => sending.send({ connectionId, ...settingsOf(kind, fields) })
  return (
    <SendingDialog
      {...{ form, sending, onClose }}
      title={t('pos.changeTitle', {
        kind: POS_NAMES[kind],
        location: connection.locationName,
      })}
      submit={t('pos.save')}
      onSend={send}
    >
      <Address connection={connection} />
      <SettingFields form={form} isNew={false} {...{ hasSigning, hasAccess }} />
    </SendingDialog>
  )
}

function Made({ connection, onClose }: ChangeDialogProps) {
  const { t } = useWords()
  return (
    <Dialog title={t('pos.nextTitle')} onClose={onClose}>
      <Stack gap="md">
        <Notice tone="know" title={t('pos.nextTitle')}>
          {t('pos.nextText')}
        </Notice>
        <Address connection={connection} />
        <Group justify="flex-end">
          <Button onClick={onClose}>{t('action.done')}</Button>
        </Group>
      </Stack>
    </Dialog>
  )
}

/** What is typed at the POS: where it calls, and Clover's code while there is one. */
function Address({ connection }: { connection: PosConnectionView }) {
  const { t } = useWords()
  const { notificationUrl: url, verificationCode: code } = connection
  return (
    <>
      <Secret label={t('pos.address')} shown={url} value={url} isLong />
      {code !== null && (
        <>
          <Secret label={t('pos.code')} shown={code} value={code} isLong />
          <span className={styles['sub']}>{t('pos.codeAbout')}</span>
        </>
      )}
    </>
  )
}

function fieldsOf(connection: PosConnectionView): Fields {
  const { locationId, kind, account, host, places, tenders } = connection
  return {
    ...{ locationId, kind, account, host: host ?? '' },
    ...{ places: places.join('\n'), tenders: tenders.join('\n') },
    ...{ signing: '', access: '', clientId: '' },
  }
}

function settingsOf(kind: Fields['kind'], fields: Omit<Fields, 'locationId' | 'kind'>) {
  const { account, host, signing, access, clientId } = fields
  return {
    account: account.trim(),
    host: POS_HOSTS[kind] === null ? null : host,
    places: linesOf(fields.places),
    tenders: linesOf(fields.tenders),
    secrets: { signing: signing.trim(), access: access.trim(), clientId: clientId.trim() },
  }
}

function linesOf(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
}
