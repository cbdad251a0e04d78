import { Button, PasswordInput, TextInput } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import { FormProvider, useForm, useFormContext, useWatch } from 'react-hook-form'
import { TEXT_LENGTH_MAX } from '../../../../../src/contract/limits.ts'
import type { LocationTerms, Terms } from '../../../../../src/contract/terms.ts'
import type { Failure } from '../../api/admin.tsx'
import { OvertakenNotice } from '../../forms/overtaken-notice.tsx'
import { Notice } from '../../show/notice.tsx'
import { FailureNotice } from '../../show/notices.tsx'
import { useWords } from '../../words/words.tsx'
import { CommissionGroup, PlanGroup } from './charge-groups.tsx'
import { FeeGroup, PurchaseGroup } from './fee-groups.tsx'
import type { Scope } from './inputs.tsx'
import { PayoutGroup } from './payout-group.tsx'
import { Preview } from './preview.tsx'
import { type ReadTerms, readLocationTerms, readTerms } from './read-fields.ts'
import roomStyles from './terms.module.css'
import type { TermsFields } from './terms-fields.ts'

/** When and why something begins to hold, with the password of who decides. */
export interface Decision {
  readonly validFrom: string | null
  readonly reason: string
  readonly password: string
}

interface FormProps<Value> {
  readonly scope: Scope
  readonly fields: TermsFields
  /** The network's terms: below a location's own. */
  readonly network: Terms
  readonly busy: boolean
  readonly failure: Failure | undefined
  readonly overtakenBy: number | undefined
  readonly onSave: (terms: Value, decision: Decision) => Promise<void>
  readonly onClose: () => void
}

/** Types over a network's newest terms: what is saved is the next version. */
export function NetworkTermsForm(props: FormProps<Terms>) {
  return <TermsForm {...props} read={readTerms} isNetwork />
}

/** Types over what a location has of its own. */
export function LocationTermsForm(props: FormProps<LocationTerms>) {
  return <TermsForm {...props} read={readLocationTerms} />
}

interface TermsFormProps<Value> extends FormProps<Value> {
  readonly read: (fields: TermsFields, writing: Writing) => ReadTerms<Value>
  readonly isNetwork?: boolean
}
type Writing = Parameters<typeof readTerms>[1]

function TermsForm<Value extends Terms | LocationTerms>(props: TermsFormProps<Value>) {
  const { scope, fields, network, read, onSave, busy, failure, onClose } = props
  const { locale } = useWords()
  const form = useForm<TermsFields>({ defaultValues: fields })
  const writing = { currency: scope.currency, locale }
  const submit = async (typed: TermsFields) => {
    const found = read(typed, writing)
    const { validFrom, reason, password } = typed
    const decision = { validFrom: validFrom === '' ? null : validFrom, reason, password }
    if (found.ok) return onSave(found.terms, decision)
    for (const path of found.wrong) form.setError(path as 'reason', { type: 'terms' })
    form.setFocus(found.wrong[0] as 'reason')
  }
  return (
    <FormProvider {...form}>
      <form noValidate onSubmit={(event) => void form.handleSubmit(submit)(event)}>
        <div className={roomStyles['editor']}>
          <div className={roomStyles['groups']}>
            <CommissionGroup {...scope} />
            <PlanGroup {...scope} />
            <FeeGroup {...scope} networkFees={network.fees} />
            {props.isNetwork && <PurchaseGroup currency={scope.currency} />}
            <PayoutGroup {...scope} />
          </div>
          <LivePreview {...{ scope, network, read, writing }} />
        </div>
        <DecisionRow />
        {failure && <NotSaved failure={failure} />}
        <OvertakenNotice overtakenBy={props.overtakenBy} />
        <FormButtons busy={busy} onClose={onClose} />
      </form>
    </FormProvider>
  )
}

interface LivePreviewProps<Value>
  extends Pick<TermsFormProps<Value>, 'scope' | 'network' | 'read'> {
  readonly writing: Writing
}

/** What was typed last that is whole: half a number must not blank what is worked out. */
function LivePreview<Value extends Terms | LocationTerms>(props: LivePreviewProps<Value>) {
  const { scope, network, read, writing } = props
  const typed = useWatch<TermsFields>() as TermsFields
  const [whole, setWhole] = useState<{ readonly terms: Value; readonly text: string }>()
  const found = read(typed, writing)
  const text = found.ok ? JSON.stringify(found.terms) : undefined
  // What is kept is set while it is drawn, so that it never lags a drawing behind.
  if (found.ok && text !== undefined && text !== whole?.text) setWhole({ terms: found.terms, text })
  if (whole === undefined) return <div />
  const isNetwork = scope.of === 'network'
  return (
    <Preview
      currency={scope.currency}
      terms={isNetwork ? (whole.terms as Terms) : network}
      locationTerms={isNetwork ? null : (whole.terms as LocationTerms)}
    />
  )
}

/** What the law or another part forbids is said in full, where it is read. */
export function NotSaved({ failure }: { failure: Failure }) {
  const { t } = useWords()
  return (
    <div className={roomStyles['said']}>
      {failure.code === 'REQUEST_MALFORMED' ? (
        <Notice role="alert" tone="refused" title={t('terms.notAllowed')}>
          <span lang="en">{failure.message}</span>
        </Notice>
      ) : (
        <FailureNotice failure={failure} />
      )}
    </div>
  )
}

/** From when, why, and the password once more. */
export function DecisionRow() {
  const { t } = useWords()
  const { register, formState } = useFormContext<
    Omit<Decision, 'validFrom'> & { validFrom: string }
  >()
  const { errors } = formState
  return (
    <div className={roomStyles['submit']}>
      <TextInput
        type="date"
        label={t('programs.validOn')}
        description={t('programs.validOnAbout')}
        {...register('validFrom')}
      />
      <TextInput
        label={t('form.reason')}
        description={t('programs.reasonAbout')}
        maxLength={TEXT_LENGTH_MAX}
        error={errors.reason && t('form.needed')}
        {...register('reason', { validate: (reason) => reason.trim() !== '' })}
      />
      <PasswordInput
        label={t('form.password')}
        description={t('terms.passwordAbout')}
        autoComplete="current-password"
        visibilityToggleButtonProps={{ 'aria-label': t('signIn.showPassword'), tabIndex: 0 }}
        maxLength={200}
        error={errors.password && t('form.needed')}
        {...register('password', { validate: (password) => password !== '' })}
      />
    </div>
  )
}

interface FormButtonsProps {
  readonly busy: boolean
  readonly onClose: () => void
}

export function FormButtons({ busy, onClose }: FormButtonsProps): ReactNode {
  const { t } = useWords()
  return (
    <div className={roomStyles['buttons']}>
      <Button variant="default" onClick={onClose}>
        {t('action.cancel')}
      </Button>
      <Button type="submit" loading={busy}>
        {t('action.save')}
      </Button>
    </div>
  )
}
