import { Button, Group } from '@mantine/core'
import { useState } from 'react'
import type { ALARM_STATES, AlarmView } from '../../../../../src/contract/admin/guards.ts'
import { useMay } from '../../api/may.ts'
import { ActionButton } from '../../forms/action-button.tsx'
import { ReasonDialog } from '../../forms/reason-dialog.tsx'
import { useSending } from '../../forms/use-sending.ts'
import { Badge, type Tone } from '../../show/badges.tsx'
import { CardLink } from '../../show/card-link.tsx'
import { type Column, DataTable } from '../../show/data-table.tsx'
import styles from '../../show/show.module.css'
import { useTimes } from '../../show/times.tsx'
import { useTell } from '../../show/use-tell.ts'
import { useWords } from '../../words/words.tsx'

const TONES: Readonly<Record<(typeof ALARM_STATES)[number], Tone>> = {
  open: 'refused',
  taken: 'know',
  closed: 'quiet',
}

/** What honest people do not do, and who sees to it. */
export function AlarmTable({ alarms }: { alarms: readonly AlarmView[] }) {
  const { t } = useWords()
  const times = useTimes()
  const [closing, setClosing] = useState<AlarmView>()
  const columns: Column<AlarmView>[] = [
    {
      id: 'alarm',
      heading: t('guards.alarm'),
      isRowHeading: true,
      cell: ({ kind, by }) => (
        <>
          {t(`alarmKind.${kind}`)}
          {by !== 'system' && <span className={styles['sub']}>{by}</span>}
        </>
      ),
    },
    { id: 'card', heading: t('column.card'), cell: (alarm) => <CardOf {...alarm} /> },
    {
      id: 'time',
      heading: t('column.time'),
      cell: ({ atMs }) => times.dateTime(atMs),
    },
    {
      id: 'state',
      heading: t('column.state'),
      cell: ({ state, note }) => (
        <>
          <Badge tone={TONES[state]}>{t(`alarmState.${state}`)}</Badge>
          {note !== null && <span className={styles['sub']}>{note}</span>}
        </>
      ),
    },
    {
      id: 'owner',
      heading: t('guards.owner'),
      cell: ({ owner }) => owner ?? <span className={styles['quiet']}>{t('guards.nobody')}</span>,
    },
    {
      id: 'actions',
      heading: t('column.actions'),
      headingHidden: true,
      align: 'end',
      cell: (alarm) => <Actions alarm={alarm} onClose={() => setClosing(alarm)} />,
    },
  ]
  return (
    <>
      <DataTable
        label={t('guards.alarms')}
        columns={columns}
        rows={alarms}
        rowKey={({ alarmId }) => String(alarmId)}
      />
      {closing && <CloseDialog alarm={closing} onClose={() => setClosing(undefined)} />}
    </>
  )
}

function CardOf({ cardId, lastFour }: AlarmView) {
  if (cardId === null || lastFour === null) return '–'
  return <CardLink cardId={cardId} lastFour={lastFour} />
}

function Actions({ alarm, onClose }: { alarm: AlarmView; onClose: () => void }) {
  const { t } = useWords()
  const tell = useTell()
  const may = useMay()
  if (alarm.state === 'closed' || !may('see-to-alarm')) return null
  return (
    <Group gap="xs" justify="flex-end" wrap="nowrap">
      {alarm.state === 'open' && (
        <ActionButton
          call="see-to-alarm"
          params={{ alarmId: alarm.alarmId, state: 'taken', note: null }}
          verb={t('guards.take')}
          onDone={() => tell(t('guards.taken'))}
          size="xs"
          variant="default"
        />
      )}
      <Button size="xs" variant="default" onClick={onClose}>
        {t('guards.close')}
      </Button>
    </Group>
  )
}

function CloseDialog({ alarm, onClose }: { alarm: AlarmView; onClose: () => void }) {
  const { t } = useWords()
  const tell = useTell()
  const sending = useSending('see-to-alarm', () => {
    tell(t('guards.closed'))
    onClose()
  })
  const { alarmId } = alarm
  return (
    <ReasonDialog
      title={t('guards.closeTitle')}
      text={t('guards.closeText')}
      label={t('guards.found')}
      submit={t('guards.closeSubmit')}
      sending={sending}
      onSubmit={(note) => void sending.send({ alarmId, state: 'closed', note })}
      onClose={onClose}
    />
  )
}
