import { useEffect, useSyncExternalStore } from 'react'
import type { ScreenState, WaitingPayment } from '../../contract/screen/state.ts'
import { Amount } from '../card/amount.tsx'
import type { StationStore } from '../state/station-store.ts'
import { nameParts } from '../waiting/payment-names.ts'
import { useWords, WordsProvider } from '../words/words.tsx'

interface HeardCardProps {
  readonly store: StationStore
  /** The key that brings the station forward; null when it has none. */
  readonly forwardKey: string | null
}

/** The newest payment, small, over the POS: what was heard, and how to come to it. */
export function HeardCard({ store, forwardKey }: HeardCardProps) {
  const { state } = useSyncExternalStore(store.subscribe, store.snapshot)
  const language = state?.language ?? 'en'
  useEffect(() => {
    document.documentElement.lang = language
  }, [language])
  const payment = state === undefined ? undefined : newestOf(state.waiting)
  if (state === undefined || payment === undefined) return null
  const others = state.waiting.length - 1 + state.waitingMore
  return (
    <WordsProvider language={language} currency={state.currency}>
      <HeardPayment payment={payment} others={others} forwardKey={forwardKey} />
    </WordsProvider>
  )
}

function newestOf(waiting: ScreenState['waiting']): WaitingPayment | undefined {
  return waiting.reduce<WaitingPayment | undefined>(
    (newest, payment) =>
      newest === undefined || payment.seenAtMs > newest.seenAtMs ? payment : newest,
    undefined,
  )
}

function HeardPayment(props: {
  readonly payment: WaitingPayment
  readonly others: number
  readonly forwardKey: string | null
}) {
  const words = useWords()
  const { t } = words
  const { payment, others, forwardKey } = props
  const facts = nameParts(payment, words).join(' · ') || payment.label
  return (
    <main className="heard-card">
      <p className="heard-title">{t('heard.title')}</p>
      <Amount amountMinor={payment.amountMinor} currency={payment.currency} size={40} />
      <p className="heard-facts">
        {facts}
        {others > 0 && ` · ${t('heard.others', { count: others })}`}
      </p>
      <p className="heard-way">
        {forwardKey === null ? t('heard.press') : t('heard.pressOrKey', { key: forwardKey })}
      </p>
    </main>
  )
}
