import { Button } from '@mantine/core'
import { IconRefresh } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import type { Failure } from '../api/admin.tsx'
import { useWords } from '../words/words.tsx'
import noticeStyles from './notice.module.css'
import { Notice } from './notice.tsx'
import styles from './show.module.css'

interface FailureNoticeProps {
  readonly failure: Failure
  readonly onRetry?: () => void
}

/** What was not done and what to do next, in words; the code for whoever is asked for help. */
export function FailureNotice({ failure, onRetry }: FailureNoticeProps) {
  const { t } = useWords()
  const reason = 'reason' in failure ? failure.reason : undefined
  const isUnsaid = failure.code === 'REQUEST_MALFORMED' && reason === undefined
  return (
    <Notice
      role="alert"
      tone={failure.retryable ? 'know' : 'refused'}
      title={t(reason ? `reason.${reason}` : `reply.${failure.code}`)}
    >
      {t(reason ? `reasonNext.${reason}` : `next.${failure.nextAction}`)}
      {isUnsaid && <span className={styles['sub']}>{failure.message}</span>}
      <span className={styles['sub']}>{t('reply.code', { code: failure.code })}</span>
      {onRetry && (
        <Button
          className={noticeStyles['noticeAction'] ?? ''}
          size="xs"
          variant="default"
          leftSection={<IconRefresh size={16} aria-hidden="true" />}
          onClick={onRetry}
        >
          {t('action.tryAgain')}
        </Button>
      )}
    </Notice>
  )
}

interface EmptyStateProps {
  readonly icon: ReactNode
  readonly title: string
  /** What would be here and how it comes to be. */
  readonly text: string
  readonly children?: ReactNode
}

/** A list without rows: says what belongs here and offers the first step. */
export function EmptyState({ icon, title, text, children }: EmptyStateProps) {
  return (
    <div className={noticeStyles['empty']}>
      <div className={noticeStyles['emptyIcon']} aria-hidden="true">
        {icon}
      </div>
      <p className={noticeStyles['emptyTitle']}>{title}</p>
      <p className={noticeStyles['emptyText']}>{text}</p>
      {children}
    </div>
  )
}
