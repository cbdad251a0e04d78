import { useState } from 'react'
import type { PayoutFileView, RunView } from '../../../../../src/contract/admin/payout-views.ts'
import type { LocationId } from '../../../../../src/contract/ids.ts'
import { formatMoney } from '../../../../../src/ui/money.ts'
import { FormDialog } from '../../forms/dialog.tsx'
import { PasswordField } from '../../forms/password-field.tsx'
import { ReasonDialog } from '../../forms/reason-dialog.tsx'
import { useSending } from '../../forms/use-sending.ts'
import { useTell } from '../../show/use-tell.ts'
import { useWords } from '../../words/words.tsx'

interface RunDialogProps {
  readonly run: RunView
  readonly onClose: () => void
}

/** Agrees to a run, with the password once more. */
export function ApproveDialog({ run, onClose }: RunDialogProps) {
  const { t, locale } = useWords()
  const tell = useTell()
  const { runId, number, totals } = run
  const [password, setPassword] = useState('')
  const [wrong, setWrong] = useState(false)
  const sending = useSending('approve-run', ({ state }) => {
    tell(state === 'draft' ? t('runs.agreed') : t('runs.approved', { number }))
    onClose()
  })
  const submit = () => {
    setWrong(password === '')
    if (password !== '') void sending.send({ runId, password })
  }
  const sums = totals.map(({ payoutMinor, currency }) => formatMoney(payoutMinor, currency, locale))
  return (
    <FormDialog
      title={t('runs.approveTitle', { number })}
      submit={t('runs.approve')}
      onSubmit={submit}
      onClose={onClose}
      busy={sending.busy}
      failure={sending.failure}
    >
      <p style={{ margin: 0 }}>
        {t('runs.approveSums')} <b className="figures">{sums.join(' + ')}</b>.
      </p>
      <p style={{ margin: 0 }}>{t('runs.approveText')}</p>
      <PasswordField
        value={password}
        onChange={setPassword}
        missing={wrong}
        about={t('runs.passwordAbout')}
        focused
      />
    </FormDialog>
  )
}

/** Gives up a draft. */
export function CancelDialog({ run, onClose }: RunDialogProps) {
  const { t } = useWords()
  const tell = useTell()
  const { runId, number } = run
  const sending = useSending('cancel-run', () => {
    tell(t('runs.cancelled', { number }))
    onClose()
  })
  return (
    <ReasonDialog
      title={t('runs.cancelTitle', { number })}
      text={t('runs.cancelText')}
      submit={t('runs.cancel')}
      sending={sending}
      onSubmit={(reason) => void sending.send({ runId, reason })}
      onClose={onClose}
      danger
    />
  )
}

interface PaidDialogProps {
  readonly run: Pick<RunView, 'runId' | 'number'>
  /** Undefined: all that are not paid yet. */
  readonly place?: { readonly locationId: LocationId; readonly locationName: string } | undefined
  readonly onClose: () => void
}

/** Takes note that the network paid by itself. */
export function PaidDialog({ run, place, onClose }: PaidDialogProps) {
  const { t } = useWords()
  const tell = useTell()
  const { runId, number } = run
  const sending = useSending('mark-run-paid', () => {
    tell(t('runs.markedPaid'))
    onClose()
  })
  const locationId = place?.locationId ?? null
  const title = place
    ? t('runs.markPaidOne', { name: place.locationName })
    : t('runs.markPaidTitle', { number })
  return (
    <ReasonDialog
      title={title}
      text={t('runs.markPaidText')}
      submit={t('runs.markPaid')}
      label={t('runs.reference')}
      description={t('runs.referenceAbout')}
      sending={sending}
      onSubmit={(reference) => void sending.send({ runId, locationId, reference })}
      onClose={onClose}
    />
  )
}

/** Takes note that a file is at the bank. */
export function SentDialog({ file, onClose }: { file: PayoutFileView; onClose: () => void }) {
  const { t } = useWords()
  const tell = useTell()
  const sending = useSending('mark-file-sent', () => {
    tell(t('runs.markedSent'))
    onClose()
  })
  return (
    <FormDialog
      title={t('runs.markSentTitle', { name: file.name })}
      submit={t('runs.markSent')}
      onSubmit={() => void sending.send({ fileId: file.fileId })}
      onClose={onClose}
      busy={sending.busy}
      failure={sending.failure}
    >
      <p style={{ margin: 0 }}>{t('runs.markSentText')}</p>
    </FormDialog>
  )
}
