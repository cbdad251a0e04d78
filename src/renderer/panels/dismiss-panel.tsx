import { TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { TEXT_LENGTH_MAX } from '../../contract/limits.ts'
import { useScreen } from '../screen/context.ts'
import { useWords } from '../words/words.tsx'
import { PanelFrame } from './panel-zone.tsx'

const REASONS = ['cash', 'mistake', 'elsewhere', 'test'] as const

/** Takes a payment off the waiting list, with a reason: one touch for the usual ones. */
export function DismissPanel({ paymentId }: { readonly paymentId: string }) {
  const { state, run, closePanel } = useScreen()
  const { t, money } = useWords()
  const [other, setOther] = useState('')
  const payment = state.waiting.find((waiting) => waiting.paymentId === paymentId)
  if (!payment) return null
  const dismiss = async (reason: string) => {
    const reply = await run('dismiss-payment', { paymentId: payment.paymentId, reason })
    if (reply?.ok) closePanel()
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (other.trim() !== '') void dismiss(other.trim())
  }
  const amount = money(payment.amountMinor, payment.currency)
  return (
    <PanelFrame title={t('dismiss.title')}>
      <p className="panel-lead">{t('dismiss.ask', { amount })}</p>
      <div className="reasons">
        {REASONS.map((reason) => (
          <button
            key={reason}
            type="button"
            className="button button-choose"
            onClick={() => void dismiss(t(`dismiss.reasons.${reason}`))}
          >
            {t(`dismiss.reasons.${reason}`)}
          </button>
        ))}
      </div>
      <form className="dismiss-other" onSubmit={submit}>
        <TextInput
          label={t('dismiss.other')}
          size="lg"
          value={other}
          maxLength={TEXT_LENGTH_MAX}
          autoComplete="off"
          onChange={(event) => setOther(event.currentTarget.value)}
        />
        <button type="submit" className="button button-main" disabled={other.trim() === ''}>
          {t('dismiss.save')}
        </button>
      </form>
      <p className="panel-note">{t('dismiss.kept')}</p>
    </PanelFrame>
  )
}
