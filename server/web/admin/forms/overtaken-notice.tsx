import { Notice } from '../show/notice.tsx'
import { useWords } from '../words/words.tsx'
import type { Basis } from './use-basis.ts'

/** Says that somebody was faster, before more is typed that cannot be saved. */
export function OvertakenNotice({ overtakenBy }: Pick<Basis<unknown>, 'overtakenBy'>) {
  const { t } = useWords()
  if (overtakenBy === undefined) return null
  return (
    <Notice role="alert" tone="know" title={t('form.overtaken', { number: overtakenBy })}>
      {t('form.overtakenText')}
    </Notice>
  )
}
