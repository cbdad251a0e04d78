import { useLocation } from '@tanstack/react-router'
import { createContext, type ReactNode, use, useEffect, useMemo, useState } from 'react'
import { CARD_NUMBER_LENGTH_MIN } from '../../../../src/contract/card-number.ts'

interface SearchText {
  readonly text: string
  readonly setText: (text: string) => void
}

const SearchTextContext = createContext<SearchText | undefined>(undefined)

/**
 * Holds what is searched for among the cards. In memory only: it may be a whole card number, which
 * must not stand in an address, a history or a storage.
 */
export function SearchTextProvider({ children }: { children: ReactNode }) {
  const [text, setText] = useState('')
  const isAmongCards = useLocation({ select: ({ pathname }) => pathname === '/cards' })
  useEffect(() => {
    // A whole number has done its work when the list is left: nobody else reads it off the screen.
    if (!isAmongCards) setText((old) => (holdsNumber(old) ? '' : old))
  }, [isAmongCards])
  const value = useMemo(() => ({ text, setText }), [text])
  return <SearchTextContext value={value}>{children}</SearchTextContext>
}

function holdsNumber(text: string): boolean {
  return text.replace(/\D/g, '').length >= CARD_NUMBER_LENGTH_MIN
}

export function useSearchText(): SearchText {
  const value = use(SearchTextContext)
  if (!value) throw new Error('invariant broken: the search text is used inside its provider')
  return value
}
