import { IconBell, IconLock } from '@tabler/icons-react'
import { useRead } from '../../api/admin.tsx'
import { Loaded } from '../../show/loaded.tsx'
import { EmptyState } from '../../show/notices.tsx'
import { PageHead, Panel } from '../../show/panel.tsx'
import { useTitle } from '../../show/use-title.ts'
import { useWords } from '../../words/words.tsx'
import { AlarmTable } from './alarm-table.tsx'
import styles from './guards.module.css'
import { LockTable } from './lock-table.tsx'
import { Throttle } from './throttle.tsx'
import { VelocityTable } from './velocity-table.tsx'

/** Who tries out numbers and PINs, and what holds them up. */
export function GuardsRoom() {
  const { t } = useWords()
  useTitle(t('nav.guards'))
  const alarms = useRead('list-alarms', {})
  const locks = useRead('list-pin-locks', {})
  const programs = useRead('list-programs', {})
  const throttle = useRead('read-throttle', {})
  return (
    <>
      <PageHead title={t('nav.guards')} about={t('guards.about')} />
      <div className={styles['stack']}>
        <Panel title={t('guards.alarms')}>
          <Loaded query={alarms}>
            {(found) =>
              found.alarms.length === 0 ? (
                <EmptyState
                  icon={<IconBell size={24} />}
                  title={t('guards.noAlarms')}
                  text={t('guards.noAlarmsText')}
                />
              ) : (
                <AlarmTable alarms={found.alarms} />
              )
            }
          </Loaded>
        </Panel>
        <Panel title={t('guards.locks')}>
          <Loaded query={locks}>
            {({ cards }) =>
              cards.length === 0 ? (
                <EmptyState
                  icon={<IconLock size={24} />}
                  title={t('guards.noLocks')}
                  text={t('guards.noLocksText')}
                />
              ) : (
                <LockTable cards={cards} />
              )
            }
          </Loaded>
        </Panel>
        <Panel title={t('guards.velocity')}>
          <Loaded query={programs}>
            {(found) =>
              found.programs.length === 0 ? (
                <p className={styles['line']}>{t('programs.none')}</p>
              ) : (
                <VelocityTable programs={found.programs} />
              )
            }
          </Loaded>
        </Panel>
        <Panel title={t('guards.throttle')}>
          <Loaded query={throttle}>{(figures) => <Throttle figures={figures} />}</Loaded>
        </Panel>
      </div>
    </>
  )
}
