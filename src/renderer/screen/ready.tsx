import { useEffect, useLayoutEffect, useRef, useState } from 'react'
import type { WaitingPayment } from '../../contract/screen/state.ts'
import { CardZone } from '../card/card-zone.tsx'
import { chosenPayment } from '../card/next-step.ts'
import { FRESH_BUTTON_MS, LONG_AGO } from '../limits.ts'
import { PaymentList } from '../waiting/payment-list.tsx'
import { useWords } from '../words/words.tsx'
import type { Screen } from './context.ts'
import type { ListKeys } from './use-keys.ts'

interface ReadyList extends ListKeys {
  readonly chosen: WaitingPayment | undefined
  readonly select: (payment: WaitingPayment) => void
}

/** The two zones: payments on the left, the card on the right. */
export function Ready({ list }: { readonly list: ReadyList }) {
  const { t } = useWords()
  return (
    <div className="zones">
      <h1 className="heard">{t('header.station')}</h1>
      <PaymentList chosen={list.chosen} onSelect={list.select} />
      <CardZone chosen={list.chosen} />
    </div>
  )
}

/** The payment that Enter selects, moved by the arrows; forgotten with the card and the outcome. */
export function useListKeys({ state, locked, run, notify }: Screen): ReadyList {
  const [cursorId, setCursorId] = useState<string | undefined>(undefined)
  const { waiting, card, outcome } = state
  const customer = `${outcome.kind === 'idle'} ${card?.lastFour ?? ''}`
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new customer forgets the cursor.
  useEffect(() => setCursorId(undefined), [customer])
  const chosen = chosenPayment(waiting, cursorId)
  const expected = useExpected(chosen?.paymentId, customer)
  const select = (payment: WaitingPayment) => {
    if (locked) return
    if (card === null) return notify('card-first')
    if (payment.fit === 'not_at_all') return
    const partial = payment.fit === 'partial' ? 'allow' : 'deny'
    void run('select-payment', {
      paymentId: payment.paymentId,
      partial,
      lastFour: card.lastFour,
    })
  }
  return {
    chosen,
    select,
    confirm: () => {
      if (chosen && expected.isAt(chosen.paymentId)) select(chosen)
      else if (chosen) return
      else if (card === null) notify('card-first')
    },
    move: (step) => {
      const at = chosen ? waiting.indexOf(chosen) : step === 1 ? -1 : waiting.length
      const next = waiting[Math.min(waiting.length - 1, Math.max(0, at + step))]
      setCursorId(next?.paymentId)
      expected.moveTo(next?.paymentId)
    },
  }
}

interface Expected {
  /** False while the clerk may still mean the payment that was chosen a moment ago. */
  readonly isAt: (paymentId: string) => boolean
  /** The clerk's own key chose this one. */
  readonly moveTo: (paymentId: string | undefined) => void
}

/** Follows the payment that Enter selects: another one in its place counts after FRESH_BUTTON_MS. */
function useExpected(chosenId: string | undefined, customer: string): Expected {
  const last = useRef<{ id: string | undefined; customer: string; sinceMs: number } | undefined>(
    undefined,
  )
  useLayoutEffect(() => {
    const known = last.current?.customer === customer ? last.current.id : undefined
    if (known !== undefined && (chosenId === undefined || chosenId === known)) return
    const sinceMs = known === undefined ? LONG_AGO : performance.now()
    last.current = { id: chosenId, customer, sinceMs }
  }, [chosenId, customer])
  return {
    isAt: (paymentId) =>
      last.current?.id === paymentId && performance.now() - last.current.sinceMs >= FRESH_BUTTON_MS,
    moveTo: (id) => {
      last.current = { id, customer, sinceMs: LONG_AGO }
    },
  }
}
