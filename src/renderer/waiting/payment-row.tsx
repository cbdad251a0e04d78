import { IconCornerDownLeft, IconX } from '@tabler/icons-react'
import type { ScreenCard, WaitingPayment } from '../../contract/screen/state.ts'
import { Amount } from '../card/amount.tsx'
import { takeFrom } from '../card/next-step.ts'
import { useScreen, useStationNow } from '../screen/context.ts'
import { type SpokenWords, useWords } from '../words/words.tsx'
import { ageOf } from './paging.ts'
import { nameParts } from './payment-names.ts'

interface PaymentRowProps {
  readonly payment: WaitingPayment
  /** The one that Enter selects. */
  readonly chosen: boolean
  /** Stands here since a moment ago: a press was meant for the payment that stood here before. */
  readonly unexpected: boolean
  readonly onSelect: (payment: WaitingPayment) => void
}

/** One waiting payment: its amount, where it comes from, and SELECT. */
export function PaymentRow(props: PaymentRowProps) {
  const { payment, chosen, unexpected } = props
  const { openPanel } = useScreen()
  const words = useWords()
  const { amountMinor, currency, paymentId } = payment
  const facts = whereFrom(payment, words)
  const amount = words.money(amountMinor, currency)
  return (
    <li className={chosen ? 'payment payment-chosen' : 'payment'} data-chosen={chosen}>
      <div className="payment-facts">
        <Amount amountMinor={amountMinor} currency={currency} size={38} />
        <p className="payment-where" title={facts}>
          {facts}
        </p>
        <p className="payment-age">
          <PaymentAge seenAtMs={payment.seenAtMs} />
          <Reason reasons={payment.reasons} />
        </p>
      </div>
      <button
        type="button"
        className="payment-dismiss"
        aria-label={words.t('waiting.dismissNamed', { amount })}
        title={words.t('waiting.dismiss')}
        aria-disabled={unexpected}
        onClick={() => !unexpected && openPanel({ kind: 'dismiss', paymentId })}
      >
        <IconX size={22} aria-hidden />
      </button>
      <SelectButton {...props} />
    </li>
  )
}

function SelectButton({ payment, chosen, unexpected, onSelect }: PaymentRowProps) {
  const { state, locked } = useScreen()
  const words = useWords()
  const { t } = words
  const { amountMinor, currency, fit } = payment
  const taken =
    fit === 'partial' && state.card?.status === 'known'
      ? words.money(takeFrom(state.card.availableMinor, amountMinor, currency).takenMinor, currency)
      : undefined
  const more = [
    words.money(amountMinor, currency),
    ...(taken === undefined ? [] : [t('waiting.takesNamed', { amount: taken })]),
    ...nameParts(payment, words),
  ].join(', ')
  return (
    <button
      type="button"
      className="select"
      data-fit={fit}
      disabled={locked || fit === 'not_at_all' || payment.reasons.includes('taken-elsewhere')}
      aria-disabled={unexpected}
      onClick={() => !unexpected && onSelect(payment)}
    >
      <span className="select-word">
        {t('waiting.select')}
        <span className="heard"> {more}</span>
      </span>
      <SelectHint payment={payment} chosen={chosen} taken={taken} />
    </button>
  )
}

/** What the eye needs beside the word: what is taken, why not, or the key. */
function SelectHint(props: {
  readonly payment: WaitingPayment
  readonly chosen: boolean
  readonly taken: string | undefined
}) {
  const { payment, chosen, taken } = props
  const { state } = useScreen()
  const { t } = useWords()
  const parts = [
    ...(taken === undefined ? [] : [t('waiting.takes', { amount: taken })]),
    ...(payment.fit === 'not_at_all' ? [t(whyNot(state.card, payment))] : []),
    ...(chosen && taken === undefined && payment.fit !== 'not_at_all' ? [t('waiting.enter')] : []),
  ]
  if (parts.length === 0) return null
  return (
    <span key={parts.join()} className="select-hint" aria-hidden>
      {parts.join(' · ')}
      {chosen && payment.fit !== 'not_at_all' && <IconCornerDownLeft size={14} />}
    </span>
  )
}

/** Why a payment cannot be taken from the card in hand. */
function whyNot(card: ScreenCard | null, { reasons }: WaitingPayment) {
  if (reasons.includes('taken-elsewhere')) return 'till.taken'
  return card?.status === 'known' && card.refusalCode !== null ? 'card.unusable' : 'waiting.cannot'
}

/** What the clerk has to know first; what speaks for a payment shows in its place and its hint. */
const TOLD = ['taken-elsewhere', 'twin', 'paid-already', 'abandoned', 'same-till'] as const

function Reason({ reasons }: Pick<WaitingPayment, 'reasons'>) {
  const { t } = useWords()
  const told = TOLD.find((reason) => reasons.includes(reason))
  if (told === undefined) return null
  return (
    <span className={told === 'same-till' ? undefined : 'payment-reason'}>
      {' · '}
      {t(`till.reasons.${told}`)}
    </span>
  )
}

function PaymentAge({ seenAtMs }: { readonly seenAtMs: number }) {
  const { t, clock } = useWords()
  const nowMs = useStationNow(10_000)
  const age = ageOf(seenAtMs, nowMs)
  if (age.kind === 'now') return t('ago.now')
  if (age.kind === 'minutes') return t('ago.minutes', { count: age.count })
  return `${t('ago.hours', { count: age.count })} · ${clock(seenAtMs)}`
}

function whereFrom(payment: WaitingPayment, words: SpokenWords): string {
  const parts = nameParts(payment, words)
  const text = parts.length > 0 ? parts.join(' · ') : payment.label
  return text.charAt(0).toLocaleUpperCase(words.language) + text.slice(1)
}
