import { TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useId, useState } from 'react'
import type {
  ChargeView,
  TermsExample,
  TermsPreview,
} from '../../../../../src/contract/admin/terms.ts'
import { type Currency, type Minor, minor } from '../../../../../src/contract/money.ts'
import type { LocationTerms, Terms } from '../../../../../src/contract/terms.ts'
import { formatMoney } from '../../../../../src/ui/money.ts'
import { useRead } from '../../api/admin.tsx'
import { readAmount } from '../../forms/amount.ts'
import { AmountInput } from '../../forms/amount-input.tsx'
import { Money } from '../../show/money.tsx'
import { Notice } from '../../show/notice.tsx'
import { useWords } from '../../words/words.tsx'
import { PREVIEW_AFTER_MS } from './limits.ts'
import roomStyles from './terms.module.css'
import { typedMoney } from './terms-fields.ts'

interface PreviewProps {
  readonly currency: Currency
  readonly terms: Terms
  readonly locationTerms: LocationTerms | null
}

/** What a month would cost under what is being typed, worked out by the server as it will be charged. */
export function Preview({ currency, terms, locationTerms }: PreviewProps) {
  const { t } = useWords()
  const heading = useId()
  const { fields, example } = useExample(currency)
  const [params] = useDebouncedValue({ currency, terms, locationTerms, example }, PREVIEW_AFTER_MS)
  const { data } = useRead('preview-terms', params)
  return (
    <section className={roomStyles['preview']} aria-labelledby={heading}>
      <h3 id={heading}>{t('preview.title')}</h3>
      {fields}
      {data && (
        <>
          {data.unlawful !== null && (
            <Notice tone="refused" title={t('preview.unlawful')}>
              <span lang="en">{data.unlawful}</span>
            </Notice>
          )}
          <Worked
            {...{ data, currency }}
            example={params.example}
            isNetwork={locationTerms === null}
          />
        </>
      )}
    </section>
  )
}

/** The month that somebody imagines: what is not typed well stays as it was. */
function useExample(currency: Currency) {
  const { t, locale } = useWords()
  const [count, setCount] = useState('40')
  const [each, setEach] = useState(() => typedMoney(minor(125_000), { currency, locale }))
  const redemptions = /^\d{1,6}$/.test(count.trim()) ? Number(count.trim()) : 0
  const redemptionMinor = readAmount(each, currency, locale) ?? 0
  const fields = (
    <div className={roomStyles['pair']}>
      <TextInput
        label={t('preview.count')}
        inputMode="numeric"
        autoComplete="off"
        maxLength={6}
        value={count}
        onChange={(event) => setCount(event.currentTarget.value)}
      />
      <AmountInput label={t('preview.each')} currency={currency} value={each} onChange={setEach} />
    </div>
  )
  return { fields, example: exampleOf(redemptions, redemptionMinor) }
}

/** A network around that location: 50 of them, 20 of which are paid, and 100 cards sold for 100 units each. */
function exampleOf(redemptions: number, redemptionMinor: number): TermsExample {
  return {
    ...{ redemptions, redemptionMinor, refundedMinor: 0, locations: 50, payouts: 20 },
    ...{ salesCount: 100, soldMinor: 1_000_000 },
    ...{ networkRedemptions: 140, networkRedeemedMinor: 700_000 },
  }
}

interface WorkedProps {
  readonly data: TermsPreview
  readonly currency: Currency
  readonly example: TermsExample
  /** Else only what the location itself is charged. */
  readonly isNetwork: boolean
}

function Worked({ data, currency, example, isNetwork }: WorkedProps) {
  const { t, locale } = useWords()
  const money = (amount: number) => formatMoney(minor(amount), currency, locale)
  return (
    <>
      <p className={roomStyles['sentence']} role="status">
        {t('preview.sentence', {
          ...{ count: example.redemptions, each: money(example.redemptionMinor) },
          paid: money(data.paidMinor),
        })}
      </p>
      <LocationSums data={data} currency={currency} />
      {isNetwork && <NetworkSums data={data} currency={currency} />}
      {isNetwork && data.purchases.length > 0 && <PurchaseSums data={data} currency={currency} />}
    </>
  )
}

interface RowProps {
  readonly name: string
  readonly amountMinor: Minor
  readonly currency: Currency
  readonly isTotal?: boolean
}

function Row({ name, amountMinor, currency, isTotal = false }: RowProps) {
  return (
    <tr data-total={isTotal || undefined}>
      <th scope="row">{name}</th>
      <td>
        <Money amountMinor={amountMinor} currency={currency} />
      </td>
    </tr>
  )
}

function LocationSums({ data, currency }: Pick<WorkedProps, 'data' | 'currency'>) {
  const { t } = useWords()
  const { charges, redeemedMinor, reservedMinor, waitingMinor, paidMinor } = data
  return (
    <table className={roomStyles['sums']}>
      <caption>{t('preview.location')}</caption>
      <tbody>
        <Row name={t('preview.redeemed')} amountMinor={redeemedMinor} currency={currency} />
        {charges.map((charge) => (
          <ChargeRows key={charge.id} charge={charge} sign={-1} />
        ))}
        {reservedMinor > 0 && (
          <Row
            name={t('preview.reserved')}
            amountMinor={minor(-reservedMinor)}
            currency={currency}
          />
        )}
        {waitingMinor !== 0 && (
          <Row name={t('preview.waiting')} amountMinor={minor(-waitingMinor)} currency={currency} />
        )}
        <Row name={t('preview.paid')} amountMinor={paidMinor} currency={currency} isTotal />
      </tbody>
    </table>
  )
}

/** A charge and its tax; what is invoiced is told, and takes nothing off. */
function ChargeRows({ charge, sign }: { charge: ChargeView; sign: 1 | -1 }) {
  const { t } = useWords()
  const { amountMinor, taxMinor, taxLabel, currency, collection } = charge
  const name = chargeName(charge, t)
  const isInvoiced = collection === 'invoiced'
  const factor = isInvoiced ? 1 : sign
  return (
    <>
      <Row
        name={isInvoiced ? t('preview.invoiced', { name }) : name}
        amountMinor={minor(factor * amountMinor)}
        currency={currency}
      />
      {taxMinor > 0 && (
        <Row
          name={taxLabel ?? t('terms.tax')}
          amountMinor={minor(factor * taxMinor)}
          currency={currency}
        />
      )}
    </>
  )
}

type T = ReturnType<typeof useWords>['t']

/** The house's own charges have words of both languages; others are called as the network calls them. */
function chargeName({ id, label }: ChargeView, t: T): string {
  return id === 'commission' ? t('terms.commission') : label
}

function NetworkSums({ data, currency }: Pick<WorkedProps, 'data' | 'currency'>) {
  const { t } = useWords()
  const { networkCharges, networkChargedMinor } = data
  if (networkCharges.length === 0) return null
  return (
    <table className={roomStyles['sums']}>
      <caption>{t('preview.network')}</caption>
      <tbody>
        {networkCharges.map((charge) => (
          <ChargeRows key={charge.id} charge={charge} sign={1} />
        ))}
        <Row
          name={t('preview.networkTotal')}
          amountMinor={networkChargedMinor}
          currency={currency}
          isTotal
        />
      </tbody>
    </table>
  )
}

function PurchaseSums({ data, currency }: Pick<WorkedProps, 'data' | 'currency'>) {
  const { t, locale } = useWords()
  return (
    <table className={roomStyles['sums']}>
      <caption>{t('preview.purchases')}</caption>
      <tbody>
        {data.purchases.map(({ programName, cards, cardMinor, feeMinor }) => (
          <Row
            key={`${programName} ${cards}`}
            name={t('preview.cards', {
              ...{ count: cards, program: programName },
              each: formatMoney(minor(cardMinor), currency, locale),
            })}
            amountMinor={feeMinor}
            currency={currency}
          />
        ))}
      </tbody>
    </table>
  )
}
