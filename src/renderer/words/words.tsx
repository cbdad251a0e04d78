import { createInstance, type TFunction } from 'i18next'
import { createContext, type ReactNode, useContext, useMemo } from 'react'
import { maskLastFour } from '../../contract/card-number.ts'
import type { Currency, Minor } from '../../contract/money.ts'
import type { Language } from '../../contract/screen/state.ts'
import { formatMoney } from '../../ui/money.ts'
import { en } from './en.ts'
import { fr } from './fr.ts'
import './typed-keys.ts'

const catalogues = createInstance()
void catalogues.init({
  lng: 'en',
  fallbackLng: 'en',
  resources: { en: { translation: en }, fr: { translation: fr } },
  // React escapes what it draws.
  interpolation: { escapeValue: false },
  initAsync: false,
})

/** The catalogue of one language, for what is drawn outside of the screen's own tree. */
export function wordsOf(language: Language): TFunction {
  return catalogues.getFixedT(language)
}

/** Words, amounts and times in the language of the station. */
export interface SpokenWords {
  readonly t: TFunction
  readonly language: Language
  readonly money: (amountMinor: Minor, currency: Currency) => string
  /** `•••• 4417`, never broken over two lines. */
  readonly masked: (lastFour: string) => string
  /** Hours and minutes. */
  readonly clock: (timeMs: number) => string
  readonly day: (timeMs: number) => string
}

const WordsContext = createContext<SpokenWords | undefined>(undefined)

/** Makes `useWords` speak this language below here. `currency` is the station's own, once it is known. */
export function WordsProvider(props: {
  readonly language: Language
  readonly currency: Currency | null
  readonly children: ReactNode
}) {
  const { language, currency } = props
  const words = useMemo(() => speak(language, currency), [language, currency])
  return <WordsContext value={words}>{props.children}</WordsContext>
}

export function useWords(): SpokenWords {
  const words = useContext(WordsContext)
  if (!words) throw new Error('useWords outside of a WordsProvider')
  return words
}

/** A sentence whose `<b>` parts are drawn bold. `sentence` is already translated. */
export function Sentence({ sentence }: { readonly sentence: string }) {
  const parts = sentence.split(/<b>(.*?)<\/b>/g)
  return (
    <>
      {parts.map((part, index) =>
        // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one sentence never change places.
        index % 2 === 1 ? <b key={index}>{part}</b> : part,
      )}
    </>
  )
}

function speak(language: Language, own: Currency | null): SpokenWords {
  const clock = new Intl.DateTimeFormat(language, {
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  })
  const day = new Intl.DateTimeFormat(language, { dateStyle: 'medium' })
  return {
    t: wordsOf(language),
    language,
    // Large and short in the currency of the till; another one beside it is never taken for it.
    money: (amountMinor, currency) =>
      formatMoney(amountMinor, currency, language, currency === own ? 'narrow' : 'code'),
    masked: (lastFour) => maskLastFour(lastFour).replace(' ', '\u00a0'),
    clock: (timeMs) => clock.format(timeMs),
    day: (timeMs) => day.format(timeMs),
  }
}
