import { Checkbox, NumberInput, Select, TextInput } from '@mantine/core'
import { type Control, Controller, useForm } from 'react-hook-form'
import { BATCH_CARDS_MAX, type PrinterView } from '../../../../../src/contract/admin/production.ts'
import type { ProgramView } from '../../../../../src/contract/admin/views.ts'
import { TEXT_LENGTH_MAX } from '../../../../../src/contract/limits.ts'
import { useRead } from '../../api/admin.tsx'
import { Dialog } from '../../forms/dialog.tsx'
import { SendingDialog } from '../../forms/sending-dialog.tsx'
import { useSending } from '../../forms/use-sending.ts'
import { useTell } from '../../show/use-tell.ts'
import { useWords } from '../../words/words.tsx'

interface Fields {
  readonly name: string
  readonly programId: string
  readonly printerId: string
  readonly count: number | string
  readonly prefix: string
  readonly withPin: boolean
  readonly expiry: string
}

/** Plans a batch; the server makes its cards from then on. */
export function BatchDialog({ onClose }: { onClose: () => void }) {
  const { t } = useWords()
  const programs = useRead('list-programs', {}).data?.programs
  const printers = useRead('list-printers', {}).data?.printers
  const usable = printers?.filter(({ retiredAtMs }) => retiredAtMs === null)
  const [program, printer] = [programs?.[0], usable?.[0]]
  if (!programs || !usable || !program || !printer) {
    return (
      <Dialog title={t('batch.createTitle')} onClose={onClose}>
        <p>{t('programs.none')}</p>
      </Dialog>
    )
  }
  const first: Fields = {
    ...{ name: '', count: 1_000, prefix: '', withPin: true, expiry: '' },
    programId: program.programId,
    printerId: printer.printerId,
  }
  return <BatchForm {...{ programs, first, onClose }} printers={usable} />
}

interface BatchFormProps {
  readonly programs: readonly ProgramView[]
  readonly printers: readonly PrinterView[]
  readonly first: Fields
  readonly onClose: () => void
}

function BatchForm({ programs, printers, first, onClose }: BatchFormProps) {
  const { t } = useWords()
  const tell = useTell()
  const sending = useSending('create-batch', ({ name }) => {
    tell(t('batch.planned', { name }))
    onClose()
  })
  const form = useForm<Fields>({ defaultValues: first })
  const submit = ({ count, prefix, expiry, ...fields }: Fields) =>
    sending.send({
      ...fields,
      name: fields.name.trim(),
      count: Number(count),
      printedExpiry: expiry === '' ? null : expiry,
      ...(prefix === '' ? {} : { prefix }),
    })
  return (
    <SendingDialog
      {...{ form, sending, onClose }}
      title={t('batch.createTitle')}
      submit={t('batch.create')}
      onSend={submit}
    >
      <TextInput
        label={t('stock.name')}
        description={t('stock.nameAbout')}
        maxLength={TEXT_LENGTH_MAX}
        data-autofocus
        error={form.formState.errors.name && t('form.needed')}
        {...form.register('name', { validate: (name) => name.trim() !== '' })}
      />
      <Choice
        control={form.control}
        name="programId"
        label={t('column.program')}
        data={programs.map(({ programId, name }) => ({ value: programId, label: name }))}
      />
      <Choice
        control={form.control}
        name="printerId"
        label={t('printers.one')}
        data={printers.map(({ printerId, name }) => ({ value: printerId, label: name }))}
      />
      <CountField control={form.control} />
      <TextInput
        label={t('batch.prefix')}
        description={t('batch.prefixAbout')}
        inputMode="numeric"
        error={form.formState.errors.prefix && t('batch.prefixWrong')}
        {...form.register('prefix', { pattern: /^(\d{4,6})?$/ })}
      />
      <TextInput
        type="month"
        label={t('batch.expiry')}
        description={t('batch.expiryAbout')}
        error={form.formState.errors.expiry && t('batch.expiryWrong')}
        {...form.register('expiry', { pattern: /^(20\d\d-(0[1-9]|1[0-2]))?$/ })}
      />
      <Checkbox label={t('batch.withPin')} {...form.register('withPin')} />
    </SendingDialog>
  )
}

interface ChoiceProps {
  readonly control: Control<Fields>
  readonly name: 'programId' | 'printerId'
  readonly label: string
  readonly data: ReadonlyArray<{ readonly value: string; readonly label: string }>
}

function Choice({ control, name, label, data }: ChoiceProps) {
  return (
    <Controller
      control={control}
      name={name}
      render={({ field }) => (
        <Select
          label={label}
          data={[...data]}
          value={field.value}
          onChange={field.onChange}
          allowDeselect={false}
        />
      )}
    />
  )
}

function CountField({ control }: { control: Control<Fields> }) {
  const { t, locale } = useWords()
  const max = new Intl.NumberFormat(locale).format(BATCH_CARDS_MAX)
  return (
    <Controller
      control={control}
      name="count"
      rules={{ validate: (count) => isBatchCount(Number(count)) }}
      render={({ field, fieldState }) => (
        <NumberInput
          label={t('stock.count')}
          description={t('stock.countAbout', { max })}
          allowDecimal={false}
          allowNegative={false}
          hideControls
          value={field.value}
          onChange={field.onChange}
          error={fieldState.error && t('stock.countWrong', { max })}
        />
      )}
    />
  )
}

function isBatchCount(count: number): boolean {
  return Number.isInteger(count) && count >= 1 && count <= BATCH_CARDS_MAX
}
