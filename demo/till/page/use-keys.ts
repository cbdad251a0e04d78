import { useEffect } from 'react'
import type { ReceiptLanguage } from '../sales.ts'
import type { TillPageState } from './use-till.ts'

/** The field of the free amount, for F2. */
export const FREE_AMOUNT_ID = 'free-amount'

/** The keyboard: digits ring articles, function keys pay, Enter goes on, Escape goes back. */
export function useKeys(till: TillPageState, language: ReceiptLanguage): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.altKey || event.metaKey || event.repeat) return
      const isTyping = event.target instanceof HTMLInputElement
      const onButton = event.target instanceof HTMLButtonElement
      if (isTyping && !/^(F\d+|Escape)$/.test(event.key)) return
      if (onButton && event.key === 'Enter') return
      if (press(event.key, till, language)) event.preventDefault()
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  })
}

/** True when the key means something now. */
function press(key: string, till: TillPageState, language: ReceiptLanguage): boolean {
  if (till.isBusy) return /^F\d+$/.test(key)
  if (key === 'F10') {
    till.show(till.view === 'past' ? 'ring' : 'past')
    return true
  }
  if (key === 'Escape') return goBack(till)
  if (till.outcome) return goOn(key, till)
  return till.view === 'ring' && ring(key, till, language)
}

function goBack(till: TillPageState): boolean {
  if (till.view === 'ring') return false
  till.show('ring')
  return true
}

function goOn(key: string, till: TillPageState): boolean {
  if (key !== 'Enter') return false
  if (till.outcome?.kind === 'printed') till.next()
  else till.retry()
  return true
}

const TENDER_KEYS = { F6: 'cash', F7: 'card', F8: 'gift' } as const

function ring(key: string, till: TillPageState, language: ReceiptLanguage): boolean {
  const article = /^[1-9]$/.test(key) ? till.facts?.articles[Number(key) - 1] : undefined
  if (article) till.addArticle(article, language)
  else if (key === 'F2') document.getElementById(FREE_AMOUNT_ID)?.focus()
  else if (key === 'F3') till.takeOffLast()
  else if (key === 'F4') till.clear()
  else if (key === 'F9') {
    if (till.lines.length > 0) till.show('split')
  } else if (key === 'F6' || key === 'F7' || key === 'F8') {
    if (till.lines.length === 0) return true
    till.pay([{ kind: TENDER_KEYS[key], amountMinor: till.totalMinor }], language)
  } else return false
  return true
}
