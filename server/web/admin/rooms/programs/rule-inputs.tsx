import type { ReactNode } from 'react'
import { typedFields } from '../../forms/typed-fields.tsx'
import roomStyles from './programs.module.css'
import type { RuleFields } from './rule-fields.ts'

/** Fields that belong together, under a heading. */
export function RuleGroup({ title, children }: { title: string; children: ReactNode }) {
  return (
    <fieldset className={roomStyles['group']}>
      <legend>{title}</legend>
      {children}
    </fieldset>
  )
}

export const { TextField, MoneyField, ChoiceField, FlagField } = typedFields<RuleFields>()
