import { type ErrorComponentProps, useRouter } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { replyError } from '../../../../src/contract/refusals.ts'
import { ReplyFailure } from '../api/admin.tsx'
import styles from '../shell/shell.module.css'
import { RoomButton } from '../show/links.tsx'
import { FailureNotice } from '../show/notices.tsx'
import { useWords } from '../words/words.tsx'

/** An address without a room. */
export function LostPage(): ReactNode {
  const { t } = useWords()
  return (
    <main className={styles['signIn']}>
      <div className={styles['signInCard']}>
        <h1 className={styles['signInTitle']}>{t('lost.title')}</h1>
        <p className={styles['signInAbout']}>{t('lost.text')}</p>
        <RoomButton to="/">{t('lost.home')}</RoomButton>
      </div>
    </main>
  )
}

/** A page that could not be shown: the server does not answer, or a fault of ours. */
export function BrokenPage({ error, reset }: ErrorComponentProps): ReactNode {
  const { t } = useWords()
  const router = useRouter()
  const failure = error instanceof ReplyFailure ? error.failure : replyError('INTERNAL')
  const retry = () => {
    reset()
    void router.invalidate()
  }
  return (
    <main className={styles['signIn']}>
      <div className={styles['signInCard']}>
        <h1 className={styles['signInTitle']}>{t('lost.broken')}</h1>
        <FailureNotice failure={failure} onRetry={retry} />
      </div>
    </main>
  )
}
