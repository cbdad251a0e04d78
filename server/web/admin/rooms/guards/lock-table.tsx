import { Button } from '@mantine/core'
import { useState } from 'react'
import type { LockedCard } from '../../../../../src/contract/admin/guards.ts'
import { useMay } from '../../api/may.ts'
import { Badge } from '../../show/badges.tsx'
import { CardLink } from '../../show/card-link.tsx'
import { type Column, DataTable } from '../../show/data-table.tsx'
import styles from '../../show/show.module.css'
import { useTimes } from '../../show/times.tsx'
import { useWords } from '../../words/words.tsx'
import { isLocked } from '../cards/pin-lock-notice.tsx'
import { UnlockDialog } from '../cards/unlock-dialog.tsx'

/** Cards whose PIN was locked of late, and what may be done about it. */
export function LockTable({ cards }: { cards: readonly LockedCard[] }) {
  const { t } = useWords()
  const times = useTimes()
  const may = useMay()
  const [unlocking, setUnlocking] = useState<LockedCard>()
  const columns: Column<LockedCard>[] = [
    {
      id: 'card',
      heading: t('column.card'),
      isRowHeading: true,
      cell: ({ cardId, lastFour, programName }) => (
        <>
          <CardLink cardId={cardId} lastFour={lastFour} />
          <span className={styles['sub']}>{programName}</span>
        </>
      ),
    },
    {
      id: 'by',
      heading: t('guards.lockedBy'),
      cell: ({ by, atMs }) => (
        <>
          {by}
          <span className={styles['sub']}>{times.dateTime(atMs)}</span>
        </>
      ),
    },
    { id: 'state', heading: t('column.state'), cell: ({ lock }) => <LockState lock={lock} /> },
    {
      id: 'actions',
      heading: t('column.actions'),
      headingHidden: true,
      align: 'end',
      cell: (card) =>
        may('unlock-pin') &&
        isLocked(card.lock) && (
          <Button size="xs" variant="default" onClick={() => setUnlocking(card)}>
            {t('guards.unlock')}
          </Button>
        ),
    },
  ]
  return (
    <>
      <DataTable
        label={t('guards.locks')}
        columns={columns}
        rows={cards}
        rowKey={({ cardId }) => cardId}
      />
      {unlocking && <UnlockDialog card={unlocking} onClose={() => setUnlocking(undefined)} />}
    </>
  )
}

function LockState({ lock }: Pick<LockedCard, 'lock'>) {
  const { t } = useWords()
  const times = useTimes()
  if (!isLocked(lock)) return <Badge tone="quiet">{t('guards.lockOver')}</Badge>
  const { lockedUntilMs } = lock
  const text =
    lockedUntilMs === null
      ? t('guards.lockedForGood')
      : t('guards.lockedUntil', { time: times.dateTime(lockedUntilMs) })
  return <Badge tone="know">{text}</Badge>
}
