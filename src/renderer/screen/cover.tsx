import { IconPlugConnectedX } from '@tabler/icons-react'
import { useEffect, useState } from 'react'
import { COVER_SHOWN_AFTER_MS } from '../limits.ts'
import { useWords } from '../words/words.tsx'

/** Covers everything while the station program does not answer: what is below may be old. */
export function Cover({ starting }: { readonly starting: boolean }) {
  const { t } = useWords()
  const [shown, show] = useState(false)
  useEffect(() => {
    const timer = window.setTimeout(() => show(true), COVER_SHOWN_AFTER_MS)
    return () => window.clearTimeout(timer)
  }, [])
  if (!shown) return <div className={starting ? 'cover' : 'cover cover-clear'} />
  return (
    <div className="cover" role="alert">
      <IconPlugConnectedX size={120} stroke={1.5} aria-hidden />
      <h1>{t('cover.title')}</h1>
      <p>{t('cover.hint')}</p>
      <p>{t('cover.next')}</p>
    </div>
  )
}
