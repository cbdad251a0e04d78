import { createContext, type ReactNode, use, useMemo, useState } from 'react'

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
  const value = useMemo(() => ({ text, setText }), [text])
  return <SearchTextContext value={value}>{children}</SearchTextContext>
}

export function useSearchText(): SearchText {
  const value = use(SearchTextContext)
  if (!value) throw new Error('invariant broken: the search text is used inside its provider')
  return value
}
