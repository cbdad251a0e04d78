import { Button } from '@mantine/core'
import { useState } from 'react'
import type { VelocityRule } from '../../../../../src/contract/admin/guards.ts'
import type { ProgramView } from '../../../../../src/contract/admin/views.ts'
import { formatMoney } from '../../../../../src/ui/money.ts'
import { useRead } from '../../api/admin.tsx'
import { type Column, DataTable } from '../../show/data-table.tsx'
import styles from '../../show/show.module.css'
import { spanText } from '../../show/spans.ts'
import { useWords } from '../../words/words.tsx'
import { VelocityDialog } from './velocity-dialog.tsx'

interface Editing {
  readonly program: ProgramView
  readonly rule: VelocityRule | null
}

/** How much may be taken from one card in a span of time, program by program. */
export function VelocityTable({ programs }: { programs: readonly ProgramView[] }) {
  const { t } = useWords()
  const [editing, setEditing] = useState<Editing>()
  const columns: Column<ProgramView>[] = [
    { id: 'program', heading: t('column.program'), isRowHeading: true, cell: ({ name }) => name },
    { id: 'rule', heading: t('guards.limit'), cell: (program) => <RuleOf program={program} /> },
    {
      id: 'actions',
      heading: t('column.actions'),
      headingHidden: true,
      align: 'end',
      cell: (program) => (
        <EditButton program={program} onEdit={(rule) => setEditing({ program, rule })} />
      ),
    },
  ]
  return (
    <>
      <DataTable
        label={t('guards.velocity')}
        columns={columns}
        rows={programs}
        rowKey={({ programId }) => programId}
      />
      {editing && <VelocityDialog {...editing} onClose={() => setEditing(undefined)} />}
    </>
  )
}

function RuleOf({ program: { programId, currency } }: { program: ProgramView }) {
  const { t, locale } = useWords()
  const found = useRead('read-velocity', { programId }).data
  if (found === undefined) return '…'
  const { rule } = found
  if (rule === null) return <span className={styles['quiet']}>{t('guards.velocityNone')}</span>
  const parts = [
    rule.countMax === null ? undefined : t('guards.velocityCount', { count: rule.countMax }),
    rule.amountMaxMinor === null ? undefined : formatMoney(rule.amountMaxMinor, currency, locale),
  ]
  const most = parts.filter((part) => part !== undefined).join(' · ')
  return `${most} ${t('guards.velocityIn', { span: spanText(rule.windowMs, t) })}`
}

interface EditButtonProps {
  readonly program: ProgramView
  readonly onEdit: (rule: VelocityRule | null) => void
}

function EditButton({ program: { programId, name }, onEdit }: EditButtonProps) {
  const { t } = useWords()
  const rule = useRead('read-velocity', { programId }).data?.rule
  const role = useRead('who-am-i', {}).data?.role
  if (role !== 'operator' || rule === undefined) return null
  return (
    <Button
      size="xs"
      variant="default"
      aria-label={`${t('action.edit')}: ${name}`}
      onClick={() => onEdit(rule)}
    >
      {t('action.edit')}
    </Button>
  )
}
