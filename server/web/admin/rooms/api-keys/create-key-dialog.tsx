import { Button, Checkbox, Group, Select, Stack, TextInput } from '@mantine/core'
import { useState } from 'react'
import { type Control, Controller, useForm } from 'react-hook-form'
import {
  API_CLIENT_KINDS,
  API_SCOPES,
  type ApiScope,
} from '../../../../../src/contract/admin/views.ts'
import { TEXT_LENGTH_MAX } from '../../../../../src/contract/limits.ts'
import { useRead } from '../../api/admin.tsx'
import { Dialog } from '../../forms/dialog.tsx'
import { SendingDialog } from '../../forms/sending-dialog.tsx'
import { useSending } from '../../forms/use-sending.ts'
import { Secret, ShownOnce } from '../../show/secret.tsx'
import { useWords } from '../../words/words.tsx'

interface Fields {
  readonly name: string
  readonly kind: (typeof API_CLIENT_KINDS)[number]
  readonly scopes: ApiScope[]
  readonly locationId: string | null
}

const EMPTY: Fields = { name: '', kind: 'webstore', scopes: ['balance'], locationId: null }

/** Makes a key with just the scopes that it needs, and shows it this once. */
export function CreateKeyDialog({ onClose }: { onClose: () => void }) {
  const { t } = useWords()
  const [key, setKey] = useState<string>()
  const sending = useSending('create-api-client', (made) => setKey(made.key))
  const form = useForm<Fields>({ defaultValues: EMPTY })
  if (key !== undefined) return <MadeKey secret={key} onClose={onClose} />
  return (
    <SendingDialog
      {...{ form, sending, onClose }}
      title={t('apiKeys.createTitle')}
      submit={t('apiKeys.create')}
      onSend={sending.send}
    >
      <TextInput
        label={t('form.name')}
        description={t('apiKeys.nameAbout')}
        maxLength={TEXT_LENGTH_MAX}
        data-autofocus
        error={form.formState.errors.name && t('form.needed')}
        {...form.register('name', { validate: (name) => name.trim() !== '' })}
      />
      <KindField control={form.control} />
      <ScopesField control={form.control} />
      <LocationField control={form.control} />
    </SendingDialog>
  )
}

interface FieldProps {
  readonly control: Control<Fields>
}

function KindField({ control }: FieldProps) {
  const { t } = useWords()
  return (
    <Controller
      control={control}
      name="kind"
      render={({ field }) => (
        <Select
          label={t('apiKeys.kind')}
          data={API_CLIENT_KINDS.map((value) => ({ value, label: t(`channel.${value}`) }))}
          value={field.value}
          onChange={field.onChange}
          allowDeselect={false}
        />
      )}
    />
  )
}

function ScopesField({ control }: FieldProps) {
  const { t } = useWords()
  return (
    <Controller
      control={control}
      name="scopes"
      rules={{ validate: (scopes) => scopes.length > 0 }}
      render={({ field, fieldState }) => (
        <Checkbox.Group
          label={t('apiKeys.scopes')}
          description={t('apiKeys.scopesAbout')}
          value={field.value}
          onChange={field.onChange}
          error={fieldState.error && t('apiKeys.scopesNeeded')}
        >
          <Group gap="lg" mt="xs">
            {API_SCOPES.map((scope) => (
              <Checkbox key={scope} value={scope} label={t(`scope.${scope}`)} />
            ))}
          </Group>
        </Checkbox.Group>
      )}
    />
  )
}

function LocationField({ control }: FieldProps) {
  const { t } = useWords()
  const locations = useRead('list-locations', {})
  return (
    <Controller
      control={control}
      name="locationId"
      rules={{ validate: (locationId, { scopes }) => locationId !== null || !isPaid(scopes) }}
      render={({ field, fieldState }) => (
        <Select
          label={t('column.location')}
          description={t('apiKeys.locationAbout')}
          placeholder={t('apiKeys.nowhere')}
          data={(locations.data?.locations ?? []).map(({ locationId, name }) => ({
            value: locationId as string,
            label: name,
          }))}
          value={field.value}
          onChange={field.onChange}
          error={fieldState.error && t('apiKeys.locationNeeded')}
          clearable
          clearButtonProps={{ 'aria-label': t('filter.clear') }}
        />
      )}
    />
  )
}

/** Value that is taken is owed to a location: without one the ledger refuses each of these. */
function isPaid(scopes: readonly ApiScope[]): boolean {
  return scopes.includes('redeem') || scopes.includes('hold')
}

function MadeKey({ secret, onClose }: { secret: string; onClose: () => void }) {
  const { t } = useWords()
  return (
    <Dialog title={t('apiKeys.done')} onClose={onClose}>
      <Stack gap="md">
        <ShownOnce text={t('apiKeys.shownOnceText')} />
        <Secret label={t('apiKeys.key')} shown={secret} value={secret} isLong />
        <Group justify="flex-end">
          <Button onClick={onClose}>{t('action.done')}</Button>
        </Group>
      </Stack>
    </Dialog>
  )
}
