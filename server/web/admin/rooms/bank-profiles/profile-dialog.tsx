import { NumberInput, Select, SimpleGrid, Stack, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { BankProfileView } from '../../../../../src/contract/admin/payout-views.ts'
import { isCurrency } from '../../../../../src/contract/money.ts'
import { CALENDARS } from '../../../../../src/contract/schedule.ts'
import { useRead } from '../../api/admin.tsx'
import { FormDialog } from '../../forms/dialog.tsx'
import { PasswordField } from '../../forms/password-field.tsx'
import { useSending } from '../../forms/use-sending.ts'
import { useTell } from '../../show/use-tell.ts'
import { useWords } from '../../words/words.tsx'
import {
  calendarOf,
  currenciesOf,
  fieldsOf,
  OFFERED_WAYS,
  type OfferedWay,
  type RailTexts,
  readTexts,
  textsOf,
} from './rail-fields.ts'

interface ProfileDialogProps {
  /** Undefined: a new one. */
  readonly profile: BankProfileView | undefined
  readonly onClose: () => void
}

interface Fields {
  readonly name: string
  readonly way: OfferedWay
  readonly currency: string
  readonly calendar: BankProfileView['calendar']
  readonly timeZone: string
  readonly deliveryId: string | null
  readonly lastFile: number | string
  readonly password: string
  readonly texts: RailTexts
}

function fieldsAtFirst(profile: BankProfileView | undefined): Fields {
  const way = OFFERED_WAYS.find((one) => one === (profile?.settings?.rail ?? 'manual')) ?? 'manual'
  const first = profile ? way : 'nacha'
  return {
    ...{ name: profile?.name ?? '', way: first, currency: profile?.currency ?? 'USD' },
    ...{ calendar: profile?.calendar ?? 'us-fed', deliveryId: profile?.deliveryId ?? null },
    timeZone: profile?.timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone,
    ...{ lastFile: 0, password: '', texts: textsOf(first, profile) },
  }
}

/** Adds a bank profile, or changes one; with the password, as money leaves by it. */
export function ProfileDialog({ profile, onClose }: ProfileDialogProps) {
  const { t } = useWords()
  const tell = useTell()
  const [fields, setFields] = useState(() => fieldsAtFirst(profile))
  const [wrong, setWrong] = useState<ReadonlySet<string>>(new Set())
  const done = () => {
    tell(t(profile ? 'profiles.changed' : 'profiles.added'))
    onClose()
  }
  const adding = useSending('add-bank-profile', done)
  const changing = useSending('change-bank-profile', done)
  const submit = () => {
    const { name, way, currency, calendar, timeZone, deliveryId, password, texts } = fields
    const reading = readTexts(way, texts, { currency, profile })
    const missing = Object.entries({ name, timeZone, password }).filter(([, text]) => text === '')
    const all = new Set([...missing.map(([field]) => field), ...(reading.ok ? [] : reading.wrong)])
    if (!isCurrency(currency)) all.add('currency')
    setWrong(all)
    if (all.size > 0 || !reading.ok || !isCurrency(currency)) return
    const wish = { name, settings: reading.settings, calendar, timeZone, deliveryId, password }
    if (profile) void changing.send({ profileId: profile.profileId, ...wish })
    else void adding.send({ ...wish, currency, lastFile: Number(fields.lastFile) })
  }
  return (
    <FormDialog
      title={profile ? t('profiles.change', { name: profile.name }) : t('profiles.add')}
      submit={t('action.save')}
      onSubmit={submit}
      onClose={onClose}
      busy={adding.busy || changing.busy}
      failure={adding.failure ?? changing.failure}
    >
      {profile && <p style={{ margin: 0 }}>{t('profiles.changeText')}</p>}
      <FieldStack isNew={profile === undefined} {...{ fields, wrong }} onChange={setFields} />
    </FormDialog>
  )
}

interface FieldStackProps {
  readonly isNew: boolean
  readonly fields: Fields
  readonly wrong: ReadonlySet<string>
  readonly onChange: (fields: Fields) => void
}

function FieldStack({ isNew, fields, wrong, onChange }: FieldStackProps) {
  const { t } = useWords()
  const errorOf = (name: string) => wrong.has(name) && t('profiles.wrong')
  const currencies = currenciesOf(fields.way)
  const chooseWay = (value: string | null) => {
    const way = OFFERED_WAYS.find((one) => one === value) ?? 'manual'
    const currency = currenciesOf(way)?.[0] ?? fields.currency
    const calendar = calendarOf(currency) ?? fields.calendar
    onChange({ ...fields, way, currency, calendar, texts: textsOf(way, undefined) })
  }
  const chooseCurrency = (value: string | null) => {
    const currency = value ?? ''
    onChange({ ...fields, currency, calendar: calendarOf(currency) ?? fields.calendar })
  }
  return (
    <Stack gap="sm">
      <TextInput
        label={t('profiles.name')}
        value={fields.name}
        onChange={(event) => onChange({ ...fields, name: event.currentTarget.value })}
        maxLength={60}
        error={errorOf('name')}
        data-autofocus
      />
      {isNew && (
        <Select
          label={t('profiles.rail')}
          data={OFFERED_WAYS.map((value) => ({ value, label: t(`payWay.${value}`) }))}
          value={fields.way}
          onChange={chooseWay}
          allowDeselect={false}
        />
      )}
      {isNew && currencies && (
        <Select
          label={t('profiles.currency')}
          data={[...currencies]}
          value={fields.currency}
          onChange={chooseCurrency}
          allowDeselect={false}
        />
      )}
      {isNew && !currencies && (
        <TextInput
          label={t('profiles.currency')}
          value={fields.currency}
          onChange={(event) =>
            onChange({ ...fields, currency: event.currentTarget.value.toUpperCase() })
          }
          maxLength={3}
          error={errorOf('currency')}
        />
      )}
      <RailInputs {...{ fields, wrong, onChange }} />
      <BankInputs {...{ isNew, fields, wrong, onChange }} />
      <PasswordField
        value={fields.password}
        onChange={(password) => onChange({ ...fields, password })}
        missing={wrong.has('password')}
        about={t('runs.passwordAbout')}
      />
    </Stack>
  )
}

function RailInputs({ fields, wrong, onChange }: Omit<FieldStackProps, 'isNew'>) {
  const { t } = useWords()
  const names = fieldsOf(fields.way)
  if (names.length === 0) return null
  return (
    <>
      <p style={{ margin: 0 }}>{t('profiles.bySettings')}</p>
      <SimpleGrid cols={2} spacing="sm">
        {names.map((name) => (
          <TextInput
            key={name}
            label={t(`railField.${name}`)}
            value={fields.texts[name] ?? ''}
            onChange={(event) => {
              const texts = { ...fields.texts, [name]: event.currentTarget.value }
              onChange({ ...fields, texts })
            }}
            autoComplete="off"
            error={wrong.has(name) && t('profiles.wrong')}
          />
        ))}
      </SimpleGrid>
    </>
  )
}

/** When the bank works, and how files come to it. */
function BankInputs({ isNew, fields, wrong, onChange }: FieldStackProps) {
  const { t } = useWords()
  const deliveries = useRead('list-bank-deliveries', {})
  const known = deliveries.data?.deliveries ?? []
  return (
    <>
      <SimpleGrid cols={2} spacing="sm">
        <Select
          label={t('profiles.calendar')}
          data={CALENDARS.map((value) => ({ value, label: t(`calendar.${value}`) }))}
          value={fields.calendar}
          onChange={(value) => {
            const calendar = CALENDARS.find((one) => one === value)
            if (calendar) onChange({ ...fields, calendar })
          }}
          allowDeselect={false}
        />
        <Select
          label={t('profiles.timeZone')}
          data={[...new Set(['UTC', fields.timeZone, ...Intl.supportedValuesOf('timeZone')])]}
          value={fields.timeZone}
          onChange={(timeZone) => onChange({ ...fields, timeZone: timeZone ?? '' })}
          searchable
          error={wrong.has('timeZone') && t('form.needed')}
        />
      </SimpleGrid>
      {fields.way !== 'manual' && (
        <Select
          label={t('profiles.delivery')}
          data={[
            { value: '', label: t('profiles.byDownload') },
            ...known.map(({ deliveryId, name }) => ({ value: deliveryId, label: name })),
          ]}
          value={fields.deliveryId ?? ''}
          onChange={(value) => onChange({ ...fields, deliveryId: value === '' ? null : value })}
          allowDeselect={false}
        />
      )}
      {isNew && fields.way !== 'manual' && (
        <NumberInput
          label={t('profiles.lastFile')}
          description={t('profiles.lastFileAbout')}
          value={fields.lastFile}
          onChange={(lastFile) => onChange({ ...fields, lastFile })}
          min={0}
          max={99_999_999}
          allowDecimal={false}
          hideControls
        />
      )}
    </>
  )
}
