import { Stack } from '@mantine/core'
import type { ImportView } from '../../../../../src/contract/admin/imports.ts'
import { FormDialog } from '../../forms/dialog.tsx'
import { useSending } from '../../forms/use-sending.ts'
import { useWords } from '../../words/words.tsx'
import { FigureFields, useFigures } from './figure-fields.tsx'

/** Puts a staged import into the ledger. */
export function CommitDialog({ found, onClose }: { found: ImportView; onClose: () => void }) {
  const { t } = useWords()
  const { importId, currency, source } = found
  const sending = useSending('commit-import', onClose)
  const figures = useFigures(currency)
  const submit = () => {
    const control = figures.read()
    if (control) void sending.send({ importId, ...control })
  }
  return (
    <FormDialog
      title={t('imports.commitTitle', { source })}
      submit={t('imports.commit')}
      onSubmit={submit}
      onClose={onClose}
      busy={sending.busy}
      failure={sending.failure}
    >
      <Stack gap="md">
        <p style={{ margin: 0 }}>{t('imports.commitText')}</p>
        <FigureFields figures={figures} />
      </Stack>
    </FormDialog>
  )
}
