import { Button } from '@mantine/core'
import { IconPencil } from '@tabler/icons-react'
import { useState } from 'react'
import type { ScheduleHistory } from '../../../../../src/contract/admin/terms.ts'
import { DEFAULT_SCHEDULE } from '../../../../../src/contract/schedule.ts'
import { useRead } from '../../api/admin.tsx'
import { useMay } from '../../api/may.ts'
import { Loaded } from '../../show/loaded.tsx'
import { PageHead, Panel } from '../../show/panel.tsx'
import { useTitle } from '../../show/use-title.ts'
import { useWords } from '../../words/words.tsx'
import { Lines, PlannedNotice, VersionList } from '../terms/version-list.tsx'
import { RunTable } from './run-table.tsx'
import styles from './schedule.module.css'
import { ScheduleForm } from './schedule-form.tsx'
import { scheduleLines } from './schedule-lines.ts'

/** When locations are paid. */
export function ScheduleRoom() {
  const { t } = useWords()
  useTitle(t('nav.schedule'))
  const mayChange = useMay()('change-schedule')
  const [isChanging, setChanging] = useState(false)
  const query = useRead('read-schedule', {})
  return (
    <>
      <PageHead title={t('nav.schedule')} about={t('schedule.about')}>
        {mayChange && !isChanging && query.data && (
          <Button
            leftSection={<IconPencil size={18} aria-hidden="true" />}
            onClick={() => setChanging(true)}
          >
            {t('schedule.change')}
          </Button>
        )}
      </PageHead>
      <Loaded query={query}>
        {(history) => (
          <Rooms {...history} isChanging={isChanging} onClose={() => setChanging(false)} />
        )}
      </Loaded>
    </>
  )
}

interface RoomsProps extends ScheduleHistory {
  readonly isChanging: boolean
  readonly onClose: () => void
}

function Rooms({ versions, next, isChanging, onClose }: RoomsProps) {
  const { t, locale } = useWords()
  const told = versions.map(({ schedule, ...rest }) => ({
    ...{ ...rest, lines: scheduleLines(schedule, { t, locale }) },
  }))
  const valid = versions.find(({ standing }) => standing === 'valid')
  const inForce = valid?.schedule ?? DEFAULT_SCHEDULE
  return (
    <div className={styles['stack']}>
      <PlannedNotice versions={told} />
      {isChanging ? (
        <Panel title={t('schedule.changeTitle')}>
          <ScheduleForm newest={versions[0]} onClose={onClose} />
        </Panel>
      ) : (
        <>
          <Panel title={t('schedule.now')}>
            {valid === undefined ? (
              <p className={styles['sentence']}>{t('schedule.none')}</p>
            ) : (
              <Lines lines={scheduleLines(inForce, { t, locale })} />
            )}
          </Panel>
          <Panel title={t('schedule.next')}>
            <RunTable runs={next} timeZone={(versions[0]?.schedule ?? inForce).timeZone} />
          </Panel>
        </>
      )}
      <Panel title={t('programs.history')}>
        <VersionList versions={told} none={t('schedule.none')} />
      </Panel>
    </div>
  )
}
