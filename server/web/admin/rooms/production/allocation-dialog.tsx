import { NumberInput, Select } from '@mantine/core'
import { Controller, useForm } from 'react-hook-form'
import type { AllocationView, BatchView } from '../../../../../src/contract/admin/production.ts'
import { locationIdSchema } from '../../../../../src/contract/ids.ts'
import { useRead } from '../../api/admin.tsx'
import { SendingDialog } from '../../forms/sending-dialog.tsx'
import { useSending } from '../../forms/use-sending.ts'
import { useWords } from '../../words/words.tsx'

interface Fields {
  readonly locationId: string | null
  readonly firstSerial: number | string
  readonly lastSerial: number | string
}

interface AllocationDialogProps {
  readonly batch: BatchView
  readonly allocations: readonly AllocationView[]
  readonly onClose: () => void
}

/** Gives a range of serials to a location. */
export function AllocationDialog({ batch, allocations, onClose }: AllocationDialogProps) {
  const { t } = useWords()
  const sending = useSending('allocate-cards', onClose)
  const locations = useRead('list-locations', {}).data?.locations ?? []
  const next = nextFree(allocations)
  const form = useForm<Fields>({
    defaultValues: {
      locationId: null,
      firstSerial: Math.min(next, batch.count),
      lastSerial: batch.count,
    },
  })
  const submit = ({ locationId, firstSerial, lastSerial }: Fields) =>
    sending.send({
      batchId: batch.batchId,
      locationId: locationIdSchema.parse(locationId),
      firstSerial: Number(firstSerial),
      lastSerial: Number(lastSerial),
    })
  const isSerial = (value: number | string) =>
    Number.isInteger(Number(value)) && Number(value) >= 1 && Number(value) <= batch.count
  return (
    <SendingDialog
      {...{ form, sending, onClose }}
      title={t('allocation.createTitle')}
      submit={t('allocation.create')}
      onSend={submit}
    >
      <Controller
        control={form.control}
        name="locationId"
        rules={{ validate: (value) => value !== null }}
        render={({ field, fieldState }) => (
          <Select
            label={t('column.location')}
            description={t('allocation.about')}
            data={locations.map(({ locationId, name }) => ({ value: locationId, label: name }))}
            value={field.value}
            onChange={field.onChange}
            searchable
            error={fieldState.error && t('form.needed')}
          />
        )}
      />
      {(['firstSerial', 'lastSerial'] as const).map((name) => (
        <Controller
          key={name}
          control={form.control}
          name={name}
          rules={{ validate: isSerial }}
          render={({ field, fieldState }) => (
            <NumberInput
              label={t(`allocation.${name}`)}
              allowDecimal={false}
              allowNegative={false}
              hideControls
              value={field.value}
              onChange={field.onChange}
              error={fieldState.error && t('stock.countWrong', { max: batch.count })}
            />
          )}
        />
      ))}
    </SendingDialog>
  )
}

/** The serial after the last one that somebody has. */
function nextFree(allocations: readonly AllocationView[]): number {
  const taken = allocations.filter(({ state }) => state !== 'withdrawn')
  return Math.max(0, ...taken.map(({ lastSerial }) => lastSerial)) + 1
}
