import { TextInput } from '@mantine/core'
import { useState } from 'react'
import type { Breakage } from '../../../../../src/contract/admin/insight.ts'
import { decimalMark } from '../../../../../src/ui/money.ts'
import { FormDialog } from '../../forms/dialog.tsx'
import { REASON_LENGTH_MAX } from '../../forms/limits.ts'
import { useSending } from '../../forms/use-sending.ts'
import { useTell } from '../../show/use-tell.ts'
import { useWords } from '../../words/words.tsx'
import { pointsText, readPoints } from './percent.ts'

/** Decides how much of what is sold is expected to be redeemed. */
export function EstimateDialog({ program, onClose }: { program: Breakage; onClose: () => void }) {
  const { t, locale } = useWords()
  const tell = useTell()
  const { programId, programName, basis, redeemedBasisPoints } = program
  const mark = decimalMark(locale)
  const known = basis === 'decided' && redeemedBasisPoints !== null
  const [percent, setPercent] = useState(known ? pointsText(redeemedBasisPoints, mark) : '')
  const [reason, setReason] = useState('')
  const [tried, setTried] = useState(false)
  const sending = useSending('set-breakage-estimate', () => {
    tell(t('insight.estimateSaved'))
    onClose()
  })
  const points = readPoints(percent)
  const submit = () => {
    setTried(true)
    if (points === undefined || reason.trim() === '') return
    void sending.send({ programId, redeemedBasisPoints: points, reason })
  }
  return (
    <FormDialog
      title={t('insight.estimateTitle')}
      submit={t('action.save')}
      onSubmit={submit}
      onClose={onClose}
      busy={sending.busy}
      failure={sending.failure}
    >
      <p style={{ margin: 0 }}>{t('insight.estimateText', { name: programName })}</p>
      <TextInput
        label={t('insight.percent')}
        value={percent}
        inputMode="decimal"
        onChange={(event) => setPercent(event.currentTarget.value)}
        error={tried && points === undefined && t('insight.percentWrong')}
        data-autofocus
      />
      <TextInput
        label={t('form.reason')}
        description={t('form.reasonAbout')}
        value={reason}
        maxLength={REASON_LENGTH_MAX}
        onChange={(event) => setReason(event.currentTarget.value)}
        error={tried && reason.trim() === '' && t('form.needed')}
      />
    </FormDialog>
  )
}
