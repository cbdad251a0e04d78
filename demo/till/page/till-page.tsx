import { useEffect, useState } from 'react'
import type { ReceiptLanguage } from '../sales.ts'
import { ArticleZone } from './parts/article-zone.tsx'
import { Footer } from './parts/footer.tsx'
import { Header } from './parts/header.tsx'
import { PastSales } from './parts/past-sales.tsx'
import { SaleZone } from './parts/sale-zone.tsx'
import { useKeys } from './use-keys.ts'
import { useTill } from './use-till.ts'
import { SpeakIn, useWords } from './words/words.tsx'

const LANGUAGE_KEY = 'till-language'

/** The whole page: header, articles and sale (or past sales), function keys. */
export function TillPage() {
  const [language, setLanguage] = useState<ReceiptLanguage>(() =>
    localStorage.getItem(LANGUAGE_KEY) === 'fr' ? 'fr' : 'en',
  )
  useEffect(() => {
    localStorage.setItem(LANGUAGE_KEY, language)
    document.documentElement.lang = language
  }, [language])
  return (
    <SpeakIn language={language}>
      <Counter setLanguage={setLanguage} />
    </SpeakIn>
  )
}

function Counter(props: { readonly setLanguage: (language: ReceiptLanguage) => void }) {
  const { words, language } = useWords()
  const till = useTill()
  useKeys(till, language)
  if (!till.facts) {
    return (
      <main className="cover">
        <h1>{words.practiceTill}</h1>
        <p role="status">{till.facts === undefined ? words.loading : words.noTill}</p>
      </main>
    )
  }
  return (
    <div className="till">
      <Header facts={till.facts} outcome={till.outcome} setLanguage={props.setLanguage} />
      <main className="work">
        {till.view === 'past' ? (
          <PastSales till={till} facts={till.facts} />
        ) : (
          <div className="zones">
            <ArticleZone till={till} facts={till.facts} />
            <SaleZone till={till} facts={till.facts} />
          </div>
        )}
      </main>
      <Footer till={till} />
    </div>
  )
}
