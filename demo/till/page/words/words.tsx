import { createContext, type ReactNode, use } from 'react'
import type { ReceiptLanguage } from '../../sales.ts'
import { EN, type Words } from './en.ts'
import { FR } from './fr.ts'

interface Spoken {
  readonly language: ReceiptLanguage
  readonly words: Words
  /** The tag for numbers and times: Canadian, as the example shops are. */
  readonly locale: string
}

const SPOKEN: Readonly<Record<ReceiptLanguage, Spoken>> = {
  en: { language: 'en', words: EN, locale: 'en-CA' },
  fr: { language: 'fr', words: FR, locale: 'fr-CA' },
}

const SpokenContext = createContext<Spoken>(SPOKEN.en)

/** Everything inside speaks this language, and receipts are printed in it. */
export function SpeakIn(props: {
  readonly language: ReceiptLanguage
  readonly children: ReactNode
}) {
  return <SpokenContext value={SPOKEN[props.language]}>{props.children}</SpokenContext>
}

export function useWords(): Spoken {
  return use(SpokenContext)
}
