import { wordsOf } from '../words/words.tsx'

/** What stands there when the screen itself failed. */
export function FaultScreen() {
  const t = wordsOf(document.documentElement.lang === 'fr' ? 'fr' : 'en')
  return (
    <div className="cover" role="alert">
      <h1>{t('fault.title')}</h1>
      <p>{t('fault.hint')}</p>
      <button type="button" className="button button-main" onClick={() => window.location.reload()}>
        {t('fault.reload')}
      </button>
    </div>
  )
}
