import { Checkbox } from '@mantine/core'
import type { ReactNode } from 'react'
import { type FieldPathByValue, useFormContext, useWatch } from 'react-hook-form'
import type { Currency } from '../../../../../src/contract/money.ts'
import { COLLECTIONS } from '../../../../../src/contract/terms.ts'
import { typedFields } from '../../forms/typed-fields.tsx'
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

export const { TextField, MoneyField, ChoiceField, FlagField } = typedFields<TermsFields>()

type ChargePath = 'commission' | 'plan' | 'returnFee' | `fees.${number}`

/** The tax on a charge, and how the charge is collected. */
export function CommonFields({ path }: { path: ChargePath }) {
  const { t } = useWords()
  return (
    <div className={roomStyles['three']}>
      <TextField as="percent" name={`${path}.taxPercent`} label={t('terms.tax')} />
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
