import { useScreen } from '../screen/context.ts'
import { useWords } from '../words/words.tsx'
import { PanelFrame } from './panel-zone.tsx'
import { Reasons } from './reasons.tsx'

const REASONS = ['cash', 'mistake', 'elsewhere', 'test'] as const

/** Takes a payment off the waiting list, with a reason: one touch for the usual ones. */
export function DismissPanel({ paymentId }: { readonly paymentId: string }) {
  const { state, run, closePanel } = useScreen()
  const { t, money } = useWords()
  const payment = state.waiting.find((waiting) => waiting.paymentId === paymentId)
  if (!payment) return null
  const dismiss = async (reason: string) => {
    const reply = await run('dismiss-payment', { paymentId: payment.paymentId, reason })
    if (reply?.ok) closePanel()
  }
  const amount = money(payment.amountMinor, payment.currency)
  return (
    <PanelFrame title={t('dismiss.title')}>
      <p className="panel-lead">{t('dismiss.ask', { amount })}</p>
      <Reasons
        reasons={REASONS}
        words={{
          of: (reason) => t(`dismiss.reasons.${reason}`),
          other: t('dismiss.other'),
          save: t('dismiss.save'),
        }}
        onReason={(reason) => void dismiss(t(`dismiss.reasons.${reason}`))}
        onOther={(text) => void dismiss(text)}
      />
      <p className="panel-note">{t('dismiss.kept')}</p>
    </PanelFrame>
  )
}
