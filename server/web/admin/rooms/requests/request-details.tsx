import { ActionIcon, Drawer } from '@mantine/core'
import { IconListDetails } from '@tabler/icons-react'
import { useState } from 'react'
import type { RequestLogLine } from '../../../../../src/contract/admin/request-log.ts'
import { useRead } from '../../api/admin.tsx'
import { formatDateTime } from '../../show/dates.ts'
import { JsonText } from '../../show/json-text.tsx'
import { Loaded } from '../../show/loaded.tsx'
import styles from '../../show/show.module.css'
import { WindowHead } from '../../show/window-head.tsx'
import { useWords } from '../../words/words.tsx'

/** A button that opens what was asked and answered, and every try of the same request. */
export function RequestDetails({ entry }: { entry: RequestLogLine }) {
  const { t } = useWords()
  const [opened, setOpened] = useState(false)
  return (
    <>
      <ActionIcon
        variant="subtle"
        size={26}
        aria-label={t('action.details')}
        title={t('action.details')}
        onClick={() => setOpened(true)}
      >
        <IconListDetails size={18} aria-hidden="true" />
      </ActionIcon>
      <Drawer.Root opened={opened} onClose={() => setOpened(false)} position="right" size="lg">
        <Drawer.Overlay />
        <Drawer.Content>
          <WindowHead>
            <Drawer.Title fz={17} fw={650}>
              {t('requests.details', { name: entry.clientName })}
            </Drawer.Title>
            <Drawer.CloseButton aria-label={t('action.close')} />
          </WindowHead>
          <Drawer.Body>
            <Content entry={entry} />
          </Drawer.Body>
        </Drawer.Content>
      </Drawer.Root>
    </>
  )
}

function Content({ entry }: { entry: RequestLogLine }) {
  const { t, locale } = useWords()
  const { clientId, requestId, operation, atMs, asked, answered } = entry
  return (
    <>
      <p className={styles['stackItem']}>
        {operation} · {formatDateTime(atMs, locale)}
      </p>
      <JsonText label={t('requests.asked')} value={asked} />
      <JsonText label={t('requests.answered')} value={answered} />
      {requestId !== null && <Replay clientId={clientId} requestId={requestId} />}
    </>
  )
}

function Replay({ clientId, requestId }: { clientId: string; requestId: string }) {
  const { t, locale } = useWords()
  const query = useRead('replay-request', { clientId, requestId })
  return (
    <section aria-label={t('requests.replay')}>
      <h3 className={styles['panelTitle']}>{t('requests.replay')}</h3>
      <Loaded query={query}>
        {({ stored, entries }) => (
          <>
            <ol aria-label={t('requests.tries')}>
              {entries.map(({ entryId, atMs, code, tookMs }) => (
                <li key={entryId}>
                  {formatDateTime(atMs, locale)} · {code} · {t('requests.ms', { count: tookMs })}
                </li>
              ))}
            </ol>
            {stored === null ? (
              <p className={styles['quiet']}>{t('requests.notStored')}</p>
            ) : (
              <JsonText label={t('requests.stored')} value={stored} />
            )}
          </>
        )}
      </Loaded>
    </section>
  )
}
