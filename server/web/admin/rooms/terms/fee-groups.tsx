import { MultiSelect } from '@mantine/core'
import { Controller, useFieldArray, useFormContext, useWatch } from 'react-hook-form'
import {
  FEE_BASES,
  FEE_KINDS,
  FEES_MAX,
  type Fee,
  TIERS_MAX,
} from '../../../../../src/contract/terms.ts'
import { useRead } from '../../api/admin.tsx'
import { useWords } from '../../words/words.tsx'
import { AddButton, RemoveButton } from './charge-groups.tsx'
import {
  ChoiceField,
  CommonFields,
  MoneyField,
  type Scope,
  TermsGroup,
  TextField,
} from './inputs.tsx'
import roomStyles from './terms.module.css'
import { newFee, type TermsFields } from './terms-fields.ts'

interface FeeGroupProps extends Scope {
  /** Fees of the network that this location may be let off. */
  readonly networkFees: readonly Fee[]
}

/** Every other fee: of the gateway, the processor, the platform, the bank. */
export function FeeGroup({ currency, of, networkFees }: FeeGroupProps) {
  const { t } = useWords()
  const { fields, append, remove } = useFieldArray<TermsFields, 'fees'>({ name: 'fees' })
  return (
    <TermsGroup title={t(of === 'network' ? 'terms.fees' : 'terms.ownFees')}>
      {of === 'location' && <WaivedField fees={networkFees} />}
      {fields.map(({ id }, index) => (
        <FeeRow key={id} {...{ currency, of, index }} onRemove={() => remove(index)} />
      ))}
      {fields.length < FEES_MAX && (
        <AddButton
          onClick={() => append(newFee(of === 'network' ? 'network' : 'location'))}
          label={t('terms.addFee')}
        />
      )}
    </TermsGroup>
  )
}

function WaivedField({ fees }: { fees: readonly Fee[] }) {
  const { t } = useWords()
  const { control } = useFormContext<TermsFields>()
  const data = fees.filter(({ payer }) => payer === 'location')
  if (data.length === 0) return null
  return (
    <Controller
      control={control}
      name="waived"
      render={({ field }) => (
        <MultiSelect
          label={t('terms.waived')}
          data={data.map(({ id, label }) => ({ value: id, label }))}
          value={field.value}
          onChange={field.onChange}
          searchable
        />
      )}
    />
  )
}

interface FeeRowProps extends Scope {
  readonly index: number
  readonly onRemove: () => void
}

function FeeRow({ currency, of, index, onRemove }: FeeRowProps) {
  const { t } = useWords()
  const path = `fees.${index}` as const
  const payer = useWatch<TermsFields, `fees.${number}.payer`>({ name: `${path}.payer` })
  const basis = useWatch<TermsFields, `fees.${number}.basis`>({ name: `${path}.basis` })
  const label = useWatch<TermsFields, `fees.${number}.label`>({ name: `${path}.label` })
  const bases = FEE_BASES.filter(
    (one) => payer === 'network' || (one !== 'sale' && one !== 'network_month'),
  )
  const isShare = basis === 'sale' || basis === 'redemption'
  return (
    <fieldset className={roomStyles['row']}>
      <legend className="visually-hidden">{label || t('terms.newFee')}</legend>
      <div className={roomStyles['rowHead']}>
        <TextField name={`${path}.label`} label={t('terms.feeLabel')} />
        <RemoveButton
          onClick={onRemove}
          label={t('terms.removeFee', { name: label || t('terms.newFee') })}
        />
      </div>
      <div className={roomStyles['three']}>
        <ChoiceField
          name={`${path}.kind`}
          label={t('terms.kind')}
          data={FEE_KINDS.map((value) => ({ value, label: t(`feeKind.${value}`) }))}
        />
        {of === 'network' && (
          <ChoiceField
            name={`${path}.payer`}
            label={t('terms.payer')}
            data={(['location', 'network'] as const).map((value) => ({
              ...{ value, label: t(`feePayer.${value}`) },
            }))}
          />
        )}
        <ChoiceField
          name={`${path}.basis`}
          label={t('terms.basis')}
          data={bases.map((value) => ({ value, label: t(`feeBasis.${value}`) }))}
        />
      </div>
      <div className={roomStyles['four']}>
        <MoneyField name={`${path}.fixed`} label={t('terms.fixed')} currency={currency} />
        {isShare && <TextField as="percent" name={`${path}.percent`} label={t('terms.percent')} />}
        <MoneyField name={`${path}.minimum`} label={t('terms.least')} currency={currency} />
        <MoneyField name={`${path}.maximum`} label={t('terms.most')} currency={currency} />
      </div>
      <CommonFields path={path} />
    </fieldset>
  )
}

/** What buyers pay beside the value of cards, program by program. */
export function PurchaseGroup({ currency }: Pick<Scope, 'currency'>) {
  const { t } = useWords()
  const programs = useRead('list-programs', {})
  const { fields, append, remove } = useFieldArray<TermsFields, 'purchaseFees'>({
    name: 'purchaseFees',
  })
  const typed = useWatch<TermsFields, 'purchaseFees'>({ name: 'purchaseFees' })
  const own = (programs.data?.programs ?? []).filter((one) => one.currency === currency)
  const free = own.find(({ programId }) => !typed.some((fee) => fee.programId === programId))
  const nameOf = (id: string) => own.find(({ programId }) => programId === id)?.name ?? id
  return (
    <TermsGroup title={t('terms.purchase')}>
      {fields.map(({ id }, index) => (
        <PurchaseRow
          key={id}
          {...{ currency, index }}
          name={nameOf(typed[index]?.programId ?? '')}
          onRemove={() => remove(index)}
        />
      ))}
      {free && (
        <AddButton
          onClick={() =>
            append({
              ...{ programId: free.programId, label: t('terms.purchaseLabel'), percent: '' },
              ...{ steps: [{ cards: '1', perCard: '', order: '' }], taxPercent: '', taxLabel: '' },
            })
          }
          label={t('terms.addPurchase', { name: free.name })}
        />
      )}
    </TermsGroup>
  )
}

interface PurchaseRowProps extends Pick<Scope, 'currency'> {
  readonly index: number
  readonly name: string
  readonly onRemove: () => void
}

function PurchaseRow({ currency, index, name, onRemove }: PurchaseRowProps) {
  const { t } = useWords()
  const path = `purchaseFees.${index}` as const
  return (
    <fieldset className={roomStyles['row']}>
      <legend>{name}</legend>
      <div className={roomStyles['rowHead']}>
        <TextField name={`${path}.label`} label={t('terms.feeLabel')} />
        <RemoveButton onClick={onRemove} label={t('terms.removeFee', { name })} />
      </div>
      <div className={roomStyles['three']}>
        <TextField as="percent" name={`${path}.percent`} label={t('terms.percentOfValue')} />
        <TextField as="percent" name={`${path}.taxPercent`} label={t('terms.tax')} />
        <TextField name={`${path}.taxLabel`} label={t('terms.taxLabel')} />
      </div>
      <PurchaseSteps currency={currency} index={index} />
    </fieldset>
  )
}

function PurchaseSteps({ currency, index }: Pick<PurchaseRowProps, 'currency' | 'index'>) {
  const { t } = useWords()
  const path = `purchaseFees.${index}.steps` as const
  const { fields, append, remove } = useFieldArray<TermsFields, `purchaseFees.${number}.steps`>({
    name: path,
  })
  return (
    <>
      {fields.map(({ id }, at) => (
        <div key={id} className={roomStyles['step']}>
          <TextField name={`${path}.${at}.cards`} label={t('terms.fromCards')} as="whole" />
          <MoneyField
            name={`${path}.${at}.perCard`}
            label={t('terms.perCard')}
            currency={currency}
          />
          <MoneyField
            name={`${path}.${at}.order`}
            label={t('terms.perOrder')}
            currency={currency}
          />
          {at > 0 && <RemoveButton onClick={() => remove(at)} label={t('terms.removeStep')} />}
        </div>
      ))}
      {fields.length < TIERS_MAX && (
        <AddButton
          onClick={() => append({ cards: '', perCard: '', order: '' })}
          label={t('terms.addStep')}
        />
      )}
    </>
  )
}
