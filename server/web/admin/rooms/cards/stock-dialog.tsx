import { Button, Group, NumberInput, Select, Stack, TextInput } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { useState } from 'react'
import { type Control, Controller, useForm } from 'react-hook-form'
import type { AdminResult } from '../../../../../src/contract/admin/table.ts'
import type { ProgramView } from '../../../../../src/contract/admin/views.ts'
import { useRead } from '../../api/admin.tsx'
import { Dialog } from '../../forms/dialog.tsx'
import { SendingDialog } from '../../forms/sending-dialog.tsx'
import { useSending } from '../../forms/use-sending.ts'
import { saveFile } from '../../show/copy-text.ts'
import { Loaded } from '../../show/loaded.tsx'
import { ShownOnce } from '../../show/secret.tsx'
import { useWords } from '../../words/words.tsx'
import { batchFile, batchFileName } from './batch-file.ts'

/** As many as the contract lets one batch hold. */
const BATCH_MAX = 500

interface Made {
  readonly name: string
  readonly cards: AdminResult<'stock-cards'>['cards']
}

/** Makes a batch of physical cards, worth nothing yet, and hands out its file this once. */
export function StockDialog({ onClose }: { onClose: () => void }) {
  const { t } = useWords()
  const programs = useRead('list-programs', {})
  const [made, setMade] = useState<Made>()
  if (made) return <MadeBatch made={made} onClose={onClose} />
  const first = programs.data?.programs[0]
  if (!programs.data || !first) {
    return (
      <Dialog title={t('stock.title')} onClose={onClose}>
        <Loaded query={programs}>{() => <p>{t('programs.none')}</p>}</Loaded>
      </Dialog>
    )
  }
  return (
    <StockForm programs={programs.data.programs} first={first} onMade={setMade} onClose={onClose} />
  )
}

interface StockFormProps {
  readonly programs: readonly ProgramView[]
  readonly first: ProgramView
  readonly onMade: (made: Made) => void
  readonly onClose: () => void
}

interface Fields {
  readonly programId: string
  readonly name: string
  readonly count: number | string
}

function StockForm({ programs, first, onMade, onClose }: StockFormProps) {
  const { t } = useWords()
  const form = useForm<Fields>({
    defaultValues: { programId: first.programId, name: '', count: 50 },
  })
  const { errors } = form.formState
  const sending = useSending('stock-cards', ({ cards }) =>
    onMade({ name: form.getValues('name'), cards }),
  )
  const submit = (fields: Fields) => sending.send({ ...fields, count: Number(fields.count) })
  return (
    <SendingDialog
      {...{ form, sending, onClose }}
      title={t('stock.title')}
      submit={t('stock.submit')}
      onSend={submit}
    >
      <TextInput
        label={t('stock.name')}
        description={t('stock.nameAbout')}
        maxLength={200}
        data-autofocus
        error={errors.name && t('form.needed')}
        {...form.register('name', { required: true, setValueAs: (text: string) => text.trim() })}
      />
      <Controller
        control={form.control}
        name="programId"
        render={({ field }) => (
          <Select
            label={t('column.program')}
            data={programs.map((each) => ({ value: each.programId, label: each.name }))}
            value={field.value}
            onChange={field.onChange}
            allowDeselect={false}
          />
        )}
      />
      <CountField control={form.control} />
    </SendingDialog>
  )
}

function CountField({ control }: { control: Control<Fields> }) {
  const { t } = useWords()
  return (
    <Controller
      control={control}
      name="count"
      rules={{ validate: (count) => isBatchCount(Number(count)) }}
      render={({ field, fieldState }) => (
        <NumberInput
          label={t('stock.count')}
          description={t('stock.countAbout', { max: BATCH_MAX })}
          allowDecimal={false}
          allowNegative={false}
          hideControls
          value={field.value}
          onChange={field.onChange}
          error={fieldState.error && t('stock.countWrong', { max: BATCH_MAX })}
        />
      )}
    />
  )
}

/** The numbers and PINs are nowhere else: it stays open until their file is saved. */
function MadeBatch({ made, onClose }: { made: Made; onClose: () => void }) {
  const { t } = useWords()
  const [saved, setSaved] = useState(false)
  const save = () => {
    saveFile(batchFileName(made.name), 'text/csv;charset=utf-8', batchFile(made.cards))
    setSaved(true)
  }
  return (
    <Dialog title={t('stock.done')} onClose={onClose} mayClose={saved}>
      <Stack gap="md">
        <p style={{ margin: 0 }}>
          {t('stock.made', { count: made.cards.length, name: made.name })}
        </p>
        <ShownOnce text={t('stock.shownOnceText')} />
        <Group justify="flex-end">
          <Button leftSection={<IconDownload size={18} aria-hidden="true" />} onClick={save}>
            {t('stock.download')}
          </Button>
          <Button variant="default" onClick={onClose} disabled={!saved}>
            {t('action.done')}
          </Button>
        </Group>
      </Stack>
    </Dialog>
  )
}

function isBatchCount(count: number): boolean {
  return Number.isInteger(count) && count >= 1 && count <= BATCH_MAX
}
