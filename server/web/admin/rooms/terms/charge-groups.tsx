import { Button } from '@mantine/core'
import { IconPlus, IconTrash } from '@tabler/icons-react'
import { useFieldArray, useWatch } from 'react-hook-form'
import { TIERS_MAX } from '../../../../../src/contract/terms.ts'
import { useWords } from '../../words/words.tsx'
import {
  CommonFields,
  FlagField,
  MoneyField,
  Own,
  type Scope,
  TermsGroup,
  TextField,
} from './inputs.tsx'
import roomStyles from './terms.module.css'
import type { TermsFields } from './terms-fields.ts'

/** What a location gives of what it redeemed. */
export function CommissionGroup({ currency, of }: Scope) {
  const { t } = useWords()
  const isThere = useWatch<TermsFields, 'hasCommission'>({ name: 'hasCommission' })
  return (
    <TermsGroup title={t('terms.commission')}>
      <Own of={of} part="commission" label={t('terms.ownCommission')}>
        <FlagField name="hasCommission" label={t('terms.hasCommission')} />
        {isThere && (
          <>
            <Tiers currency={currency} />
            <div className={roomStyles['three']}>
              <MoneyField name="commission.flat" label={t('terms.flat')} currency={currency} />
              <MoneyField name="commission.minimum" label={t('terms.least')} currency={currency} />
              <MoneyField name="commission.maximum" label={t('terms.most')} currency={currency} />
            </div>
            <CommonFields path="commission" />
          </>
        )}
      </Own>
    </TermsGroup>
  )
}

/** The steps of volume: the first begins at nothing. */
function Tiers({ currency }: Pick<Scope, 'currency'>) {
  const { t } = useWords()
  const { fields, append, remove } = useFieldArray<TermsFields, 'commission.tiers'>({
    name: 'commission.tiers',
  })
  return (
    <>
      {fields.map(({ id }, index) => (
        <div key={id} className={roomStyles['step']}>
          {index === 0 ? (
            <p className={roomStyles['stepStart']}>{t('terms.fromFirst')}</p>
          ) : (
            <MoneyField
              name={`commission.tiers.${index}.from`}
              label={t('terms.fromVolume')}
              currency={currency}
            />
          )}
          <TextField
            as="percent"
            name={`commission.tiers.${index}.percent`}
            label={t('terms.percent')}
          />
          {index > 0 && (
            <RemoveButton onClick={() => remove(index)} label={t('terms.removeStep')} />
          )}
        </div>
      ))}
      {fields.length < TIERS_MAX && (
        <AddButton onClick={() => append({ from: '', percent: '' })} label={t('terms.addStep')} />
      )}
    </>
  )
}

interface ButtonProps {
  readonly label: string
  readonly onClick: () => void
}

export function AddButton({ label, onClick }: ButtonProps) {
  return (
    <div>
      <Button
        variant="default"
        size="xs"
        leftSection={<IconPlus size={15} aria-hidden="true" />}
        onClick={onClick}
      >
        {label}
      </Button>
    </div>
  )
}

export function RemoveButton({ label, onClick }: ButtonProps) {
  return (
    <Button variant="subtle" color="refused" px={8} aria-label={label} onClick={onClick}>
      <IconTrash size={17} aria-hidden="true" />
    </Button>
  )
}

/** What a location pays each month for being there. */
export function PlanGroup({ currency, of }: Scope) {
  const { t } = useWords()
  const isThere = useWatch<TermsFields, 'hasPlan'>({ name: 'hasPlan' })
  return (
    <TermsGroup title={t('terms.plan')}>
      <Own of={of} part="plan" label={t('terms.ownPlan')}>
        <FlagField name="hasPlan" label={t('terms.hasPlan')} />
        {isThere && (
          <>
            <div className={roomStyles['pair']}>
              <TextField name="plan.name" label={t('terms.planName')} />
              <MoneyField name="plan.monthly" label={t('terms.monthly')} currency={currency} />
            </div>
            <CommonFields path="plan" />
          </>
        )}
      </Own>
    </TermsGroup>
  )
}
