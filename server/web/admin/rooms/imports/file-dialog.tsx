import { Button, FileInput, Group, Select, Stack, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { ImportReport } from '../../../../../src/contract/admin/imports.ts'
import type { ProgramView } from '../../../../../src/contract/admin/views.ts'
import { TEXT_LENGTH_MAX } from '../../../../../src/contract/limits.ts'
import { type Failure, failureOf, useRead } from '../../api/admin.tsx'
import { readAgain } from '../../api/read-again.ts'
import { readAmount } from '../../forms/amount.ts'
import { Dialog } from '../../forms/dialog.tsx'
import { saveBlob } from '../../show/copy-text.ts'
import { FailureNotice } from '../../show/notices.tsx'
import { useTell } from '../../show/use-tell.ts'
import { useWords } from '../../words/words.tsx'
import { FigureFields, type Figures } from './commit-dialog.tsx'
import { Report } from './report.tsx'
import { checkFile, type FileQuery, fetchReport, stageFile } from './send-file.ts'

/** A file is checked first; one without a fault can be taken in. */
export function FileDialog({ onClose }: { onClose: () => void }) {
  const { t } = useWords()
  const programs = useRead('list-programs', {}).data?.programs
  const first = programs?.[0]
  return (
    <Dialog title={t('imports.check')} onClose={onClose} size="lg">
      {programs && first ? (
        <FileForm programs={programs} first={first} onClose={onClose} />
      ) : (
        <p>{t('programs.none')}</p>
      )}
    </Dialog>
  )
}

interface FileFormProps {
  readonly programs: readonly ProgramView[]
  readonly first: ProgramView
  readonly onClose: () => void
}

function FileForm({ programs, first, onClose }: FileFormProps) {
  const { t } = useWords()
  const [programId, setProgramId] = useState<string>(first.programId)
  const [dates, setDates] = useState('iso')
  const [file, setFile] = useState<File | null>(null)
  const [report, setReport] = useState<ImportReport>()
  const [failure, setFailure] = useState<Failure>()
  const [busy, setBusy] = useState(false)
  const query: FileQuery = { programId, dates }
  const check = async () => {
    if (!file) return
    setBusy(true)
    const reply = await checkFile(file, query)
    setBusy(false)
    setFailure(failureOf(reply))
    setReport(reply.ok ? reply.value : undefined)
  }
  const program = programs.find((one) => one.programId === programId) ?? first
  return (
    <Stack gap="md">
      {failure && <FailureNotice failure={failure} />}
      <Select
        label={t('column.program')}
        data={programs.map((one) => ({ value: one.programId, label: one.name }))}
        value={programId}
        onChange={(value) => setProgramId(value ?? first.programId)}
        allowDeselect={false}
      />
      <FileInput
        label={t('imports.file')}
        description={t('imports.fileAbout')}
        placeholder={t('imports.choose')}
        accept=".csv,text/csv"
        value={file}
        onChange={(chosen) => {
          setFile(chosen)
          setReport(undefined)
        }}
      />
      <Select
        label={t('imports.dates')}
        data={DATE_ORDERS}
        value={dates}
        onChange={(value) => setDates(value ?? 'iso')}
        allowDeselect={false}
      />
      <Group justify="flex-end">
        <Button variant="default" onClick={() => void check()} loading={busy} disabled={!file}>
          {t('imports.checkNow')}
        </Button>
      </Group>
      {report && file && (
        <Report report={report} onSave={() => void saveReport(file, query, setFailure)} />
      )}
      {report?.faultCount === 0 && file && (
        <Staging file={file} query={query} program={program} onClose={onClose} />
      )}
    </Stack>
  )
}

/** One day in each way of writing it. */
const DATE_ORDERS = [
  { value: 'iso', label: '2024-03-31' },
  { value: 'dmy', label: '31/03/2024' },
  { value: 'mdy', label: '03/31/2024' },
]

async function saveReport(
  file: File,
  query: FileQuery,
  tell: (failure: Failure | undefined) => void,
): Promise<void> {
  const reply = await fetchReport(file, query)
  tell(failureOf(reply))
  if (reply.ok) saveBlob('import-report.csv', reply.value)
}

interface StagingProps {
  readonly file: File
  readonly query: FileQuery
  readonly program: ProgramView
  readonly onClose: () => void
}

function Staging({ file, query, program, onClose }: StagingProps) {
  const { t, locale } = useWords()
  const tell = useTell()
  const queries = useQueryClient()
  const [source, setSource] = useState('')
  const [figures, setFigures] = useState<Figures>({ rows: '', total: '' })
  const [failure, setFailure] = useState<Failure>()
  const [busy, setBusy] = useState(false)
  const stage = async () => {
    const total = readAmount(figures.total, program.currency, locale) ?? 0
    setBusy(true)
    const control = { rows: String(figures.rows), remainingMinor: String(total) }
    const reply = await stageFile(file, { ...query, ...control, source: source.trim() })
    setBusy(false)
    setFailure(failureOf(reply))
    if (!reply.ok) return
    tell(t('imports.staged'))
    void readAgain(queries)
    onClose()
  }
  const isReady = source.trim() !== '' && figures.rows !== '' && figures.total !== ''
  return (
    <>
      {failure && <FailureNotice failure={failure} />}
      <TextInput
        label={t('imports.source')}
        description={t('imports.sourceAbout')}
        maxLength={TEXT_LENGTH_MAX}
        value={source}
        onChange={(event) => setSource(event.currentTarget.value)}
      />
      <FigureFields currency={program.currency} figures={figures} onChange={setFigures} />
      <Group justify="flex-end">
        <Button onClick={() => void stage()} loading={busy} disabled={!isReady}>
          {t('imports.stage')}
        </Button>
      </Group>
    </>
  )
}
