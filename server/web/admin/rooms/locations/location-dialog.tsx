import { Stack, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useForm } from 'react-hook-form'
import type { LocationView } from '../../../../../src/contract/admin/views.ts'
import { TEXT_LENGTH_MAX } from '../../../../../src/contract/limits.ts'
import { type Failure, failureOf, useCommand, useRead } from '../../api/admin.tsx'
import { Dialog, FormDialog } from '../../forms/dialog.tsx'
import { Loaded } from '../../show/loaded.tsx'
import { useTell } from '../../show/use-tell.ts'
import { useWords } from '../../words/words.tsx'
import { CurrencySelect, TimeZoneSelect } from './place-selects.tsx'

export interface LocationFields {
  readonly name: string
  readonly email: string
  readonly currency: string
  readonly timeZone: string
}

interface LocationDialogProps {
  /** The location to edit; a new one when not given. */
  readonly location?: LocationView
  /** Of the network's cards: asked of a new location only. */
  readonly currencies?: readonly string[]
  readonly onClose: () => void
}

/** Creates a location, once it is known which currencies the network's cards have. */
export function NewLocationDialog({ onClose }: Pick<LocationDialogProps, 'onClose'>) {
  const { t } = useWords()
  const programs = useRead('list-programs', {})
  if (!programs.data) {
    return (
      <Dialog title={t('locations.createTitle')} onClose={onClose}>
        <Loaded query={programs}>{() => null}</Loaded>
      </Dialog>
    )
  }
  const currencies = programs.data.programs.map(({ currency }) => currency)
  return <LocationDialog currencies={currencies} onClose={onClose} />
}

/** Creates or edits a location. The currency is fixed once it exists: its books are kept in it. */
export function LocationDialog({ location, currencies = [], onClose }: LocationDialogProps) {
  const { t } = useWords()
  const form = useForm<LocationFields>({ defaultValues: fieldsOf(location, currencies) })
  const { save, busy, failure } = useSaveLocation(location, onClose)
  const { errors } = form.formState
  return (
    <FormDialog
      title={t(location ? 'locations.editTitle' : 'locations.createTitle')}
      submit={t(location ? 'action.save' : 'locations.create')}
      onSubmit={() => void form.handleSubmit(save)()}
      onClose={onClose}
      busy={busy}
      failure={failure}
    >
      <Stack gap="md">
        <TextInput
          label={t('form.name')}
          maxLength={TEXT_LENGTH_MAX}
          data-autofocus
          error={errors.name && t('form.needed')}
          {...form.register('name', { validate: (name) => name.trim() !== '' })}
        />
        <TextInput
          label={t('signIn.email')}
          description={t('locations.emailAbout')}
          type="email"
          maxLength={TEXT_LENGTH_MAX}
          error={errors.email && t('form.emailNeeded')}
          {...form.register('email', { pattern: /^\S+@\S+\.\S+$/, required: true })}
        />
        {location === undefined && (
          <CurrencySelect control={form.control} currencies={currencies} />
        )}
        <TimeZoneSelect control={form.control} />
      </Stack>
    </FormDialog>
  )
}

function useSaveLocation(location: LocationView | undefined, onSaved: () => void) {
  const { t } = useWords()
  const tell = useTell()
  const create = useCommand('create-location')
  const update = useCommand('update-location')
  const [failure, setFailure] = useState<Failure>()
  const save = async ({ name, email, timeZone, currency }: LocationFields) => {
    const reply = location
      ? await update.run({ locationId: location.locationId, name, email, timeZone })
      : await create.run({ name, email, timeZone, currency })
    setFailure(failureOf(reply))
    if (!reply.ok) return
    tell(t(location ? 'locations.saved' : 'locations.created', { name }))
    onSaved()
  }
  return { save, busy: create.busy || update.busy, failure }
}

function fieldsOf(
  location: LocationView | undefined,
  currencies: readonly string[],
): LocationFields {
  if (location) {
    const { name, email, timeZone } = location
    return { name, email, timeZone, currency: location.currency }
  }
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions()
  // Of several none is taken for granted: it cannot be changed afterwards.
  const [only = '', ...others] = new Set(currencies)
  return { name: '', email: '', currency: others.length === 0 ? only : '', timeZone }
}
