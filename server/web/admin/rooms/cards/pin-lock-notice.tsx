import { Button } from '@mantine/core'
import { useState } from 'react'
import type { PinLock } from '../../../../../src/contract/admin/guards.ts'
import type { CardDetail } from '../../../../../src/contract/admin/views.ts'
import { useRead } from '../../api/admin.tsx'
import { useMay } from '../../api/may.ts'
import noticeStyles from '../../show/notice.module.css'
import { Notice } from '../../show/notice.tsx'
import styles from '../../show/show.module.css'
import { useTimes } from '../../show/times.tsx'
import { useWords } from '../../words/words.tsx'
import { UnlockDialog } from './unlock-dialog.tsx'

/** Says that wrong PINs hold the card up, and lets whoever may open it. */
export function PinLockNotice({ card }: { card: CardDetail }) {
  const { t } = useWords()
  const times = useTimes()
  const lock = useRead('read-pin-lock', { cardId: card.cardId }).data
  const may = useMay()
  const [opened, setOpened] = useState(false)
  if (lock === undefined || !isLocked(lock)) return null
  const { lockedUntilMs } = lock
  return (
    <div className={styles['stackItem']}>
      <Notice tone="know" title={t('guards.pinLocked')}>
        {lockedUntilMs === null
          ? t('guards.lockedForGood')
          : t('guards.lockedUntil', {
              time: times.dateTime(lockedUntilMs, times.zoneOf(card.programId)),
            })}
        {may('unlock-pin') && (
          <div className={noticeStyles['noticeAction']}>
            <Button size="xs" variant="default" onClick={() => setOpened(true)}>
              {t('guards.unlock')}
            </Button>
          </div>
        )}
      </Notice>
      {opened && <UnlockDialog card={card} onClose={() => setOpened(false)} />}
    </div>
  )
}

/** Whether no PIN is judged now. */
export function isLocked({ lockedUntilMs, lockedUntilSupport }: PinLock): boolean {
  return lockedUntilSupport || lockedUntilMs !== null
}
