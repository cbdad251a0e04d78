import { Select } from '@mantine/core'
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
    <Controller
      control={control}
      name="currency"
      rules={{ required: true }}
      render={({ field, fieldState }) => (
        <>
          <Select
            label={t('form.currency')}
            description={t('locations.currencyAbout')}
            data={data}
            value={field.value}
            onChange={field.onChange}
            error={fieldState.error && t('form.needed')}
            searchable
            limit={OPTIONS_SHOWN_MAX}
            allowDeselect={false}
            nothingFoundMessage={t('form.nothingFound')}
          />
          {field.value !== '' && !currencies.includes(field.value) && (
            <Notice role="alert" tone="know" title={t('locations.currencyOfNoCard')}>
              {t('locations.currencyOfNoCardNext')}
            </Notice>
          )}
        </>
      )}
    />
  )
}

/** The zone in which a location's days begin and end. */
export function TimeZoneSelect({ control }: PlaceSelectProps) {
  const { t } = useWords()
  return (
    <Controller
      control={control}
      name="timeZone"
      rules={{ required: true }}
      render={({ field, fieldState }) => (
        <Select
          label={t('locations.zone')}
          description={t('locations.zoneAbout')}
          data={zonesWith(field.value)}
          value={field.value}
          onChange={field.onChange}
          error={fieldState.error && t('form.needed')}
          searchable
          limit={OPTIONS_SHOWN_MAX}
          allowDeselect={false}
          nothingFoundMessage={t('form.nothingFound')}
        />
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
