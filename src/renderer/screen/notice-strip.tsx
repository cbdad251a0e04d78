import { IconInfoCircle } from '@tabler/icons-react'
import { useEffect } from 'react'
import { NOTICE_SHOWN_MS } from '../limits.ts'
import { useWords } from '../words/words.tsx'
import { useScreen } from './context.ts'

/** Why the last press did nothing, over the bottom of the zones for a few seconds. */
export function NoticeStrip() {
  const { notice, notify, state } = useScreen()
  const { t } = useWords()
  const count = notice?.count
  useEffect(() => {
    if (count === undefined) return undefined
    const timer = window.setTimeout(() => notify(undefined), NOTICE_SHOWN_MS)
    return () => window.clearTimeout(timer)
  }, [count, notify])
  return (
    <div className="notice-place" role="status">
      {notice && state.outcome.kind !== 'refused' && (
        <p className="notice">
          <IconInfoCircle size={24} aria-hidden />
          <span>{noticeText(notice.code, t)}</span>
        </p>
      )}
    </div>
  )
}

function noticeText(
  code: NonNullable<ReturnType<typeof useScreen>['notice']>['code'],
  t: ReturnType<typeof useWords>['t'],
): string {
  if (code === 'card-first') return t('notice.cardFirst')
  if (code === 'no-undo') return t('notice.noUndo')
  return `${t(`codes.${code}.why`)} ${t(`codes.${code}.next`)}`
}
