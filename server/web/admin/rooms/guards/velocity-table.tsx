import { Button, Group } from '@mantine/core'
import { useState } from 'react'
import {
  VELOCITY_KINDS,
  type VelocityKind,
  type VelocityRule,
} from '../../../../../src/contract/admin/guards.ts'
import type { ProgramView } from '../../../../../src/contract/admin/views.ts'
import type { Currency } from '../../../../../src/contract/money.ts'
import { formatMoney } from '../../../../../src/ui/money.ts'
import { useRead } from '../../api/admin.tsx'
import { useMay } from '../../api/may.ts'
import { type Column, DataTable } from '../../show/data-table.tsx'
import styles from '../../show/show.module.css'
import { spanText } from '../../show/spans.ts'
import { type Translate, useWords } from '../../words/words.tsx'
import { VelocityDialog } from './velocity-dialog.tsx'

interface Editing {
  readonly program: ProgramView
  readonly rule: VelocityRule | null
  readonly what: VelocityKind
}

/** How much may be taken from one card in a span of time, program by program. */
export function VelocityTable({ programs }: { programs: readonly ProgramView[] }) {
  const { t } = useWords()
  const [editing, setEditing] = useState<Editing>()
  const columns: Column<ProgramView>[] = [
    { id: 'program', heading: t('column.program'), isRowHeading: true, cell: ({ name }) => name },
    ...VELOCITY_KINDS.map(
      (what): Column<ProgramView> => ({
        id: what,
        heading: t(`velocityKind.${what}`),
        cell: (program) => (
          <Rule {...{ program, what }} onEdit={(rule) => setEditing({ program, rule, what })} />
        ),
      }),
    ),
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

interface RuleProps {
  readonly program: ProgramView
  readonly what: VelocityKind
  readonly onEdit: (rule: VelocityRule | null) => void
}

/** One rule of a program, and the way to change it. */
function Rule({ program, what, onEdit }: RuleProps) {
  const { t, locale } = useWords()
  const { programId, currency, name } = program
  const found = useRead('read-velocity', { programId }).data
  const may = useMay()
  if (found === undefined) return '…'
  const rule = what === 'take' ? found.rule : found.loads
  return (
    <Group gap="sm" justify="space-between">
      <span className={rule === null ? styles['quiet'] : undefined}>
        {rule === null ? t('guards.velocityNone') : ruleText(rule, currency, locale, t)}
      </span>
      {may('set-velocity') && (
        <Button
          size="xs"
          variant="default"
          aria-label={`${t('action.edit')}: ${t(`velocityKind.${what}`)}, ${name}`}
          onClick={() => onEdit(rule)}
        >
          {t('action.edit')}
        </Button>
      )}
    </Group>
  )
}

function ruleText(
  { countMax, amountMaxMinor, windowMs }: VelocityRule,
  currency: Currency,
  locale: string,
  t: Translate,
): string {
  const parts = [
    countMax === null ? undefined : t('guards.velocityCount', { count: countMax }),
    amountMaxMinor === null ? undefined : formatMoney(amountMaxMinor, currency, locale),
  ]
  const most = parts.filter((part) => part !== undefined).join(' · ')
  return `${most} ${t('guards.velocityIn', { span: spanText(windowMs, t) })}`
}
