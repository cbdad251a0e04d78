import { Radio, Stack, TextInput } from '@mantine/core'
import { useState } from 'react'
import { FormDialog } from '../../forms/dialog.tsx'
import { useSending } from '../../forms/use-sending.ts'
import { useTell } from '../../show/use-tell.ts'
import { useWords } from '../../words/words.tsx'

interface MakeDialogProps {
  readonly onClose: () => void
  readonly onMade: (runId: string) => void
}

/** Freezes what is owed up to a cut-off. */
export function MakeDialog({ onClose, onMade }: MakeDialogProps) {
  const { t } = useWords()
  const tell = useTell()
  const [when, setWhen] = useState('now')
  const [at, setAt] = useState('')
  const [wrong, setWrong] = useState(false)
  const sending = useSending('make-run', ({ runId }) => {
    tell(t('runs.made'))
    onClose()
    onMade(runId)
  })
  const submit = () => {
    const cutOffMs = when === 'now' ? null : Date.parse(at)
    const isWrong = cutOffMs !== null && !(cutOffMs <= Date.now())
    setWrong(isWrong)
    if (!isWrong) void sending.send({ cutOffMs })
  }
  return (
    <FormDialog
      title={t('runs.make')}
      submit={t('runs.make')}
      onSubmit={submit}
      onClose={onClose}
      busy={sending.busy}
      failure={sending.failure}
    >
      <p style={{ margin: 0 }}>{t('runs.makeText')}</p>
      <Radio.Group label={t('runs.cutOff')} value={when} onChange={setWhen}>
        <Stack gap="xs" mt="xs">
          <Radio value="now" label={t('runs.cutOffNow')} />
          <Radio value="earlier" label={t('runs.cutOffEarlier')} />
        </Stack>
      </Radio.Group>
      {when === 'earlier' && (
        <TextInput
          type="datetime-local"
          label={t('runs.cutOffAt')}
          value={at}
          onChange={(event) => setAt(event.currentTarget.value)}
          error={wrong && t('runs.notYet')}
        />
      )}
    </FormDialog>
  )
}
