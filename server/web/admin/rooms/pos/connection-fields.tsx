import { PasswordInput, Select, Textarea, TextInput } from '@mantine/core'
import { Controller, type UseFormReturn } from 'react-hook-form'
import { POS_ACCOUNT_FORMS, POS_HOSTS } from '../../../../../src/contract/admin/pos.ts'
import { POS_KINDS, POS_NAMES, type PosKind } from '../../../../../src/contract/wire/pos.ts'
import { useRead } from '../../api/admin.tsx'
import { useWords } from '../../words/words.tsx'

/** A connection as it is typed; lists one a line. */
export interface Fields {
  readonly locationId: string
  readonly kind: PosKind
  readonly account: string
  readonly host: string
  readonly places: string
  readonly tenders: string
  readonly signing: string
  readonly access: string
  readonly clientId: string
}

interface FieldsProps {
  readonly form: UseFormReturn<Fields>
}

/** Whose till it is, and which. */
export function KindFields({ form }: FieldsProps) {
  const { t } = useWords()
  const locations = useRead('list-locations', {}).data?.locations ?? []
  return (
    <>
      <Controller
        control={form.control}
        name="locationId"
        rules={{ required: true }}
        render={({ field, fieldState }) => (
          <Select
            label={t('column.location')}
            data={locations.map(({ locationId, name }) => ({
              value: locationId as string,
              label: name,
            }))}
            value={field.value}
            onChange={field.onChange}
            error={fieldState.error && t('form.needed')}
            searchable
          />
        )}
      />
      <Controller
        control={form.control}
        name="kind"
        render={({ field }) => (
          <Select
            label={t('pos.kind')}
            data={POS_KINDS.map((value) => ({ value, label: POS_NAMES[value] }))}
            value={field.value}
            onChange={(kind) => {
              field.onChange(kind)
              form.setValue('host', POS_HOSTS[kind as PosKind]?.[0] ?? '')
            }}
            allowDeselect={false}
          />
        )}
      />
    </>
  )
}

interface SettingFieldsProps extends FieldsProps {
  readonly isNew: boolean
  readonly hasSigning: boolean
  readonly hasAccess: boolean
}

/** What is copied from the POS. */
export function SettingFields({ form, isNew, hasSigning, hasAccess }: SettingFieldsProps) {
  const { t } = useWords()
  const kind = form.watch('kind')
  const { errors } = form.formState
  const isAccount = (text: string) => POS_ACCOUNT_FORMS[kind].test(text.trim())
  const isThere = (text: string) => text.trim() !== ''
  const needed = (isWrong: unknown) => (isWrong ? t('form.needed') : undefined)
  return (
    <>
      <TextInput
        label={t(`posAccount.${kind}`)}
        maxLength={100}
        error={needed(errors.account)}
        {...form.register('account', { validate: isAccount })}
      />
      <HostField form={form} kind={kind} />
      <Textarea
        label={t('pos.tenders')}
        description={t(aboutTenders(kind))}
        autosize
        minRows={1}
        maxLength={2_000}
        error={needed(errors.tenders)}
        {...form.register('tenders', { validate: isThere })}
      />
      {(kind === 'square' || kind === 'lightspeed' || kind === 'shopify') && (
        <Textarea
          label={t('pos.places')}
          description={t(kind === 'square' ? 'pos.placesAbout.square' : 'pos.placesAbout')}
          autosize
          minRows={1}
          maxLength={2_000}
          error={needed(errors.places)}
          {...form.register('places', {
            validate: (text) => kind !== 'square' || isThere(text),
          })}
        />
      )}
      <SecretField form={form} name="signing" label={t(`posSigning.${kind}`)} isKept={hasSigning} />
      {kind === 'toast' && (
        <SecretField form={form} name="clientId" label={t('pos.clientId')} isKept={!isNew} />
      )}
      <SecretField form={form} name="access" label={t(`posAccess.${kind}`)} isKept={hasAccess} />
    </>
  )
}

function aboutTenders(kind: PosKind) {
  if (kind === 'square') return 'pos.tendersAbout.square'
  return kind === 'toast' ? 'pos.tendersAbout.toast' : 'pos.tendersAbout'
}

function HostField({ form, kind }: FieldsProps & { kind: PosKind }) {
  const { t } = useWords()
  const hosts: readonly string[] | null = POS_HOSTS[kind]
  if (hosts === null) return null
  return (
    <Controller
      control={form.control}
      name="host"
      render={({ field }) => (
        <Select
          label={t('pos.host')}
          data={[...hosts]}
          value={field.value}
          onChange={field.onChange}
          allowDeselect={false}
        />
      )}
    />
  )
}

interface SecretFieldProps extends FieldsProps {
  readonly name: 'signing' | 'access' | 'clientId'
  readonly label: string
  readonly isKept: boolean
}

/** Never filled in: what is kept is not sent back. */
function SecretField({ form, name, label, isKept }: SecretFieldProps) {
  const { t } = useWords()
  return (
    <PasswordInput
      label={label}
      description={t(isKept ? 'pos.secretKept' : 'pos.secretAbout')}
      maxLength={500}
      autoComplete="off"
      {...form.register(name)}
    />
  )
}
