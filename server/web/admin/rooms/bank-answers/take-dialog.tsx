import { Button, FileInput, Group, Stack } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { TakenFile } from '../../../../../src/contract/admin/bank-outcomes.ts'
import { type Failure, failureOf } from '../../api/admin.tsx'
import { readAgain } from '../../api/read-again.ts'
import { Dialog } from '../../forms/dialog.tsx'
import { type Column, DataTable } from '../../show/data-table.tsx'
import { Notice } from '../../show/notice.tsx'
import { FailureNotice } from '../../show/notices.tsx'
import { useWords } from '../../words/words.tsx'
import { sendAnswers } from './send-answers.ts'

/** A file of a bank is taken whole, or its broken rules are shown. */
export function TakeDialog({ onClose }: { onClose: () => void }) {
  const { t } = useWords()
  const queries = useQueryClient()
  const [file, setFile] = useState<File | null>(null)
  const [taken, setTaken] = useState<TakenFile>()
  const [failure, setFailure] = useState<Failure>()
  const [busy, setBusy] = useState(false)
  const take = async () => {
    if (!file) return
    setBusy(true)
    const reply = await sendAnswers(file)
    setBusy(false)
    setFailure(failureOf(reply))
    setTaken(reply.ok ? reply.value : undefined)
    if (reply.ok) void readAgain(queries)
  }
  return (
    <Dialog title={t('answers.take')} onClose={onClose} size="lg" mayClose={!busy}>
      <Stack gap="md">
        {failure && <FailureNotice failure={failure} />}
        <FileInput
          label={t('answers.file')}
          description={t('answers.fileAbout')}
          placeholder={t('imports.choose')}
          value={file}
          onChange={(chosen) => {
            setFile(chosen)
            setTaken(undefined)
          }}
        />
        {taken && <Outcome taken={taken} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t('action.close')}
          </Button>
          <Button
            onClick={() => void take()}
            loading={busy}
            disabled={!file || taken !== undefined}
          >
            {t('answers.takeNow')}
          </Button>
        </Group>
      </Stack>
    </Dialog>
  )
}

function Outcome({ taken }: { taken: TakenFile }) {
  const { t } = useWords()
  if (taken.outcome === 'known')
    return <Notice tone="know" role="status" title={t('answers.known')} />
  if (taken.outcome === 'taken') {
    const { answers, repeated } = taken.file
    return (
      <Notice tone="moved" role="status" title={t('answers.taken', { count: answers })}>
        {repeated > 0 && t('answers.repeated', { count: repeated })}
      </Notice>
    )
  }
  return (
    <>
      <Notice tone="refused" role="alert" title={t('answers.refused')}>
        {t('answers.refusedText')}
      </Notice>
      <ProblemTable problems={taken.problems} />
    </>
  )
}

type Problem = Extract<TakenFile, { outcome: 'refused' }>['problems'][number]

function ProblemTable({ problems }: { problems: readonly Problem[] }) {
  const { t } = useWords()
  const columns: Column<Problem>[] = [
    {
      id: 'line',
      heading: t('answers.line'),
      align: 'end',
      cell: ({ line }) => (line === 0 ? '–' : line),
    },
    { id: 'rule', heading: t('answers.rule'), isRowHeading: true, cell: ({ rule }) => rule },
    { id: 'message', heading: t('answers.found'), cell: ({ message }) => message },
  ]
  return (
    <DataTable
      label={t('answers.problems')}
      columns={columns}
      rows={problems}
      rowKey={({ rule, line, message }) => `${rule} ${line} ${message}`}
    />
  )
}
