import { Checkbox, Stack, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { ImportView } from '../../../../../src/contract/admin/imports.ts'
import { TEXT_LENGTH_MAX } from '../../../../../src/contract/limits.ts'
import { type Failure, failureOf, useCommand, useRead } from '../../api/admin.tsx'
import { FormDialog } from '../../forms/dialog.tsx'
import { useWords } from '../../words/words.tsx'

/** Cards that are named here; the rest are counted. */
const NAMED_MAX = 8

/** Takes the cards of an import out again. */
export function ReverseDialog({ found, onClose }: { found: ImportView; onClose: () => void }) {
  const { t } = useWords()
  const { importId } = found
  const command = useCommand('reverse-import')
  const used = useRead('read-used-imports', { importId }).data
  const isUsed = used !== undefined && used.total > 0
  const [failure, setFailure] = useState<Failure>()
  const [reason, setReason] = useState('')
  const [exceptUsed, setExceptUsed] = useState(false)
  const [tried, setTried] = useState(false)
  const submit = async () => {
    setTried(true)
    if (reason.trim() === '' || (isUsed && !exceptUsed)) return
    const reply = await command.run({ importId, exceptUsed, reason: reason.trim() })
    setFailure(failureOf(reply))
    if (reply.ok) onClose()
  }
  return (
    <FormDialog
      title={t('imports.reverseTitle', { source: found.source })}
      submit={t('imports.reverse')}
      onSubmit={() => void submit()}
      onClose={onClose}
      busy={command.busy}
      failure={failure}
      danger
    >
      <Stack gap="md">
        <p style={{ margin: 0 }}>{t('imports.reverseText')}</p>
        {isUsed && (
          <div>
            <p style={{ margin: 0 }}>{t('imports.used', { count: used.total })}</p>
            <p className="figures" style={{ margin: '4px 0 12px' }}>
              {used.cards
                .slice(0, NAMED_MAX)
                .map(({ card }) => card)
                .join(', ')}
              {used.total > NAMED_MAX && ' …'}
            </p>
            <Checkbox
              label={t('imports.exceptUsed')}
              checked={exceptUsed}
              onChange={(event) => setExceptUsed(event.currentTarget.checked)}
              error={tried && !exceptUsed && t('imports.exceptUsedNeeded')}
            />
          </div>
        )}
        <TextInput
          label={t('form.reason')}
          maxLength={TEXT_LENGTH_MAX}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
          error={tried && reason.trim() === '' && t('form.needed')}
          data-autofocus
        />
      </Stack>
    </FormDialog>
  )
}
