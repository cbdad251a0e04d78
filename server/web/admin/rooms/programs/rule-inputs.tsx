import { Checkbox, Select, TextInput } from '@mantine/core'
import type { ReactNode } from 'react'
import { Controller, type FieldPathByValue, useFormContext } from 'react-hook-form'
import type { ProgramView } from '../../../../../src/contract/admin/views.ts'
import { AmountInput } from '../../forms/amount-input.tsx'
import { useWords } from '../../words/words.tsx'
import roomStyles from './programs.module.css'
import type { RuleFields } from './rule-fields.ts'

type TextName = FieldPathByValue<RuleFields, string>
type FlagName = FieldPathByValue<RuleFields, boolean>

/** Fields that belong together, under a heading. */
export function RuleGroup({ title, children }: { title: string; children: ReactNode }) {
  return (
    <fieldset className={roomStyles['group']}>
      <legend>{title}</legend>
      {children}
    </fieldset>
  )
}

interface FieldProps {
  readonly label: string
  readonly about?: string
}

/** A number, typed; empty for none. */
export function NumberField({ name, label, about }: FieldProps & { name: TextName }) {
  const { t } = useWords()
  const { register, getFieldState, formState } = useFormContext<RuleFields>()
  const { error } = getFieldState(name, formState)
  return (
    <TextInput
      label={label}
      description={about}
      inputMode="numeric"
      autoComplete="off"
      maxLength={8}
      error={error && t('rule.wrong')}
      {...register(name)}
    />
  )
}

interface MoneyFieldProps extends FieldProps {
  readonly name: TextName
  readonly currency: ProgramView['currency']
}

/** An amount; empty for none. */
export function MoneyField({ name, label, about, currency }: MoneyFieldProps) {
  const { t } = useWords()
  const { control } = useFormContext<RuleFields>()
  return (
    <Controller
      control={control}
      name={name}
      render={({ field, fieldState }) => (
        <AmountInput
          label={label}
          {...(about !== undefined && { description: about })}
          currency={currency}
          value={field.value}
          onChange={field.onChange}
          error={fieldState.error && t('rule.wrong')}
        />
      )}
    />
  )
}

/** Yes or no. */
export function FlagField({ name, label, about }: FieldProps & { name: FlagName }) {
  const { register } = useFormContext<RuleFields>()
  return <Checkbox label={label} description={about} {...register(name)} />
}

interface ChoiceProps extends FieldProps {
  readonly name: TextName
  readonly data: readonly { readonly value: string; readonly label: string }[]
  readonly isSearchable?: boolean
}

/** One of a few. */
export function ChoiceField({ name, label, about, data, isSearchable = false }: ChoiceProps) {
  const { t } = useWords()
  const { control } = useFormContext<RuleFields>()
  return (
    <Controller
      control={control}
      name={name}
      render={({ field }) => (
        <Select
          label={label}
          description={about}
          data={[...data]}
          value={field.value}
          onChange={field.onChange}
          allowDeselect={false}
          searchable={isSearchable}
          nothingFoundMessage={t('form.nothingFound')}
        />
      )}
    />
  )
}
