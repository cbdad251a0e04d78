import { TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useForm } from 'react-hook-form'
import type { BatchView } from '../../../../../src/contract/admin/production.ts'
import { TEXT_LENGTH_MAX } from '../../../../../src/contract/limits.ts'
import { type Failure, failureOf } from '../../api/admin.tsx'
import { readAgain } from '../../api/read-again.ts'
import { FormDialog } from '../../forms/dialog.tsx'
import { saveBlob } from '../../show/copy-text.ts'
import { useWords } from '../../words/words.tsx'
import { fetchFile } from './fetch-file.ts'

/** Fetches the file for the printer: the first time at once, again for a reason. */
export function FetchDialog({ batch, onClose }: { batch: BatchView; onClose: () => void }) {
  const { t } = useWords()
  const queries = useQueryClient()
  const [failure, setFailure] = useState<Failure>()
  const [busy, setBusy] = useState(false)
  const isAgain = batch.exports > 0
  const form = useForm({ defaultValues: { reason: '' } })
  const submit = async ({ reason }: { reason: string }) => {
    setBusy(true)
    const reply = await fetchFile(batch.batchId, isAgain ? reason.trim() : null)
    setBusy(false)
    setFailure(failureOf(reply))
    if (!reply.ok) return
    saveBlob(reply.value.name, reply.value.content)
    void readAgain(queries)
    onClose()
  }
  return (
    <FormDialog
      title={t('batch.fetchTitle')}
      submit={t('batch.fetch')}
      onSubmit={() => void form.handleSubmit(submit)()}
      onClose={onClose}
      {...{ busy, failure }}
    >
      <p style={{ margin: 0 }}>{t('batch.fetchText', { printer: batch.printerName })}</p>
      {isAgain && (
        <TextInput
          label={t('batch.whyAgain')}
          description={t('batch.reasonAbout')}
          maxLength={TEXT_LENGTH_MAX}
          data-autofocus
          error={form.formState.errors.reason && t('form.needed')}
          {...form.register('reason', { validate: (text) => text.trim() !== '' })}
        />
      )}
    </FormDialog>
  )
}
