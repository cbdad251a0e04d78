import type { AdminResult } from '../../../../src/contract/admin/table.ts'
import { useRead } from '../api/admin.tsx'
import { ActionButton } from '../forms/action-button.tsx'
import { Badge } from '../show/badges.tsx'
import { browserName } from '../show/browser-name.ts'
import { type Column, DataTable } from '../show/data-table.tsx'
import { Loaded } from '../show/loaded.tsx'
import { PageHead, Panel } from '../show/panel.tsx'
import styles from '../show/show.module.css'
import { useTimes } from '../show/times.tsx'
import { useTitle } from '../show/use-title.ts'
import { useWords } from '../words/words.tsx'

type Session = AdminResult<'list-sessions'>['sessions'][number]

/** Where this person is signed in; each place but this one can be signed out from here. */
export function SessionsRoom() {
  const { t } = useWords()
  useTitle(t('shell.sessions'))
  const query = useRead('list-sessions', {})
  return (
    <>
      <PageHead title={t('shell.sessions')} about={t('sessions.about')} />
      <Panel>
        <Loaded query={query}>{({ sessions }) => <SessionTable sessions={sessions} />}</Loaded>
      </Panel>
    </>
  )
}

function SessionTable({ sessions }: { sessions: readonly Session[] }) {
  const { t } = useWords()
  const times = useTimes()
  const columns: Column<Session>[] = [
    {
      id: 'browser',
      heading: t('sessions.browser'),
      isRowHeading: true,
      cell: (session) => (
        <>
          {browserName(session.userAgent) ?? t('sessions.unknownBrowser')}
          <span className={styles['sub']}>{session.ip}</span>
        </>
      ),
    },
    {
      id: 'created',
      heading: t('sessions.signedIn'),
      cell: (session) => times.dateTime(session.createdAtMs),
    },
    {
      id: 'seen',
      heading: t('devices.lastSeen'),
      cell: (session) => times.dateTime(session.lastSeenAtMs),
    },
    {
      id: 'actions',
      heading: t('column.actions'),
      headingHidden: true,
      align: 'end',
      cell: (session) =>
        session.current ? (
          <Badge tone="moved">{t('sessions.current')}</Badge>
        ) : (
          <ActionButton
            call="revoke-session"
            params={{ sessionId: session.sessionId }}
            verb={t('action.revoke')}
            variant="light"
            color="refused"
            size="xs"
          />
        ),
    },
  ]
  return (
    <DataTable
      label={t('shell.sessions')}
      columns={columns}
      rows={sessions}
      rowKey={(session) => session.sessionId}
    />
  )
}
