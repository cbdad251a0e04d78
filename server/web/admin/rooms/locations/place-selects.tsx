import { type ComboboxData, Select } from '@mantine/core'
import type { ReactNode } from 'react'
import { type Control, Controller } from 'react-hook-form'
import { isCurrency } from '../../../../../src/contract/money.ts'
import { Notice } from '../../show/notice.tsx'
import { useWords } from '../../words/words.tsx'
import type { LocationFields } from './location-dialog.tsx'

/** Lists are long: only the first matches are drawn while a person types. */
const OPTIONS_SHOWN_MAX = 60

interface PlaceSelectProps {
  readonly control: Control<LocationFields>
}

interface CurrencySelectProps extends PlaceSelectProps {
  /** Of the network's cards: at a location with another one none of them can be used. */
  readonly currencies: readonly string[]
}

/** The currency that a location is paid in, by code and by name in the reader's language. */
export function CurrencySelect({ control, currencies }: CurrencySelectProps) {
  const { t, locale } = useWords()
  const names = new Intl.DisplayNames(locale, { type: 'currency' })
  const data = Intl.supportedValuesOf('currency')
    .filter(isCurrency)
    .map((code) => ({ value: code, label: `${code} · ${names.of(code)}` }))
  return (
    <LongSelect
      control={control}
      name="currency"
      label={t('form.currency')}
      description={t('locations.currencyAbout')}
      dataWith={() => data}
      below={(code) =>
        code !== '' &&
        !currencies.includes(code) && (
          <Notice role="alert" tone="know" title={t('locations.currencyOfNoCard')}>
            {t('locations.currencyOfNoCardNext')}
          </Notice>
        )
      }
    />
  )
}

/** The zone in which a location's days begin and end. */
export function TimeZoneSelect({ control }: PlaceSelectProps) {
  const { t } = useWords()
  return (
    <LongSelect
      control={control}
      name="timeZone"
      label={t('locations.zone')}
      description={t('locations.zoneAbout')}
      dataWith={zonesWith}
    />
  )
}

interface LongSelectProps extends PlaceSelectProps {
  readonly name: 'currency' | 'timeZone'
  readonly label: string
  readonly description: string
  /** What can be chosen, by what is chosen now. */
  readonly dataWith: (present: string) => ComboboxData
  /** What is to be said of the choice. */
  readonly below?: (present: string) => ReactNode
}

/** One of a long list, found by typing; it cannot be left empty. */
function LongSelect({ control, name, label, description, dataWith, below }: LongSelectProps) {
  const { t } = useWords()
  return (
    <Controller
      control={control}
      name={name}
      rules={{ required: true }}
      render={({ field, fieldState }) => (
        <>
          <Select
            label={label}
            description={description}
            data={dataWith(field.value)}
            value={field.value}
            onChange={field.onChange}
            error={fieldState.error && t('form.needed')}
            searchable
            limit={OPTIONS_SHOWN_MAX}
            allowDeselect={false}
            nothingFoundMessage={t('form.nothingFound')}
          />
          {below?.(field.value)}
        </>
      )}
    />
  )
}

/** The zones that this browser knows, with the present one, which may be an older name. */
function zonesWith(present: string): string[] {
  return [...new Set([present, 'UTC', ...Intl.supportedValuesOf('timeZone')])].filter(
    (zone) => zone !== '',
  )
}
