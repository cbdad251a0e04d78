import { Select, Stack } from '@mantine/core'
import { useState } from 'react'
import type { AdminResult } from '../../../../../src/contract/admin/table.ts'
import type { ProgramView } from '../../../../../src/contract/admin/views.ts'
import { minor } from '../../../../../src/contract/money.ts'
import { useRead } from '../../api/admin.tsx'
import { readAmount } from '../../forms/amount.ts'
import { Dialog, FormDialog } from '../../forms/dialog.tsx'
import { EMPTY_LOAD, fundedByOf, LoadFields } from '../../forms/load-fields.tsx'
import { OperationNotice } from '../../forms/operation-notice.tsx'
import { useOperation } from '../../forms/use-operation.ts'
import { Loaded } from '../../show/loaded.tsx'
import { useWords } from '../../words/words.tsx'
import { IssuedCard } from './issued-card.tsx'

type Issued = AdminResult<'issue-card'>

/** Issues a virtual card and shows its number and PIN this once. */
export function IssueDialog({ onClose }: { onClose: () => void }) {
  const { t } = useWords()
  const programs = useRead('list-programs', {})
  const [issued, setIssued] = useState<Issued>()
  if (issued) {
    return (
      <Dialog title={t('issue.done')} onClose={onClose}>
        <IssuedCard issued={issued} onClose={onClose} />
      </Dialog>
    )
  }
  const first = programs.data?.programs[0]
  if (!programs.data || !first) {
    return (
      <Dialog title={t('issue.title')} onClose={onClose}>
        <Loaded query={programs}>{() => <p>{t('programs.none')}</p>}</Loaded>
      </Dialog>
    )
  }
  return (
    <IssueForm
      programs={programs.data.programs}
      first={first}
      onDone={setIssued}
      onClose={onClose}
    />
  )
}

interface IssueFormProps {
  readonly programs: readonly ProgramView[]
  readonly first: ProgramView
  readonly onDone: (issued: Issued) => void
  readonly onClose: () => void
}

function IssueForm({ programs, first, onDone, onClose }: IssueFormProps) {
  const { t, locale } = useWords()
  const operation = useOperation({
    name: 'issue-card',
    subject: 'new',
    paramsOf: (content, requestId) => ({
      requestId,
      programId: content['programId'] ?? '',
      amountMinor: minor(Number(content['amountMinor'])),
      fundedBy: fundedByOf(content['fundedBy']),
    }),
    onDone,
  })
  const [programId, setProgramId] = useState<string>(
    operation.unfinished?.['programId'] ?? first.programId,
  )
  const [load, setLoad] = useState({
    amount: operation.unfinished?.['amount'] ?? EMPTY_LOAD.amount,
    fundedBy: fundedByOf(operation.unfinished?.['fundedBy']),
  })
  const [wrong, setWrong] = useState(false)
  const program = programs.find((each) => each.programId === programId) ?? first
  const locked = operation.unfinished !== undefined
  const submit = () => {
    const amountMinor = readAmount(load.amount, program.currency, locale)
    setWrong(amountMinor === undefined)
    if (amountMinor === undefined) return
    void operation.send({ programId, ...load, amountMinor: String(amountMinor) })
  }
  return (
    <FormDialog
      title={t('issue.title')}
      submit={t(locked ? 'operation.sendAgain' : 'cards.issue')}
      onSubmit={submit}
      onClose={onClose}
      busy={operation.busy}
      outcome={<OperationNotice operation={operation} />}
    >
      <Stack gap="md">
        <Select
          label={t('column.program')}
          data={programs.map((each) => ({ value: each.programId, label: each.name }))}
          value={programId}
          onChange={(value) => setProgramId(value ?? first.programId)}
          allowDeselect={false}
          disabled={locked}
        />
        <LoadFields
          program={program}
          load={load}
          onChange={setLoad}
          error={wrong ? t('form.amountWrong') : undefined}
          locked={locked}
        />
      </Stack>
    </FormDialog>
  )
}
