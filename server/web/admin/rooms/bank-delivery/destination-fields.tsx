import { Checkbox, PasswordInput, Select, Textarea, TextInput } from '@mantine/core'
import { Controller, type UseFormReturn } from 'react-hook-form'
import {
  type BankDeliveryView,
  DELIVERY_KINDS,
  type DeliveryKind,
} from '../../../../../src/contract/admin/bank-delivery.ts'
import { useWords, type Word } from '../../words/words.tsx'

/** A destination as it is typed, of any kind. */
export interface Fields {
  readonly name: string
  readonly kind: DeliveryKind
  readonly host: string
  readonly port: string
  readonly user: string
  readonly folder: string
  readonly merchantId: string
  readonly organizationId: string
  readonly locationId: string
  readonly sandbox: boolean
  readonly password: string
  readonly privateKey: string
  readonly access: string
  readonly second: string
}

interface FieldsProps {
  readonly form: UseFormReturn<Fields>
}

/** How files get there; it stays as it is once the destination is there. */
export function KindField({ form }: FieldsProps) {
  const { t } = useWords()
  return (
    <Controller
      control={form.control}
      name="kind"
      render={({ field }) => (
        <Select
          label={t('delivery.kind')}
          data={DELIVERY_KINDS.map((value) => ({ value, label: t(`deliveryKind.${value}`) }))}
          value={field.value}
          onChange={field.onChange}
          allowDeselect={false}
        />
      )}
    />
  )
}

interface SettingFieldsProps extends FieldsProps {
  readonly has: BankDeliveryView['has']
}

export function SettingFields({ form, has }: SettingFieldsProps) {
  const kind = form.watch('kind')
  return (
    <>
      <Line form={form} name="name" label="delivery.name" shape={/^.{1,60}$/} />
      {kind === 'folder' && (
        <Line
          form={form}
          name="folder"
          label="delivery.folder"
          about="delivery.folderAbout"
          shape={/^[\p{L}\p{N} _.-]+(\/[\p{L}\p{N} _.-]+)*$/u}
        />
      )}
      {kind === 'sftp' && <SftpFields form={form} has={has} />}
      {kind === 'bambora' && (
        <>
          <Line form={form} name="merchantId" label="delivery.merchant" shape={/^\d{9}$/} />
          <SecretField form={form} name="access" label="delivery.uploadCode" isKept={has.access} />
          <SecretField form={form} name="second" label="delivery.reportCode" isKept={has.second} />
        </>
      )}
      {kind === 'forte' && <ForteFields form={form} has={has} />}
    </>
  )
}

function SftpFields({ form, has }: SettingFieldsProps) {
  const { t } = useWords()
  return (
    <>
      <Line form={form} name="host" label="delivery.host" shape={/^[A-Za-z0-9.:-]{1,253}$/} />
      <Line form={form} name="port" label="delivery.port" shape={/^\d{1,5}$/} />
      <Line form={form} name="user" label="delivery.user" shape={/^[\x21-\x7e]{1,64}$/} />
      <Line
        form={form}
        name="folder"
        label="delivery.remoteFolder"
        about="delivery.remoteFolderAbout"
        shape={/^.{1,500}$/}
      />
      <SecretField
        form={form}
        name="password"
        label="delivery.password"
        isKept={has.password}
        about="delivery.passwordAbout"
      />
      <Textarea
        label={t('delivery.privateKey')}
        description={t(has.privateKey ? 'delivery.kept' : 'delivery.privateKeyAbout')}
        autosize
        minRows={2}
        maxRows={6}
        maxLength={10_000}
        autoComplete="off"
        spellCheck={false}
        {...form.register('privateKey')}
      />
    </>
  )
}

function ForteFields({ form, has }: SettingFieldsProps) {
  const { t } = useWords()
  return (
    <>
      <Line
        form={form}
        name="organizationId"
        label="delivery.organization"
        shape={/^org_\d{1,10}$/}
      />
      <Line form={form} name="locationId" label="delivery.forteLocation" shape={/^loc_\d{1,10}$/} />
      <SecretField form={form} name="access" label="delivery.accessId" isKept={has.access} />
      <SecretField form={form} name="second" label="delivery.secureKey" isKept={has.second} />
      <Checkbox label={t('delivery.sandbox')} {...form.register('sandbox')} />
    </>
  )
}

interface LineProps extends FieldsProps {
  readonly name: Exclude<keyof Fields, 'kind' | 'sandbox'>
  readonly label: Word
  readonly about?: Word
  /** What it has to look like. */
  readonly shape: RegExp
}

function Line({ form, name, label, about, shape }: LineProps) {
  const { t } = useWords()
  const isWrong = form.formState.errors[name] !== undefined
  return (
    <TextInput
      label={t(label)}
      description={about && t(about)}
      error={isWrong ? t('delivery.wrong') : undefined}
      {...form.register(name, { validate: (text) => shape.test(text.trim()) })}
    />
  )
}

interface SecretFieldProps extends FieldsProps {
  readonly name: 'password' | 'access' | 'second'
  readonly label: Word
  readonly isKept: boolean
  readonly about?: Word
}

/** Never filled in: what is kept is not sent back. */
function SecretField({ form, name, label, isKept, about }: SecretFieldProps) {
  const { t } = useWords()
  return (
    <PasswordInput
      label={t(label)}
      description={t(isKept ? 'delivery.kept' : (about ?? 'delivery.secretAbout'))}
      maxLength={500}
      autoComplete="off"
      {...form.register(name)}
    />
  )
}
