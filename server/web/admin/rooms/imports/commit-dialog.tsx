import { NumberInput, Stack } from '@mantine/core'
import { useState } from 'react'
import type { ImportView } from '../../../../../src/contract/admin/imports.ts'
import { minor } from '../../../../../src/contract/money.ts'
import { type Failure, failureOf, useCommand } from '../../api/admin.tsx'
import { readAmount } from '../../forms/amount.ts'
import { AmountInput } from '../../forms/amount-input.tsx'
import { FormDialog } from '../../forms/dialog.tsx'
import { FailureNotice } from '../../show/notices.tsx'
import { useWords } from '../../words/words.tsx'

/** What the report of the system before says: typed, so that nobody agrees without having looked. */
export interface Figures {
  readonly rows: number | string
  readonly total: string
}

interface FigureFieldsProps {
  readonly currency: ImportView['currency']
  readonly figures: Figures
  readonly onChange: (figures: Figures) => void
}

/** The count and the total of the system that the cards come from. */
export function FigureFields({ currency, figures, onChange }: FigureFieldsProps) {
  const { t } = useWords()
  return (
    <>
      <NumberInput
        label={t('imports.controlRows')}
        description={t('imports.controlAbout')}
        value={figures.rows}
        onChange={(rows) => onChange({ ...figures, rows })}
        min={1}
        allowDecimal={false}
        hideControls
      />
      <AmountInput
        label={t('imports.controlTotal')}
        currency={currency}
        value={figures.total}
        onChange={(total) => onChange({ ...figures, total })}
      />
    </>
  )
}

/** Puts a staged import into the ledger. */
export function CommitDialog({ found, onClose }: { found: ImportView; onClose: () => void }) {
  const { t, locale } = useWords()
  const command = useCommand('commit-import')
  const [failure, setFailure] = useState<Failure>()
  const [figures, setFigures] = useState<Figures>({ rows: '', total: '' })
  const { importId, currency } = found
  const submit = async () => {
    const total = readAmount(figures.total, currency, locale) ?? minor(0)
    const reply = await command.run({
      ...{ importId, rows: Number(figures.rows), remainingMinor: total },
    })
    setFailure(failureOf(reply))
    if (reply.ok) onClose()
  }
  return (
    <FormDialog
      title={t('imports.commitTitle', { source: found.source })}
      submit={t('imports.commit')}
      onSubmit={() => void submit()}
      onClose={onClose}
      busy={command.busy}
    >
      <Stack gap="md">
        {failure && <FailureNotice failure={failure} />}
        <p style={{ margin: 0 }}>{t('imports.commitText')}</p>
        <FigureFields currency={currency} figures={figures} onChange={setFigures} />
      </Stack>
    </FormDialog>
  )
}
