import { Checkbox, Select, TextInput } from '@mantine/core'
import type { ReactNode } from 'react'
import { Controller, type FieldPathByValue, useFormContext, useWatch } from 'react-hook-form'
import type { Currency } from '../../../../../src/contract/money.ts'
import { COLLECTIONS } from '../../../../../src/contract/terms.ts'
import { AmountInput } from '../../forms/amount-input.tsx'
import { useWords } from '../../words/words.tsx'
import roomStyles from './terms.module.css'
import type { OwnPart, TermsFields } from './terms-fields.ts'

export type TextName = FieldPathByValue<TermsFields, string>

/** Whose terms are typed, and in which currency. */
export interface Scope {
  readonly currency: Currency
  readonly of: 'network' | 'location'
}

/** Fields that belong together, under a heading. */
export function TermsGroup({ title, children }: { title: string; children: ReactNode }) {
  return (
    <fieldset className={roomStyles['group']}>
      <legend>{title}</legend>
      {children}
    </fieldset>
  )
}

interface FieldProps {
  readonly name: TextName
  readonly label: string
  readonly about?: string
}

/** A text or a whole number. */
export function TextField(props: FieldProps & { readonly isNumber?: boolean }) {
  const { name, label, about, isNumber = false } = props
  const { t } = useWords()
  const { register, getFieldState, formState } = useFormContext<TermsFields>()
  const { error } = getFieldState(name, formState)
  return (
    <TextInput
      label={label}
      description={about}
      inputMode={isNumber ? 'numeric' : 'text'}
      autoComplete="off"
      maxLength={isNumber ? 8 : 80}
      error={error && t('terms.wrong')}
      {...register(name)}
    />
  )
}

/** A share in percent; empty for none. */
export function PercentField({ name, label, about }: FieldProps) {
  const { t } = useWords()
  const { register, getFieldState, formState } = useFormContext<TermsFields>()
  const { error } = getFieldState(name, formState)
  return (
    <TextInput
      label={label}
      description={about}
      inputMode="decimal"
      autoComplete="off"
      maxLength={6}
      rightSection={<span aria-hidden="true">%</span>}
      error={error && t('terms.wrong')}
      {...register(name)}
    />
  )
}

/** An amount; empty for none. */
export function MoneyField({ name, label, about, currency }: FieldProps & Pick<Scope, 'currency'>) {
  const { t } = useWords()
  const { control } = useFormContext<TermsFields>()
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
          error={fieldState.error && t('terms.wrong')}
        />
      )}
    />
  )
}

interface ChoiceProps extends FieldProps {
  readonly data: readonly { readonly value: string; readonly label: string }[]
}

/** One of a few. */
export function ChoiceField({ name, label, about, data }: ChoiceProps) {
  const { t } = useWords()
  const { control } = useFormContext<TermsFields>()
  return (
    <Controller
      control={control}
      name={name}
      render={({ field, fieldState }) => (
        <Select
          label={label}
          description={about}
          data={[...data]}
          value={field.value}
          onChange={field.onChange}
          allowDeselect={false}
          error={fieldState.error && t('terms.wrong')}
        />
      )}
    />
  )
}

/** Yes or no. */
export function FlagField({ name, label }: { name: 'hasCommission' | 'hasPlan'; label: string }) {
  const { register } = useFormContext<TermsFields>()
  return <Checkbox label={label} {...register(name)} />
}

type ChargePath = 'commission' | 'plan' | 'returnFee' | `fees.${number}`

/** The tax on a charge, and how the charge is collected. */
export function CommonFields({ path }: { path: ChargePath }) {
  const { t } = useWords()
  return (
    <div className={roomStyles['three']}>
      <PercentField name={`${path}.taxPercent`} label={t('terms.tax')} />
      <TextField name={`${path}.taxLabel`} label={t('terms.taxLabel')} />
      <ChoiceField
        name={`${path}.collection`}
        label={t('terms.collection')}
        data={COLLECTIONS.map((value) => ({ value, label: t(`collection.${value}`) }))}
      />
    </div>
  )
}

interface OwnProps extends Pick<Scope, 'of'> {
  readonly part: OwnPart
  readonly label: string
  readonly children: ReactNode
}

/** For a location: whether this part is its own, and only then the part. */
export function Own({ of, part, label, children }: OwnProps) {
  const { register } = useFormContext<TermsFields>()
  const isOwn = useWatch<TermsFields, `own.${OwnPart}`>({ name: `own.${part}` })
  if (of === 'network') return children
  return (
    <>
      <Checkbox label={label} {...register(`own.${part}`)} />
      {isOwn && children}
    </>
  )
}
