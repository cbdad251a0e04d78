import { Checkbox, Select, TextInput } from '@mantine/core'
import type { ReactNode } from 'react'
import {
  Controller,
  type FieldPathByValue,
  type FieldValues,
  useFormContext,
} from 'react-hook-form'
import type { Currency } from '../../../../src/contract/money.ts'
import { useWords } from '../words/words.tsx'
import { AmountInput } from './amount-input.tsx'

interface FieldProps<Name extends string> {
  readonly name: Name
  readonly label: string
  readonly about?: string
}

interface TextProps<Name extends string> extends FieldProps<Name> {
  /** `whole`: a whole number; `percent`: a share. */
  readonly as?: 'text' | 'whole' | 'percent' | 'date' | 'time'
}

interface MoneyProps<Name extends string> extends FieldProps<Name> {
  readonly currency: Currency
}

interface ChoiceProps<Name extends string> extends FieldProps<Name> {
  readonly data: readonly { readonly value: string; readonly label: string }[]
  readonly isSearchable?: boolean
}

/** Of many choices only the first matches are drawn while a person types. */
const OPTIONS_SHOWN_MAX = 60

const SHAPES = {
  text: { type: 'text', inputMode: 'text', maxLength: 80 },
  whole: { type: 'text', inputMode: 'numeric', maxLength: 8 },
  percent: { type: 'text', inputMode: 'decimal', maxLength: 6 },
  date: { type: 'date', inputMode: undefined, maxLength: 10 },
  time: { type: 'time', inputMode: undefined, maxLength: 10 },
} as const

interface TypedFields<TextName extends string, FlagName extends string> {
  readonly TextField: (props: TextProps<TextName>) => ReactNode
  readonly MoneyField: (props: MoneyProps<TextName>) => ReactNode
  readonly ChoiceField: (props: ChoiceProps<TextName>) => ReactNode
  readonly FlagField: (props: FieldProps<FlagName>) => ReactNode
}

/** The fields of one form, which take the names that it has and no others. */
export function typedFields<Fields extends FieldValues>(): TypedFields<
  FieldPathByValue<Fields, string>,
  FieldPathByValue<Fields, boolean>
> {
  return { TextField, MoneyField, ChoiceField, FlagField }
}

/** Typed; empty for none. */
function TextField({ name, label, about, as = 'text' }: TextProps<string>) {
  const { t } = useWords()
  const { register, getFieldState, formState } = useFormContext()
  const { error } = getFieldState(name, formState)
  return (
    <TextInput
      label={label}
      description={about}
      {...SHAPES[as]}
      autoComplete="off"
      rightSection={as === 'percent' && <span aria-hidden="true">%</span>}
      error={error && t('form.wrong')}
      {...register(name)}
    />
  )
}

/** An amount; empty for none. */
function MoneyField({ name, label, about, currency }: MoneyProps<string>) {
  const { t } = useWords()
  const { control } = useFormContext()
  return (
    <Controller
      control={control}
      name={name}
      render={({ field, fieldState }) => (
        <AmountInput
          label={label}
          {...(about !== undefined && { description: about })}
          currency={currency}
          value={String(field.value)}
          onChange={field.onChange}
          error={fieldState.error && t('form.wrong')}
        />
      )}
    />
  )
}

/** One of a few, or of many that are searched. */
function ChoiceField(props: ChoiceProps<string>) {
  const { name, label, about, data, isSearchable = false } = props
  const { t } = useWords()
  const { control } = useFormContext()
  return (
    <Controller
      control={control}
      name={name}
      render={({ field, fieldState }) => (
        <Select
          label={label}
          description={about}
          data={[...data]}
          value={String(field.value)}
          onChange={field.onChange}
          allowDeselect={false}
          searchable={isSearchable}
          limit={isSearchable ? OPTIONS_SHOWN_MAX : Number.POSITIVE_INFINITY}
          nothingFoundMessage={t('form.nothingFound')}
          error={fieldState.error && t('form.wrong')}
        />
      )}
    />
  )
}

/** Yes or no. */
function FlagField({ name, label, about }: FieldProps<string>) {
  const { register } = useFormContext()
  return <Checkbox label={label} description={about} {...register(name)} />
}
