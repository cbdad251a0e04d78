import { Button, FileInput, Group, Select, Stack, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { ImportReport } from '../../../../../src/contract/admin/imports.ts'
import type { ProgramView } from '../../../../../src/contract/admin/views.ts'
import { TEXT_LENGTH_MAX } from '../../../../../src/contract/limits.ts'
import type { Reply } from '../../../../../src/contract/refusals.ts'
import { type Failure, failureOf, useRead } from '../../api/admin.tsx'
import { readAgain } from '../../api/read-again.ts'
import { Dialog } from '../../forms/dialog.tsx'
import { saveBlob } from '../../show/copy-text.ts'
import { FailureNotice } from '../../show/notices.tsx'
import { useTell } from '../../show/use-tell.ts'
import { useWords } from '../../words/words.tsx'
import { FigureFields, useFigures } from './figure-fields.tsx'
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

/** What is checked; another choice is another object, so that an answer belongs to one. */
interface Choice {
  readonly programId: string
  readonly dates: string
  readonly file: File | null
}

function FileForm({ programs, first, onClose }: FileFormProps) {
  const { t } = useWords()
  const [choice, setChoice] = useState<Choice>({
    ...{ programId: first.programId, dates: 'iso', file: null },
  })
  const { check, checked, busy } = useCheck(choice)
  const [failure, setFailure] = useState<Failure>()
  const { programId, dates, file } = choice
  const query: FileQuery = { programId, dates }
  const choose = (part: Partial<Choice>) => setChoice((before) => ({ ...before, ...part }))
  const program = programs.find((one) => one.programId === programId) ?? first
  const report = checked?.ok ? checked.value : undefined
  const shown = (checked && failureOf(checked)) ?? failure
  return (
    <Stack gap="md">
      <Select
        label={t('column.program')}
        data={programs.map((one) => ({ value: one.programId, label: one.name }))}
        value={programId}
        onChange={(value) => choose({ programId: value ?? first.programId })}
        allowDeselect={false}
      />
      <FileInput
        label={t('imports.file')}
        description={t('imports.fileAbout')}
        placeholder={t('imports.choose')}
        accept=".csv,text/csv"
        value={file}
        onChange={(chosen) => choose({ file: chosen })}
      />
      <Select
        label={t('imports.dates')}
        data={DATE_ORDERS}
        value={dates}
        onChange={(value) => choose({ dates: value ?? 'iso' })}
        allowDeselect={false}
      />
      {shown && <FailureNotice failure={shown} />}
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

/** The answer to this choice; that to an earlier one is dropped, whenever it comes. */
function useCheck(choice: Choice) {
  const [answer, setAnswer] = useState<{
    readonly of: Choice
    readonly reply: Reply<ImportReport> | undefined
  }>()
  const check = async () => {
    const { file, programId, dates } = choice
    if (!file) return
    setAnswer({ of: choice, reply: undefined })
    const reply = await checkFile(file, { programId, dates })
    setAnswer((latest) => (latest?.of === choice ? { of: choice, reply } : latest))
  }
  const isPresent = answer?.of === choice
  return {
    check,
    checked: isPresent ? answer.reply : undefined,
    busy: isPresent && answer.reply === undefined,
  }
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
  const { t } = useWords()
  const tell = useTell()
  const queries = useQueryClient()
  const [source, setSource] = useState('')
  const figures = useFigures(program.currency)
  const [tried, setTried] = useState(false)
  const [failure, setFailure] = useState<Failure>()
  const [busy, setBusy] = useState(false)
  const stage = async () => {
    setTried(true)
    const control = figures.read()
    if (!control || source.trim() === '') return
    setBusy(true)
    const { rows, remainingMinor } = control
    const said = { rows: String(rows), remainingMinor: String(remainingMinor) }
    const reply = await stageFile(file, { ...query, ...said, source: source.trim() })
    setBusy(false)
    setFailure(failureOf(reply))
    if (!reply.ok) return
    tell(t('imports.staged'))
    void readAgain(queries)
    onClose()
  }
  return (
    <>
      <TextInput
        label={t('imports.source')}
        description={t('imports.sourceAbout')}
        maxLength={TEXT_LENGTH_MAX}
        value={source}
        onChange={(event) => setSource(event.currentTarget.value)}
        error={tried && source.trim() === '' && t('form.needed')}
      />
      <FigureFields figures={figures} />
      {failure && <FailureNotice failure={failure} />}
      <Group justify="flex-end">
        <Button onClick={() => void stage()} loading={busy}>
          {t('imports.stage')}
        </Button>
      </Group>
    </>
  )
}
