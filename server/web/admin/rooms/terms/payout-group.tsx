import { useWatch } from 'react-hook-form'
import { useWords } from '../../words/words.tsx'
import {
  ChoiceField,
  CommonFields,
  MoneyField,
  Own,
  type Scope,
  TermsGroup,
  TextField,
} from './inputs.tsx'
import roomStyles from './terms.module.css'
import type { TermsFields } from './terms-fields.ts'

/** What is paid out, what stays, and what becomes of what is owed the other way. */
export function PayoutGroup({ currency, of }: Scope) {
  const { t } = useWords()
  return (
    <TermsGroup title={t('terms.payouts')}>
      <Own of={of} part="minimumPayout" label={t('terms.ownMinimum')}>
        <MoneyField
          name="minimumPayout"
          label={t('terms.minimumPayout')}
          about={t('terms.minimumAbout')}
          currency={currency}
        />
      </Own>
      <Own of={of} part="reserve" label={t('terms.ownReserve')}>
        <ReserveFields currency={currency} />
      </Own>
      <Own of={of} part="negative" label={t('terms.ownNegative')}>
        <ChoiceField
          name="negative"
          label={t('terms.negative')}
          about={t('terms.negativeAbout')}
          data={(['carry', 'collect'] as const).map((value) => ({
            ...{ value, label: t(`negative.${value}`) },
          }))}
        />
      </Own>
      <Own of={of} part="returnFee" label={t('terms.ownReturnFee')}>
        <MoneyField
          name="returnFee.amount"
          label={t('terms.returnFee')}
          about={t('terms.emptyNone')}
          currency={currency}
        />
        <ReturnFeeTax />
      </Own>
      {of === 'network' && (
        <ChoiceField
          name="approvals"
          label={t('terms.approvals')}
          about={t('terms.approvalsAbout')}
          data={(['2', '1'] as const).map((value) => ({ value, label: t(`approvals.${value}`) }))}
        />
      )}
    </TermsGroup>
  )
}

/** A fee that is nothing has no tax. */
function ReturnFeeTax() {
  const amount = useWatch<TermsFields, 'returnFee.amount'>({ name: 'returnFee.amount' })
  return amount.trim() === '' ? null : <CommonFields path="returnFee" />
}

function ReserveFields({ currency }: Pick<Scope, 'currency'>) {
  const { t } = useWords()
  const kind = useWatch<TermsFields, 'reserve'>({ name: 'reserve' })
  return (
    <>
      <ChoiceField
        name="reserve"
        label={t('terms.reserve')}
        about={t('terms.reserveAbout')}
        data={(['none', 'percent', 'fixed'] as const).map((value) => ({
          ...{ value, label: t(`reserve.${value}`) },
        }))}
      />
      {kind === 'percent' && (
        <div className={roomStyles['three']}>
          <TextField as="percent" name="reservePercent" label={t('terms.reservePercent')} />
          <TextField name="reserveDays" label={t('terms.reserveDays')} as="whole" />
          <MoneyField name="reserveUpTo" label={t('terms.reserveUpTo')} currency={currency} />
        </div>
      )}
      {kind === 'fixed' && (
        <MoneyField name="reserveAmount" label={t('terms.reserveAmount')} currency={currency} />
      )}
    </>
  )
}
