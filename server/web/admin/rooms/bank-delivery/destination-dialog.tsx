import { useForm } from 'react-hook-form'
import type {
  BankDeliveryView,
  DeliverySettings,
} from '../../../../../src/contract/admin/bank-delivery.ts'
import { SendingDialog } from '../../forms/sending-dialog.tsx'
import { useSending } from '../../forms/use-sending.ts'
import { useTell } from '../../show/use-tell.ts'
import { useWords } from '../../words/words.tsx'
import { type Fields, KindField, SettingFields } from './destination-fields.tsx'

/** Adds a destination; nothing is sent to it yet. */
export function AddDialog({ onClose }: { onClose: () => void }) {
  const { t } = useWords()
  const tell = useTell()
  const sending = useSending('add-bank-delivery', () => {
    tell(t('delivery.added'))
    onClose()
  })
  const form = useForm<Fields>({ defaultValues: EMPTY })
  return (
    <SendingDialog
      {...{ form, sending, onClose }}
      title={t('delivery.addTitle')}
      submit={t('delivery.add')}
      onSend={(fields) => sending.send(askedOf(fields))}
    >
      <KindField form={form} />
      <SettingFields form={form} has={NOTHING} />
    </SendingDialog>
  )
}

const NOTHING = { password: false, privateKey: false, access: false, second: false }

const EMPTY: Fields = {
  ...{ name: '', kind: 'sftp', host: '', port: '22', user: '', folder: '' },
  ...{ merchantId: '', organizationId: '', locationId: '', sandbox: false },
  ...{ password: '', privateKey: '', access: '', second: '' },
}

interface ChangeDialogProps {
  readonly destination: BankDeliveryView
  readonly onClose: () => void
}

/** Other settings, and keys in place of those that are kept. */
export function ChangeDialog({ destination, onClose }: ChangeDialogProps) {
  const { t } = useWords()
  const tell = useTell()
  const { deliveryId, name, settings, has } = destination
  const sending = useSending('change-bank-delivery', () => {
    tell(t('delivery.saved'))
    onClose()
  })
  const form = useForm<Fields>({ defaultValues: { ...EMPTY, name, ...textsOf(settings) } })
  return (
    <SendingDialog
      {...{ form, sending, onClose }}
      title={t('delivery.changeTitle', { name })}
      submit={t('delivery.save')}
      onSend={(fields) => sending.send({ deliveryId, ...askedOf(fields) })}
    >
      <SettingFields form={form} has={has} />
    </SendingDialog>
  )
}

function textsOf(settings: DeliverySettings): Partial<Fields> {
  return settings.kind === 'sftp' ? { ...settings, port: String(settings.port) } : settings
}

function askedOf(fields: Fields) {
  const { name, password, privateKey, access, second } = fields
  return {
    name: name.trim(),
    settings: settingsOf(fields),
    secrets: {
      password,
      // Keys end with a line end, which pasting may lose.
      privateKey: privateKey.trim() === '' ? '' : `${privateKey.trim()}\n`,
      ...{ access: access.trim(), second: second.trim() },
    },
  }
}

function settingsOf(fields: Fields): DeliverySettings {
  const { kind, host, port, user, folder, merchantId, organizationId, locationId } = fields
  switch (kind) {
    case 'folder':
      return { kind, folder: folder.trim() }
    case 'sftp': {
      const place = { host: host.trim(), user: user.trim(), folder: folder.trim() }
      return { kind, ...place, port: Number(port) }
    }
    case 'bambora':
      return { kind, merchantId: merchantId.trim() }
    case 'forte': {
      const place = { organizationId: organizationId.trim(), locationId: locationId.trim() }
      return { kind, ...place, sandbox: fields.sandbox }
    }
  }
}
