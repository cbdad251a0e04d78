import { Button, Select, SimpleGrid, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { PayeeView, TypedDetails } from '../../../../../src/contract/admin/bank-accounts.ts'
import { FormDialog } from '../../forms/dialog.tsx'
import { PasswordField } from '../../forms/password-field.tsx'
import { useSending } from '../../forms/use-sending.ts'
import { Notice } from '../../show/notice.tsx'
import { useTell } from '../../show/use-tell.ts'
import { useWords } from '../../words/words.tsx'
import {
  type AccountFields,
  countryOf,
  detailsOf,
  isSameEntry,
  NO_FIELDS,
  NUMBER_FIELDS,
  swappedBranch,
  wrongFields,
} from './account-fields.ts'

interface Entry {
  readonly first: AccountFields
  readonly again: AccountFields
  readonly payeeName: string
  readonly contactEmail: string
  readonly verification: 'prenote' | 'test' | 'cheque'
  readonly mandate: string
  readonly password: string
}

interface EnterDialogProps {
  readonly payee: PayeeView
  readonly onClose: () => void
}

/** Where a location is paid from now on, typed twice; another person has to approve it. */
export function EnterDialog({ payee, onClose }: EnterDialogProps) {
  const { t } = useWords()
  const tell = useTell()
  const [entry, setEntry] = useState(() => entryAtFirst(payee))
  const [tried, setTried] = useState(false)
  const sending = useSending('enter-bank-account', () => {
    tell(t('accounts.entered'))
    onClose()
  })
  const submit = () => {
    setTried(true)
    if (!isWhole(entry)) return
    const { first, again, mandate, payeeName, contactEmail, verification, password } = entry
    void sending.send({
      ...{ locationId: payee.locationId, payeeName, contactEmail, verification, password },
      ...{ details: detailsOf(first), again: detailsOf(again) },
      mandate: mandate.trim() === '' ? null : mandate,
    })
  }
  const change = (part: Partial<Entry>) => setEntry({ ...entry, ...part })
  return (
    <FormDialog
      title={t('accounts.enterTitle', { name: payee.locationName })}
      submit={t('accounts.enterSubmit')}
      onSubmit={submit}
      onClose={onClose}
      busy={sending.busy}
      failure={sending.failure}
    >
      {payee.latest && <p style={{ margin: 0 }}>{t('accounts.enterText')}</p>}
      <Numbers entry={entry} tried={tried} onChange={change} />
      <Payee entry={entry} tried={tried} onChange={change} />
      <PasswordField
        value={entry.password}
        onChange={(password) => change({ password })}
        missing={tried && entry.password === ''}
      />
    </FormDialog>
  )
}

function entryAtFirst({ currency, email, latest }: PayeeView): Entry {
  const country = countryOf(currency)
  const fields = { ...NO_FIELDS, country }
  return {
    ...{ first: fields, again: fields, payeeName: latest?.payeeName ?? '' },
    ...{ contactEmail: latest?.contactEmail ?? email, mandate: '', password: '' },
    verification: country === 'us' ? 'prenote' : 'test',
  }
}

function isWhole({ first, again, payeeName, contactEmail, password }: Entry): boolean {
  const isTyped = wrongFields(first).length === 0 && isSameEntry(first, again)
  return isTyped && payeeName.trim() !== '' && contactEmail.includes('@') && password !== ''
}

interface PartProps {
  readonly entry: Entry
  readonly tried: boolean
  readonly onChange: (part: Partial<Entry>) => void
}

function Numbers({ entry, tried, onChange }: PartProps) {
  const { t } = useWords()
  const { first, again } = entry
  const both = (part: Partial<AccountFields>) =>
    onChange({ first: { ...first, ...part }, again: { ...again, ...part } })
  const chooseCountry = (country: TypedDetails['country']) => {
    const verification =
      entry.verification === 'prenote' && country !== 'us' ? 'test' : entry.verification
    onChange({ first: { ...first, country }, again: { ...again, country }, verification })
  }
  return (
    <>
      <Select
        label={t('accounts.country')}
        data={(['us', 'ca', 'sepa'] as const).map((value) => ({
          value,
          label: t(`accountIn.${value}`),
        }))}
        value={first.country}
        onChange={(value) => {
          if (value === 'us' || value === 'ca' || value === 'sepa') chooseCountry(value)
        }}
        allowDeselect={false}
      />
      <NumberFields
        fields={first}
        onChange={(fields) => onChange({ first: fields })}
        wrong={tried ? wrongFields(first) : []}
      />
      <Swap first={first} onSwap={both} />
      <NumberFields
        again
        fields={again}
        onChange={(fields) => onChange({ again: fields })}
        wrong={tried && !isSameEntry(first, again) ? NUMBER_FIELDS[first.country] : []}
      />
      {first.country === 'us' && (
        <SimpleGrid cols={2} spacing="sm">
          <Select
            label={t('accounts.type')}
            data={[
              { value: 'checking', label: t('accounts.type.checking') },
              { value: 'savings', label: t('accounts.type.savings') },
            ]}
            value={first.accountType}
            onChange={(value) => both({ accountType: value === 'savings' ? value : 'checking' })}
            allowDeselect={false}
          />
          <Select
            label={t('accounts.holder')}
            data={[
              { value: 'business', label: t('accounts.holder.business') },
              { value: 'person', label: t('accounts.holder.person') },
            ]}
            value={first.holder}
            onChange={(value) => both({ holder: value === 'person' ? value : 'business' })}
            allowDeselect={false}
          />
        </SimpleGrid>
      )}
    </>
  )
}

interface SwapProps {
  readonly first: AccountFields
  readonly onSwap: (branch: { institution: string; transit: string }) => void
}

/** A cheque says transit first: what was copied the wrong way round is offered the right way. */
function Swap({ first, onSwap }: SwapProps) {
  const { t } = useWords()
  const branch = swappedBranch(first)
  if (branch === undefined) return null
  return (
    <Notice tone="know" title={t('accounts.swapped')} role="status">
      <p style={{ margin: '0 0 8px' }}>{t('accounts.swappedText', branch)}</p>
      <Button size="xs" variant="default" onClick={() => onSwap(branch)}>
        {t('accounts.swap')}
      </Button>
    </Notice>
  )
}

interface NumberFieldsProps {
  readonly fields: AccountFields
  readonly again?: boolean
  readonly wrong: readonly string[]
  readonly onChange: (fields: AccountFields) => void
}

/** The numbers themselves; whoever types them again cannot paste what was typed first. */
function NumberFields({ fields, again = false, wrong, onChange }: NumberFieldsProps) {
  const { t } = useWords()
  const names = NUMBER_FIELDS[fields.country]
  return (
    <SimpleGrid cols={names.length} spacing="sm">
      {names.map((name) => (
        <TextInput
          key={name}
          label={
            again
              ? t('accounts.again', { name: t(`accountField.${name}`) })
              : t(`accountField.${name}`)
          }
          value={fields[name]}
          onChange={(event) => onChange({ ...fields, [name]: event.currentTarget.value })}
          {...(again && { onPaste: (event) => event.preventDefault() })}
          autoComplete="off"
          maxLength={34}
          error={wrong.includes(name) && t(again ? 'accounts.differs' : `accountWrong.${name}`)}
        />
      ))}
    </SimpleGrid>
  )
}

function Payee({ entry, tried, onChange }: PartProps) {
  const { t } = useWords()
  const ways =
    entry.first.country === 'us'
      ? (['prenote', 'test', 'cheque'] as const)
      : (['test', 'cheque'] as const)
  const missing = (text: string) => tried && text.trim() === '' && t('form.needed')
  return (
    <>
      <SimpleGrid cols={2} spacing="sm">
        <TextInput
          label={t('accounts.payee')}
          value={entry.payeeName}
          onChange={(event) => onChange({ payeeName: event.currentTarget.value })}
          maxLength={70}
          error={missing(entry.payeeName)}
        />
        <TextInput
          label={t('accounts.contact')}
          type="email"
          value={entry.contactEmail}
          onChange={(event) => onChange({ contactEmail: event.currentTarget.value })}
          maxLength={200}
          error={tried && !entry.contactEmail.includes('@') && t('form.needed')}
        />
      </SimpleGrid>
      <Select
        label={t('accounts.verification')}
        data={ways.map((value) => ({ value, label: t(`verification.${value}`) }))}
        value={entry.verification}
        onChange={(value) => {
          const verification = ways.find((one) => one === value)
          if (verification) onChange({ verification })
        }}
        description={t(`verificationAbout.${entry.verification}`)}
        allowDeselect={false}
      />
      <TextInput
        label={t('accounts.mandate')}
        description={t('accounts.mandateAbout')}
        value={entry.mandate}
        onChange={(event) => onChange({ mandate: event.currentTarget.value })}
        maxLength={200}
      />
    </>
  )
}
