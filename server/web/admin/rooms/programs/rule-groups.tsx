import { MultiSelect } from '@mantine/core'
import { Controller, useFormContext, useWatch } from 'react-hook-form'
import type { ProgramView } from '../../../../../src/contract/admin/views.ts'
import { PIN_SITUATIONS, VOUCHER_TAX_CLASSES } from '../../../../../src/contract/program-rules.ts'
import { useRead } from '../../api/admin.tsx'
import { useWords } from '../../words/words.tsx'
import { LawFacts } from './law-facts.tsx'
import roomStyles from './programs.module.css'
import type { RuleFields } from './rule-fields.ts'
import { ChoiceField, FlagField, MoneyField, RuleGroup, TextField } from './rule-inputs.tsx'
import { useProfileName } from './use-names.ts'

interface MoneyGroupProps {
  readonly currency: ProgramView['currency']
}

/** How much value a card takes. */
export function ValueGroup({ currency }: MoneyGroupProps) {
  const { t } = useWords()
  const isReloadable = useWatch<RuleFields, 'reloadable'>({ name: 'reloadable' })
  return (
    <RuleGroup title={t('rules.value')}>
      <div className={roomStyles['pair']}>
        <MoneyField name="loadMinMinor" label={t('rule.loadMin')} currency={currency} />
        <MoneyField name="loadMaxMinor" label={t('rule.loadMax')} currency={currency} />
      </div>
      <MoneyField name="balanceMaxMinor" label={t('rule.balanceMax')} currency={currency} />
      <FlagField name="reloadable" label={t('rule.reloadable')} />
      {isReloadable && (
        <TextField
          as="whole"
          name="reloadsMax"
          label={t('rule.reloadsMax')}
          about={t('rule.emptyAnyNumber')}
        />
      )}
      <FlagField name="partial" label={t('rule.partial')} about={t('rule.partialAbout')} />
      <MoneyField
        name="adjustAloneUpToMinor"
        label={t('rule.adjustAlone')}
        about={t('rule.adjustAloneAbout')}
        currency={currency}
      />
    </RuleGroup>
  )
}

/** Where and how a card is used. */
export function UseGroup() {
  const { t } = useWords()
  const where = useWatch<RuleFields, 'acceptedAt'>({ name: 'acceptedAt' })
  return (
    <RuleGroup title={t('rules.use')}>
      <ChoiceField
        name="acceptedAt"
        label={t('rule.acceptedAt')}
        data={[
          { value: 'network', label: t('rule.everywhere') },
          { value: 'list', label: t('rule.listed') },
        ]}
      />
      {where === 'list' && <LocationsField />}
      <RuleGroup title={t('rule.pin')}>
        {PIN_SITUATIONS.map((situation) => (
          <FlagField key={situation} name={`pin.${situation}`} label={t(`pin.${situation}`)} />
        ))}
      </RuleGroup>
      <TextField
        as="whole"
        name="pinLength"
        label={t('rule.pinLength')}
        about={t('rule.pinLengthAbout')}
      />
      <FlagField name="toCard" label={t('rule.toCard')} />
      <div className={roomStyles['pair']}>
        <TextField
          as="whole"
          name="windowDays"
          label={t('rule.windowDays')}
          about={t('rule.emptyAnyTime')}
        />
        <TextField as="whole" name="voidHours" label={t('rule.voidHours')} />
      </div>
    </RuleGroup>
  )
}

function LocationsField() {
  const { t } = useWords()
  const { control } = useFormContext<RuleFields>()
  const places = useRead('list-locations', {})
  const data = places.data?.locations ?? []
  return (
    <Controller
      control={control}
      name="locations"
      render={({ field }) => (
        <MultiSelect
          label={t('nav.locations')}
          data={data.map(({ locationId, name }) => ({ value: locationId, label: name }))}
          value={field.value}
          onChange={field.onChange}
          searchable
        />
      )}
    />
  )
}

/** How long a card lives, and what becomes of what is left. */
export function LifeGroup({ currency }: MoneyGroupProps) {
  const { t } = useWords()
  const expires = useWatch<RuleFields, 'expires'>({ name: 'expires' })
  return (
    <RuleGroup title={t('rules.life')}>
      <ChoiceField
        name="expires"
        label={t('rule.expiry')}
        data={[
          { value: 'never', label: t('rule.never') },
          { value: 'issue', label: t('rule.countIssue') },
          { value: 'last_load', label: t('rule.countLoad') },
        ]}
      />
      {expires !== 'never' && (
        <>
          <TextField
            as="whole"
            name="months"
            label={t('rule.months')}
            about={t('rule.monthsAbout')}
          />
          <ChoiceField
            name="valueTo"
            label={t('rule.valueTo')}
            data={[
              { value: 'suspense', label: t('rule.valueTo.suspense') },
              { value: 'breakage', label: t('rule.valueTo.breakage') },
            ]}
          />
        </>
      )}
      <MoneyField
        name="cashOutUpToMinor"
        label={t('rule.cashOut')}
        about={t('rule.cashOutAbout')}
        currency={currency}
      />
      <div className={roomStyles['pair']}>
        <MoneyField name="feeMinor" label={t('rule.fee')} currency={currency} />
        <TextField as="whole" name="feeMonths" label={t('rule.feeMonths')} />
      </div>
      <ChoiceField
        name="delivery"
        label={t('rule.delivery')}
        data={[
          { value: 'number', label: t('rule.delivery.number') },
          { value: 'claim_link', label: t('rule.delivery.claim_link') },
        ]}
      />
      <TextField
        as="whole"
        name="delayHours"
        label={t('rule.delayHours')}
        about={t('rule.emptyNone')}
      />
    </RuleGroup>
  )
}

/** The place whose law the program is under, with what that says. */
export function LawGroup() {
  const { t } = useWords()
  const profileName = useProfileName()
  const profiles = useRead('list-profiles', {})
  const profile = useWatch<RuleFields, 'profile'>({ name: 'profile' })
  const affiliated = useWatch<RuleFields, 'affiliated'>({ name: 'affiliated' })
  const data = profiles.data?.profiles ?? []
  return (
    <RuleGroup title={t('programs.law')}>
      <ChoiceField
        name="profile"
        label={t('rule.profile')}
        isSearchable
        data={data.map(({ profileId }) => ({ value: profileId, label: profileName(profileId) }))}
      />
      <ChoiceField
        name="affiliated"
        label={t('rule.affiliated')}
        about={t('rule.affiliatedAbout')}
        data={[
          { value: 'yes', label: t('rule.yes') },
          { value: 'no', label: t('rule.no') },
        ]}
      />
      <ChoiceField
        name="voucherTaxClass"
        label={t('rule.voucherTaxClass')}
        about={t('rule.voucherTaxClassAbout')}
        data={VOUCHER_TAX_CLASSES.map((value) => ({ value, label: t(`voucherTax.${value}`) }))}
      />
      <LawFacts profile={profile} affiliated={affiliated === 'yes'} />
    </RuleGroup>
  )
}
